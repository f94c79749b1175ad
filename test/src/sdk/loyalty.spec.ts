import { selectLots, type Wallet } from '@kontti/client-sdk';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { airMspId, retailMspId, startTestLedger } from './ledger';
import type { TestLedger } from './ledger';
import { planFlights, registerCompanies } from './setup';

const programme = `${airMspId}/miles`;

describeOnNetwork('the SDK: loyalty', () => {
  let ledger: TestLedger;
  let traveller: Wallet;
  let friend: Wallet;

  before(async () => {
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    const flights = await planFlights(ledger, 3);
    const { loyalty, transports } = ledger.clients.air;
    traveller = loyalty.wallet();
    friend = loyalty.wallet();
    await loyalty.setTerms({
      programme,
      version: 0,
      milliPointsPerKm: 1000,
      compensation: [{ delayMinutesMin: 60, points: 500n }],
      validityDays: 365,
      pointValue: { currency: 'EUR', minorPer1000Points: 800n },
      partners: [retailMspId],
    });
    await transports.update({
      ref: 'arrivals',
      updates: flights.map((transportId) => ({
        transportId,
        sequence: 1,
        kind: 'arrived' as const,
        departure: '2026-01-31T08:00:00Z',
        arrival: '2026-01-31T17:00:00Z',
      })),
    });
    const holder = traveller.holderIn(programme);
    await loyalty.accrue({
      programme,
      ref: 'accruals',
      accruals: flights.map((transportId) => ({ holder, transportId })),
    });
    await loyalty.compensate({
      programme,
      ref: 'late',
      compensations: [{ holder, transportId: flights[0] ?? '' }],
    });
  });

  after(async () => {
    await ledger[Symbol.asyncDispose]();
  });

  const lotsOf = async (wallet: Wallet) => {
    const lots = [];
    const query = ledger.clients.retail.loyalty.queryLots({
      programme,
      holder: wallet.holderIn(programme),
    });
    for await (const lot of query) {
      lots.push(lot);
    }
    return lots;
  };
  const balanceOf = async (wallet: Wallet): Promise<bigint> => {
    const request = { programme, holder: wallet.holderIn(programme), at: new Date() };
    return (await ledger.clients.air.loyalty.getBalance(request)).points;
  };

  it('accrues by distance and compensates by the delay, in bigint', async () => {
    expect(await balanceOf(traveller)).to.equal(3n * 6600n + 500n);
    const lots = await lotsOf(traveller);
    expect(lots.map(({ amount }) => amount)).to.have.members([500n, 6600n, 6600n, 6600n]);
    expect(lots[0]?.expiresAt).to.be.instanceOf(Date);
  });

  it('refuses to compensate the same journey twice', async () => {
    const error = await ledger.clients.air.loyalty
      .compensate({
        programme,
        ref: 'late-again',
        compensations: [{ holder: traveller.holderIn(programme), transportId: `${airMspId}/F-0` }],
      })
      .catch((reason: unknown) => reason);
    expect(error).to.include({ code: 'ALREADY_BOOKED' });
  });

  it('transfers, redeems and settles what holders signed', async () => {
    const { air, retail } = ledger.clients;
    const at = new Date();
    const inputs = selectLots({ lots: await lotsOf(traveller), amount: 7000n, at });
    expect(inputs).to.have.length(2);
    const to = friend.holderIn(programme);
    await air.loyalty.transfer(traveller.signTransfer({ programme, ref: 'gift', inputs, amount: 7000n, to }));
    expect(await balanceOf(friend)).to.equal(7000n);
    expect(await balanceOf(traveller)).to.equal(3n * 6600n + 500n - 7000n);

    const mine = selectLots({ lots: await lotsOf(friend), amount: 1000n, at });
    const order = {
      programme,
      ref: 'meal',
      inputs: mine,
      amount: 1000n,
      partner: retailMspId,
      valueMin: { currency: 'EUR', minor: 800n },
    };
    await retail.loyalty.redeem(friend.signRedemption(order));
    const claim = await air.loyalty.getClaim({ claimId: `${airMspId}/meal` });
    expect(claim).to.include({ points: 1000n, minor: 800n, status: 'open', creditor: retailMspId });

    const claims = [`${airMspId}/meal`];
    await retail.loyalty.proposeSettlement({ ref: 'month', counterparty: airMspId, claims });
    await air.loyalty.acceptSettlement({ settlementId: `${retailMspId}/month` });
    const settlement = await retail.loyalty.getSettlement({ settlementId: `${retailMspId}/month` });
    expect(settlement.status).to.equal('settled');
    expect(settlement.nets).to.deep.equal([
      { currency: 'EUR', debtor: airMspId, creditor: retailMspId, minor: 800n },
    ]);
  });

  it("refuses another's signature, and a lot that is spent", async () => {
    const { air } = ledger.clients;
    const lots = await lotsOf(traveller);
    const unspent = lots.filter(({ status }) => status === 'unspent').slice(0, 1);
    const spent = lots.filter(({ status }) => status === 'spent').slice(0, 1);
    const order = { programme, amount: 1n, to: friend.holderIn(programme) };
    const stolen = friend.signTransfer({ ...order, ref: 'theft', inputs: unspent });
    const twice = traveller.signTransfer({ ...order, ref: 'twice', inputs: spent });
    expect(await air.loyalty.transfer(stolen).catch((e: unknown) => e)).to.include({
      code: 'LOT_OF_OTHER',
    });
    expect(await air.loyalty.transfer(twice).catch((e: unknown) => e)).to.include({ code: 'LOT_SPENT' });
  });

  it('proves the spends in the stream of events, and shows the history of a lot', async () => {
    const { forwarder } = ledger.clients;
    const toBlock = (await ledger.network.height()) - 1;
    const types: string[] = [];
    let lotId = '';
    for await (const event of forwarder.events({ fromBlock: 0, toBlock })) {
      types.push(event.type);
      if (event.type === 'loyalty.spent' && event.body.kind === 'transfer') {
        [lotId = ''] = event.body.inputs;
      }
    }
    const count = (type: string): number => types.filter((each) => each === type).length;
    expect(count('loyalty.lots')).to.equal(4);
    expect(count('loyalty.spent')).to.equal(2);
    expect(count('loyalty.settled')).to.equal(1);
    const history: (string | undefined)[] = [];
    for await (const entry of forwarder.history({ asset: `lot/${lotId}` })) {
      history.push(entry.fact?.type);
    }
    expect(history).to.deep.equal(['loyalty.lots', 'loyalty.spent']);
  });

  it('takes terms and classes without lists that would be empty', async () => {
    const { air } = ledger.clients;
    const bare = `${airMspId}/bare`;
    const pointValue = { currency: 'EUR', minorPer1000Points: 1n };
    await air.loyalty.setTerms({
      ...{ programme: bare, version: 0, milliPointsPerKm: 1, validityDays: 1, pointValue },
    });
    const { compensation, partners } = await air.loyalty.getTerms({ programme: bare });
    expect({ compensation, partners }).to.deep.equal({ compensation: [], partners: [] });
    await air.lots.setClass({
      ...{ classId: bare, version: 0, kind: 'reward', unit: 'cent', holders: 'wallet', transfer: 'none' },
    });
    const found = await air.lots.getClass({ classId: bare });
    expect([found.partners, found.redeemAt]).to.deep.equal([[], []]);
  });
});
