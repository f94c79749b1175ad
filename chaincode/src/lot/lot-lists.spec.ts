import {
  companyHolder,
  dealProposed,
  lotIssued,
  sealHash,
  type ClassLotRecord,
  type DealRecord,
  type Page,
} from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { CLASS_ID, createLotWorld, type LotWorld } from '../testing/lot-world';
import { sealKey } from '../testing/memory-state';
import { COMPANIES, HOUR_MS, NOON_MS } from '../testing/world';

const { airline, forwarder, retailer, caterer } = COMPANIES;
const [FORWARDER, RETAILER] = [forwarder, retailer].map(companyHolder) as [string, string];
const EVERYBODY = Object.values(COMPANIES);
const TIME = String(NOON_MS).padStart(16, '0');

describe('lists of lots and deals, whatever somebody writes into them', () => {
  let world: LotWorld;

  beforeEach(async () => {
    world = await createLotWorld();
  });

  const list = (...keys: readonly string[]) => {
    const writes = keys.map((key) => ({ key: `idx/${key}`, value: Buffer.from('{}') }));
    expect(world.ledger.forge({ coalition: EVERYBODY, writes })).to.equal('VALID');
  };
  /** Writes a seal that leads to no fact. */
  const burn = (mspId: string, key: string) => {
    const writes = [{ ...sealKey(mspId, key), value: Buffer.alloc(32, 7) }];
    expect(world.ledger.forge({ coalition: [mspId], writes })).to.equal('VALID');
  };
  const hashOf = (digest: string) => sealHash(digest).slice(0, 16);
  const lots = (holder = RETAILER, more: object = {}) =>
    world.evaluate<Page<ClassLotRecord>>('lot:QueryLots', {
      ...{ classId: CLASS_ID, holder, pageSize: 50 },
      ...more,
    });
  const deals = (company: string, more: object = {}) =>
    world.evaluate<Page<DealRecord>>('lot:QueryDeals', { company, pageSize: 50, ...more });

  it('show lots that are there, pass over what is none, and name what does not hold', async () => {
    const { digest } = await world.issue('i', [
      { holder: RETAILER, quantity: '1' },
      { holder: FORWARDER, quantity: '2' },
    ]);
    const forged = forgedFact({
      type: 'lot.issued',
      key: lotIssued.key.build({ company: airline, ref: 'f' }),
      body: {
        classId: CLASS_ID,
        class: 'a'.repeat(64),
        lots: [{ holder: RETAILER, quantity: 9n }],
      },
    });
    expect(world.ledger.forge({ coalition: EVERYBODY, writes: forged.writes })).to.equal('VALID');
    const burned = lotIssued.key.build({ company: airline, ref: 'b' });
    burn(airline, burned);
    const under = `classLot/${CLASS_ID}/company/${retailer}`;
    list(
      `${under}/x/${hashOf(digest)}`,
      `${under}/${airline}/none/0/${hashOf(digest)}`,
      `${under}/${airline}/i/1/${hashOf(digest)}`,
      `${under}/${airline}/b/0/${hashOf(digest)}`,
      `${under}/${airline}/f/0/${hashOf(forged.digest)}`,
    );
    const { records, rejected, bookmark } = await lots();
    expect(records.map(({ lotId }) => lotId)).to.deep.equal([`${airline}/i/0`]);
    expect(rejected).to.deep.equal([
      { key: burned, reason: 'unsealed' },
      { key: forged.key, reason: 'void' },
    ]);
    expect(bookmark).to.equal('');
  });

  it('show the lots of a move under each holder, by their status', async () => {
    await world.issue('i', [{ holder: RETAILER, quantity: '10' }]);
    const outputs = [[RETAILER, 3] as const, [FORWARDER, 2] as const, [RETAILER, 5] as const];
    await world.move('retailer', { ref: 'm', kind: 'transfer', inputs: [`${airline}/i/0`], outputs });
    const idsOf = async (...query: Parameters<typeof lots>) =>
      (await lots(...query)).records.map(({ lotId }) => lotId);
    const moved = [0, 1, 2].map((index) => `${retailer}/m/m${index}`);
    expect(await idsOf(FORWARDER)).to.deep.equal([moved[1]]);
    expect(await idsOf()).to.deep.equal([`${airline}/i/0`, moved[0], moved[2]]);
    expect(await idsOf(RETAILER, { status: 'unspent' })).to.deep.equal([moved[0], moved[2]]);
    expect(await idsOf(RETAILER, { status: 'spent' })).to.deep.equal([`${airline}/i/0`]);
    expect(await idsOf(RETAILER, { classId: `${airline}/other` })).to.deep.equal([]);
  });

  it('show deals to their parties, with what does not hold named', async () => {
    const { digest: origin } = await world.issue('i', [{ holder: FORWARDER, quantity: '5' }]);
    const moves = [
      {
        ...{ company: forwarder, classId: CLASS_ID, kind: 'transfer' },
        inputs: [{ lot: `${airline}/i/0`, origin }],
        outputs: [{ holder: RETAILER, quantity: '5' }],
      },
    ];
    const request = { ref: 'd', parties: [forwarder, retailer], moves, expiresAt: NOON_MS + HOUR_MS };
    const { digest } = await world.submit('forwarder', 'lot:ProposeDeal', request);
    const dealId = `${forwarder}/d`;
    const burned = dealProposed.key.build({ deal: `${forwarder}/b` });
    burn(forwarder, burned);
    const entry = (company: string, id: string) => `deal/${company}/${TIME}/${id}/${hashOf(digest)}`;
    list(
      entry(caterer, dealId),
      ...['none', 'b'].map((ref) => entry(retailer, `${forwarder}/${ref}`)),
      entry(retailer, 'x'),
    );
    expect(await deals(caterer)).to.deep.equal({ records: [], rejected: [], bookmark: '' });
    const { records, rejected } = await deals(retailer);
    expect(records.map((each) => each.dealId)).to.deep.equal([dealId]);
    expect(rejected).to.deep.equal([{ key: burned, reason: 'unsealed' }]);
    expect((await deals(retailer, { status: 'withdrawn' })).records).to.deep.equal([]);
    expect(records[0]).to.deep.include({ status: 'proposed', proposedAt: NOON_MS, agreedBy: [forwarder] });
    expect(records[0]).not.to.have.property('endedAt');
    world.ledger.nowMs += 5;
    await world.submit('retailer', 'lot:AgreeDeal', { dealId, digest });
    await world.submit('retailer', 'lot:CloseDeal', { dealId });
    const [closed] = (await deals(forwarder, { status: 'closed' })).records;
    expect(closed).to.deep.include({
      ...{ status: 'closed', proposedAt: NOON_MS, endedAt: NOON_MS + 5 },
      ...{ agreedBy: [forwarder, retailer], fact: dealProposed.key.build({ deal: dealId }) },
    });
    expect((await deals(forwarder, { status: 'proposed' })).records).to.deep.equal([]);
  });
});
