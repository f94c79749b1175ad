import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectLots, type Wallet } from '@kontti/client-sdk';
import { openSqliteProjection, rebuildProjection, type Projection } from '@kontti/store';
import { needsSqlite } from '@kontti/store/testing/sqlite-driver';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { airMspId, retailMspId, startTestLedger, type TestLedger } from '../sdk/ledger';
import { planFlights, registerCompanies } from '../sdk/setup';

const programme = `${airMspId}/miles`;
const classId = `${airMspId}/stamps`;

describeOnNetwork('points in a projection', () => {
  needsSqlite();
  let ledger: TestLedger;
  let folder: string;
  let projection: Projection;
  let traveller: Wallet;
  let friend: Wallet;

  before(async () => {
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    const { air, retail } = ledger.clients;
    const flights = await planFlights(ledger, 3);
    [traveller, friend] = [air.loyalty.wallet(), air.loyalty.wallet()];
    await air.loyalty.setTerms({
      ...{ programme, version: 0, milliPointsPerKm: 1000, compensation: [], validityDays: 365 },
      pointValue: { currency: 'EUR', minorPer1000Points: 800n },
      partners: [retailMspId],
    });
    const times = { departure: '2026-01-31T08:00:00Z', arrival: '2026-01-31T17:00:00Z' };
    await air.transports.update({
      ref: 'arrivals',
      updates: flights.map((transportId) => ({
        transportId,
        sequence: 1,
        kind: 'arrived' as const,
        ...times,
      })),
    });
    const holder = traveller.holderIn(programme);
    await air.loyalty.accrue({
      ...{ programme, ref: 'accruals' },
      accruals: flights.map((transportId) => ({ holder, transportId })),
    });
    const lotsOf = async (wallet: Wallet) => {
      const lots = [];
      const query = { programme, holder: wallet.holderIn(programme) };
      for await (const lot of air.loyalty.queryLots(query)) lots.push(lot);
      return lots;
    };
    const at = new Date();
    const inputs = selectLots({ lots: await lotsOf(traveller), amount: 7_000n, at });
    const to = friend.holderIn(programme);
    await air.loyalty.transfer(
      traveller.signTransfer({ programme, ref: 'gift', inputs, amount: 7_000n, to }),
    );
    const mine = selectLots({ lots: await lotsOf(friend), amount: 1_000n, at });
    const valueMin = { currency: 'EUR', minor: 800n };
    await retail.loyalty.redeem(
      friend.signRedemption({
        ...{ programme, ref: 'meal', inputs: mine, amount: 1_000n, partner: retailMspId, valueMin },
      }),
    );
    await moveLots();
    folder = await mkdtemp(join(tmpdir(), 'kontti-lots-'));
    projection = await openSqliteProjection({ file: join(folder, 'ledger.db') });
    const toBlock = BigInt(await ledger.network.height()) - 1n;
    const rebuilt = await rebuildProjection({ projection, from: () => ledger.connect(airMspId), toBlock });
    expect(rebuilt.deadLetters).to.equal(0);
  });

  /** Lots of a class go from one company to another, with change. */
  async function moveLots(): Promise<void> {
    const { air, retail } = ledger.clients;
    const rules = { kind: 'points', unit: 'EUR cent', holders: 'both', transfer: 'free' } as const;
    await air.lots.setClass({ classId, version: 0, ...rules, partners: [], redeemAt: [] });
    const lots = [{ holder: `company:${airMspId}`, quantity: 10_000n }];
    await air.lots.issue({ classId, ref: 'opening', version: 0, lots });
    const to = `company:${retail.mspId}`;
    await air.lots.pool({ classId }).transfer({ ref: 'first', to, quantity: 700n });
    await air.lots.pool({ classId }).transfer({ ref: 'second', to, quantity: 55n });
  }

  after(async () => {
    await projection.close();
    await ledger[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('are what the ledger says that each wallet has', async () => {
    for (const wallet of [traveller, friend]) {
      const holder = wallet.holderIn(programme);
      const [row] = await projection.query(
        'SELECT SUM(quantity) AS points FROM lot WHERE holder = ? AND spent_by IS NULL',
        [holder],
      );
      const balance = await ledger.clients.air.loyalty.getBalance({ programme, holder, at: new Date() });
      expect(BigInt(Number(row?.['points']))).to.equal(balance.points);
    }
    const spent = await projection.query(
      "SELECT lot_id FROM lot WHERE kind = 'points' AND spent_by IS NOT NULL",
    );
    expect(spent).to.have.length(3);
  });

  it('are in one table with lots of classes, whose sums are those of the ledger', async () => {
    for (const mspId of [airMspId, retailMspId]) {
      const holder = `company:${mspId}`;
      let held = 0n;
      const conditions = { classId, holder, status: 'unspent' } as const;
      for await (const { quantity } of ledger.clients.air.lots.query(conditions)) held += quantity;
      const [row] = await projection.query(
        'SELECT SUM(quantity) AS held FROM lot WHERE class_id = ? AND holder = ? AND spent_by IS NULL',
        [classId, holder],
      );
      expect(BigInt(Number(row?.['held'])), mspId).to.equal(held);
    }
    const [row] = await projection.query('SELECT * FROM lot_class');
    expect(row).to.include({ class_id: classId });
  });

  it('have the claims that redemptions made, and the terms', async () => {
    const claims = await projection.query('SELECT * FROM claim');
    expect(claims.map(({ creditor, debtor, minor }) => [creditor, debtor, Number(minor)])).to.deep.equal([
      [retailMspId, airMspId, 800],
    ]);
    const [terms] = await projection.query('SELECT * FROM programme');
    expect(terms).to.include({ programme });
    expect(JSON.parse(String(terms?.['terms']))).to.have.property('validityDays', 365);
  });
});
