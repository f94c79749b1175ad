import {
  companyHolder,
  type ClassLotRecord,
  type DealRecord,
  type FactReceipt,
  type LotClassRecord,
} from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { CLASS, createLotWorld, type LotWorld } from '../testing/lot-world';
import { COMPANIES, HOUR_MS, NOON_MS, type Company } from '../testing/world';

const NAMES = ['airline', 'forwarder', 'retailer'] as const;
const { airline, forwarder, retailer } = COMPANIES;
const debtsOf = (name: Company): string => `${COMPANIES[name]}/debts`;
const dealId = `${airline}/n`;
const EXPIRES_MS = NOON_MS + HOUR_MS;
const DUE_MS = NOON_MS + 2 * HOUR_MS;

describe('netting of obligations', () => {
  let world: LotWorld;
  let obligations: { lot: string; origin: string }[];

  /** Something that one company owes another, as an input. */
  const owe = async (debtor: Company, creditor: Company, quantity: number, ref: string) => {
    const { digest: origin } = await world.submit(debtor, 'lot:Issue', {
      ...{ classId: debtsOf(debtor), ref, version: 0 },
      lots: [{ holder: companyHolder(COMPANIES[creditor]), quantity: String(quantity), dueAt: DUE_MS }],
    });
    return { lot: `${COMPANIES[debtor]}/${ref}/0`, origin };
  };

  beforeEach(async () => {
    world = await createLotWorld();
    for (const name of NAMES) {
      const change = { classId: debtsOf(name), kind: 'obligation', unit: 'EUR cent', transfer: 'none' };
      await world.submit(name, 'lot:SetClass', { ...CLASS, ...change });
    }
    obligations = [
      await owe('airline', 'forwarder', 100, 'o1'),
      await owe('forwarder', 'retailer', 80, 'o2'),
      await owe('retailer', 'airline', 70, 'o3'),
    ];
  });

  const propose = (by: Company = 'airline', change: object = {}) =>
    world.submit(by, 'lot:ProposeNetting', { ref: 'n', obligations, expiresAt: EXPIRES_MS, ...change });
  const agreeAll = async ({ digest }: FactReceipt) => {
    for (const by of ['forwarder', 'retailer'] as const) {
      await world.submit(by, 'lot:AgreeDeal', { dealId, digest });
    }
  };
  const close = () => world.submit('retailer', 'lot:CloseDeal', { dealId });
  const refused = async (by: Company, method: string, request: object) => {
    const { code, field } = await world.refusal(by, `lot:${method}`, request);
    return `${code} ${field}`;
  };
  const proposing = (change: object = {}) => ({ ref: 'x', obligations, expiresAt: EXPIRES_MS, ...change });
  const dispute = (by: Company, n: number) =>
    world.submit(by, 'lot:Dispute', { lotId: obligations[n]?.lot, reason: 'short delivery' });
  const lotAt = (n: number) => world.evaluate<ClassLotRecord>('lot:GetLot', { lotId: obligations[n]?.lot });

  it('leaves each company its net, once all agreed to it', async () => {
    const proposed = await propose();
    expect(await propose()).to.deep.equal(proposed);
    const { proposal } = await world.evaluate<DealRecord>('lot:GetDeal', { dealId });
    expect(proposal.parties).to.deep.equal([airline, forwarder, retailer].toSorted());
    expect(await refused('airline', 'CloseDeal', { dealId })).to.match(/^NOT_AGREED/);
    await agreeAll(proposed);
    const closed = await close();
    expect(
      (await world.evaluate<{ status: string }>('company:GetFactStatus', { key: closed.key })).status,
    ).to.equal('sealed');
    // The airline owed 100 and was owed 70; the forwarder is owed 20 and the retailer 10 more than they owe.
    const left = await Promise.all([0, 1].map((n) => world.lot(`${dealId}/d${n}`)));
    expect(
      left.map(({ holder, quantity, classId, dueAt }) => [holder, quantity, classId, dueAt]),
    ).to.deep.equal([
      [companyHolder(forwarder), '20', debtsOf('airline'), DUE_MS],
      [companyHolder(retailer), '10', debtsOf('airline'), DUE_MS],
    ]);
    for (const n of [0, 1, 2]) expect(await lotAt(n)).to.include({ status: 'spent', movedBy: closed.key });
  });

  it('is refused for what cannot be netted', async () => {
    const twice = [obligations[0], obligations[0]];
    const [first, second] = obligations;
    const foreign = [{ ...first, origin: second?.origin }];
    expect(await refused('caterer', 'ProposeNetting', proposing())).to.equal('NOT_A_PARTY obligations');
    expect(await refused('airline', 'ProposeNetting', proposing({ obligations: twice }))).to.match(
      /^FIELD_DUPLICATE obligations/,
    );
    expect(await refused('airline', 'ProposeNetting', proposing({ obligations: foreign }))).to.equal(
      'UNKNOWN_LOT obligations[0].origin',
    );
    expect(await refused('airline', 'ProposeNetting', proposing({ expiresAt: NOON_MS }))).to.equal(
      'DEAL_EXPIRED expiresAt',
    );
    const { digest: origin } = await world.issue('p', [{ holder: companyHolder(forwarder), quantity: '5' }]);
    const points = [...obligations, { lot: `${airline}/p/0`, origin }];
    expect(await refused('airline', 'ProposeNetting', proposing({ obligations: points }))).to.equal(
      'STATE obligations[3]',
    );
    await propose();
    expect(
      await refused('airline', 'ProposeNetting', { ...proposing({ ref: 'n' }), obligations: [first] }),
    ).to.equal('REF_REUSED ref');
  });

  it('repeats a proposal of the same lots alone, and none that was not one of netting', async () => {
    const [first, second, third] = obligations;
    await propose('airline', { obligations: [first, second] });
    expect(
      await refused('airline', 'ProposeNetting', proposing({ ref: 'n', obligations: [first, third] })),
    ).to.equal('REF_REUSED ref');
    const plain = { ...{ ref: 'd', parties: [airline, forwarder].toSorted() }, expiresAt: EXPIRES_MS };
    const { origin, lot = '' } = first ?? {};
    const outputs = ['40', '60'].map((quantity) => ({ holder: companyHolder(forwarder), quantity }));
    const move = { classId: debtsOf('airline'), kind: 'split', inputs: [{ lot, origin }], outputs };
    await world.submit('airline', 'lot:ProposeDeal', { ...plain, moves: [{ ...move, company: forwarder }] });
    expect(
      await refused('airline', 'ProposeNetting', proposing({ ref: 'd', obligations: [first] })),
    ).to.equal('REF_REUSED ref');
  });

  it('takes no kind of move that a company alone, or another deal, could use', async () => {
    const { lot = '', origin = '' } = obligations[0] ?? {};
    const net = { classId: debtsOf('airline'), kind: 'net', inputs: [{ lot, origin }], outputs: [] };
    expect(await refused('forwarder', 'Move', { ...net, ref: 'm' })).to.equal('STATE kind');
    const deal = { ref: 'd', parties: [airline, forwarder], expiresAt: EXPIRES_MS };
    const moves = [{ ...net, company: forwarder }];
    expect(await refused('airline', 'ProposeDeal', { ...deal, moves })).to.equal('STATE moves[0].kind');
    expect(await refused('airline', 'ProposeDeal', { ...deal, moves, netting: true })).to.equal(
      'FIELD_UNKNOWN netting',
    );
  });

  it('leaves out what debtor or creditor disputes, until that ends', async () => {
    const disputed = await dispute('retailer', 2);
    expect(await dispute('retailer', 2)).to.deep.equal(disputed);
    expect(await lotAt(2)).to.deep.include({ disputedBy: [retailer] });
    expect(await refused('airline', 'ProposeNetting', proposing())).to.equal('LOT_DISPUTED obligations[2]');
    const ended = await world.submit('retailer', 'lot:WithdrawDispute', { lotId: obligations[2]?.lot });
    expect(
      await world.submit('retailer', 'lot:WithdrawDispute', { lotId: obligations[2]?.lot }),
    ).to.deep.equal(ended);
    expect(await lotAt(2)).not.to.have.property('disputedBy');
    const proposed = await propose();
    await agreeAll(proposed);
    await dispute('forwarder', 0);
    expect(await refused('retailer', 'CloseDeal', { dealId })).to.match(/^LOT_DISPUTED/);
    for (const key of [disputed.key, ended.key]) {
      const { status } = await world.evaluate<{ status: string }>('company:GetFactStatus', { key });
      expect(status).to.equal('sealed');
    }
  });

  it('is disputed by debtor before it is due, or creditor, once', async () => {
    const lotId = obligations[0]?.lot;
    const reason = 'never ordered';
    expect(await refused('caterer', 'Dispute', { lotId, reason })).to.equal('NOT_A_PARTY lotId');
    expect(await refused('airline', 'WithdrawDispute', { lotId })).to.equal('NOT_FOUND lotId');
    expect(await refused('airline', 'Dispute', { lotId: `${airline}/x/0`, reason })).to.equal(
      'UNKNOWN_LOT lotId',
    );
    world.ledger.nowMs = DUE_MS;
    expect(await refused('airline', 'Dispute', { lotId, reason })).to.equal('DISPUTE_LATE lotId');
    await world.submit('forwarder', 'lot:Dispute', { lotId, reason });
    expect(await refused('forwarder', 'Dispute', { lotId, reason: 'other' })).to.equal(
      'CONTENT_DIFFERS reason',
    );
    await world.issue('p', [{ holder: companyHolder(forwarder), quantity: '5' }]);
    expect(await refused('forwarder', 'Dispute', { lotId: `${airline}/p/0`, reason })).to.equal(
      'NOT_A_PARTY lotId',
    );
  });

  it('that companies collude to close holds only as it follows from the obligations', async () => {
    const { digest: version } = await world.evaluate<LotClassRecord>('lot:GetClass', {
      classId: debtsOf('airline'),
    });
    const holder = companyHolder(forwarder);
    const forge = async (ref: string, netting: boolean, retired: bigint) => {
      const input = await owe('airline', 'forwarder', 100, ref);
      const outputs = retired > 0n ? [] : [{ holder, quantity: 100n }];
      const move = { company: forwarder, classId: debtsOf('airline'), kind: 'net' as const };
      const flags = { parties: [airline, forwarder], ...(netting ? { netting } : {}) };
      const deal = `${airline}/f-${ref}`;
      const proposal = forgedFact({
        ...{ type: 'deal.proposed', key: `deal/${deal}` },
        body: { ...flags, expiresAt: EXPIRES_MS, moves: [{ ...move, inputs: [input], outputs }] },
      });
      const agreement = forgedFact({
        ...{ type: 'deal.agreed', key: `deal/${deal}/agreed/${forwarder}` },
        body: { proposal: proposal.digest },
      });
      const dealt = {
        ...{ ...move, class: version, retired },
        inputs: [{ ...input, holder, quantity: 100n }],
        outputs: outputs.map((output) => Object.assign({ dueAt: DUE_MS, ancestors: 1 }, output)),
      };
      const { digest } = proposal;
      const { key, writes } = forgedFact({
        ...{ type: 'deal.closed', key: `deal/${deal}/end` },
        body: { ...flags, proposal: digest, agreements: [agreement.digest], moves: [dealt] },
      });
      const all = [...proposal.writes, ...agreement.writes, ...writes];
      expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes: all })).to.equal('VALID');
      return (await world.evaluate<{ status: string }>('company:GetFactStatus', { key })).status;
    };
    expect(await forge('right', true, 0n)).to.equal('sealed');
    expect(await forge('short', true, 100n)).to.equal('void');
    expect(await forge('plain', false, 0n)).to.equal('void');
  });
});
