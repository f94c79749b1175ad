import {
  companyHolder,
  dealToBytes,
  type DealContent,
  type DealRecord,
  type FactReceipt,
  type LotClassRecord,
  type Page,
} from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { CLASS, CLASS_ID, createLotWorld, type LotWorld } from '../testing/lot-world';
import { createTestWallet, signedBy } from '../testing/lot-wallet';
import { MEMORY_SCOPE } from '../testing/memory-stub';
import { COMPANIES, HOUR_MS, NOON_MS, type Company } from '../testing/world';

const { airline, forwarder, retailer, caterer } = COMPANIES;
const [FORWARDER, RETAILER] = [forwarder, retailer].map(companyHolder) as [string, string];
const TITLES = `${forwarder}/titles`;
const dealId = `${forwarder}/d`;
const EXPIRES_MS = NOON_MS + HOUR_MS;

describe('a deal', () => {
  let world: LotWorld;
  let title: { lot: string; origin: string };
  let credit: { lot: string; origin: string };

  beforeEach(async () => {
    world = await createLotWorld();
    const titles = { ...CLASS, classId: TITLES, kind: 'title', holders: 'company' };
    await world.submit('forwarder', 'lot:SetClass', titles);
    const issued = await world.submit('forwarder', 'lot:Issue', {
      ...{ classId: TITLES, ref: 'bl', version: 0 },
      lots: [{ holder: FORWARDER, quantity: '1', shipment: `${forwarder}/S-1` }],
    });
    title = { lot: `${forwarder}/bl/0`, origin: issued.digest };
    const paid = await world.issue('i', [{ holder: RETAILER, quantity: '100' }]);
    credit = { lot: `${airline}/i/0`, origin: paid.digest };
  });

  const swap = () => [
    {
      ...{ company: forwarder, classId: TITLES, kind: 'transfer', inputs: [title] },
      outputs: [{ holder: RETAILER, quantity: '1' }],
    },
    {
      ...{ company: retailer, classId: CLASS_ID, kind: 'transfer', inputs: [credit] },
      outputs: [
        { holder: FORWARDER, quantity: '60' },
        { holder: RETAILER, quantity: '40' },
      ],
    },
  ];
  const proposing = (change: object = {}) => ({
    ...{ ref: 'd', parties: [forwarder, retailer], moves: swap(), expiresAt: EXPIRES_MS },
    ...change,
  });
  const propose = (change: object = {}) => world.submit('forwarder', 'lot:ProposeDeal', proposing(change));
  const agree = (by: Company, { digest }: FactReceipt) =>
    world.submit(by, 'lot:AgreeDeal', { dealId, digest });
  const close = (by: Company = 'retailer') => world.submit(by, 'lot:CloseDeal', { dealId });
  const refused = async (by: Company, method: string, request: object) => {
    const { code, field } = await world.refusal(by, `lot:${method}`, request);
    return `${code} ${field}`;
  };
  const deal = () => world.evaluate<DealRecord>('lot:GetDeal', { dealId });
  const statusOf = async (key: string) =>
    (await world.evaluate<{ status: string }>('company:GetFactStatus', { key })).status;

  it('swaps a title for credit at once, once both parties agreed to it', async () => {
    const proposed = await propose();
    expect(await propose()).to.deep.equal(proposed);
    expect(await deal()).to.deep.include({
      status: 'proposed',
      agreedBy: [forwarder],
      digest: proposed.digest,
    });
    expect(await refused('retailer', 'CloseDeal', { dealId })).to.equal('NOT_AGREED dealId');
    const agreed = await agree('retailer', proposed);
    expect(await agree('retailer', proposed)).to.deep.equal(agreed);
    const closed = await close();
    expect(await close('forwarder')).to.deep.equal(closed);
    expect(await deal()).to.deep.include({ status: 'closed', agreedBy: [forwarder, retailer] });
    expect(await statusOf(closed.key)).to.equal('sealed');
    expect(await world.lot(`${dealId}/d0`)).to.include({ holder: RETAILER, shipment: `${forwarder}/S-1` });
    expect(await world.lot(`${dealId}/d1`)).to.include({ holder: FORWARDER, quantity: '60' });
    expect(await world.lot(`${dealId}/d2`)).to.include({ holder: RETAILER, quantity: '40' });
    expect(await world.lot(credit.lot)).to.include({ status: 'spent', movedBy: closed.key });
    const next = { classId: TITLES, ref: 'on', kind: 'transfer', inputs: [`${dealId}/d0`] } as const;
    await world.move('retailer', { ...next, outputs: [[companyHolder(caterer), 1]] });
    const mine = { company: retailer, status: 'closed', pageSize: 10 };
    const { records } = await world.evaluate<Page<DealRecord>>('lot:QueryDeals', mine);
    expect(records.map((each) => each.dealId)).to.deep.equal([dealId]);
  });

  it('is not proposed with what cannot be', async () => {
    const wallet = createTestWallet();
    const held = await world.issue('w', [{ holder: wallet.holder, quantity: '5' }]);
    const [first, second] = swap();
    const cases: [object, string][] = [
      [{ parties: [retailer, caterer] }, 'NOT_A_PARTY parties'],
      [{ parties: [forwarder, caterer] }, 'NOT_A_PARTY moves[1].company'],
      [{ parties: [forwarder, retailer, 'NobodyMSP'] }, 'UNKNOWN_COMPANY parties[2]'],
      [{ parties: [forwarder] }, 'FIELD_RANGE parties'],
      [{ expiresAt: NOON_MS }, 'DEAL_EXPIRED expiresAt'],
      [{ moves: [first, first] }, 'FIELD_DUPLICATE moves[1]'],
      [{ moves: [{ ...first, company: retailer }] }, 'NOT_A_PARTY moves[0].inputs[0]'],
      [
        { moves: [first, { ...second, outputs: [{ holder: FORWARDER, quantity: '99' }] }] },
        'SUMS_DIFFER moves[1].outputs',
      ],
      [
        {
          parties: [forwarder, retailer, airline],
          moves: [
            {
              ...{ company: airline, classId: CLASS_ID, kind: 'transfer' },
              inputs: [{ lot: `${airline}/w/0`, origin: held.digest }],
              outputs: [{ holder: RETAILER, quantity: '5' }],
            },
          ],
        },
        'SIGNATURE moves[0].order',
      ],
    ];
    for (const [change, outcome] of cases) {
      expect(await refused('forwarder', 'ProposeDeal', proposing(change))).to.equal(outcome);
    }
    await propose();
    expect(await refused('forwarder', 'ProposeDeal', proposing({ expiresAt: EXPIRES_MS + 1 }))).to.equal(
      'REF_REUSED ref',
    );
  });

  it('takes lots of a wallet under its signature over the whole deal', async () => {
    const wallet = createTestWallet(2, 3);
    const held = await world.issue('w', [{ holder: wallet.holder, quantity: '5' }]);
    const [sold] = swap();
    const paid = {
      ...{ company: airline, classId: CLASS_ID, kind: 'transfer' },
      inputs: [{ lot: `${airline}/w/0`, origin: held.digest }],
      outputs: [{ holder: FORWARDER, quantity: '5' }],
    };
    const terms = { parties: [forwarder, airline, retailer], expiresAt: EXPIRES_MS };
    const moves = [sold, paid] as unknown as DealContent['moves'];
    const signed = { ...MEMORY_SCOPE, deal: dealId, ...terms, moves };
    const proposalWith = (content: DealContent, signing?: readonly number[]) => ({
      ...{ ref: 'd', ...terms },
      moves: [sold, { ...paid, order: signedBy(wallet, dealToBytes(content), signing) }],
    });
    const refusals = [
      proposalWith(signed, [0]),
      proposalWith({ ...signed, deal: `${forwarder}/other` }),
      proposalWith({ ...signed, moves: moves.slice(1) }),
      proposalWith({ ...signed, expiresAt: EXPIRES_MS + 1 }),
      proposalWith({ ...signed, chaincode: 'other' }),
    ];
    for (const request of refusals) {
      expect(await refused('forwarder', 'ProposeDeal', request)).to.equal('SIGNATURE moves[1].order');
    }
    const proposed = await world.submit('forwarder', 'lot:ProposeDeal', proposalWith(signed));
    expect(await world.submit('forwarder', 'lot:ProposeDeal', proposalWith(signed, [1, 2]))).to.deep.equal(
      proposed,
    );
    await agree('retailer', proposed);
    await agree('airline', proposed);
    const closed = await close();
    expect(await statusOf(closed.key)).to.equal('sealed');
    expect(await world.lot(`${dealId}/d1`)).to.include({ holder: FORWARDER, quantity: '5' });
  });

  it('that companies collude to close does not move a wallet’s lots without it', async () => {
    const wallet = createTestWallet();
    const lots = [1, 2].map(() => ({ holder: wallet.holder, quantity: '5' }));
    const { digest: origin } = await world.issue('w', lots);
    const { digest: version } = await world.evaluate<LotClassRecord>('lot:GetClass', { classId: CLASS_ID });
    const outputs = [{ holder: FORWARDER, quantity: 5n }];
    const move = { company: airline, classId: CLASS_ID, kind: 'transfer' as const };
    const forge = async (ref: string, signed: string) => {
      const deal = `${forwarder}/${ref}`;
      const input = { lot: `${airline}/w/${ref.slice(1)}`, origin };
      const asked = { ...move, inputs: [input], outputs };
      const terms = { parties: [forwarder, airline], expiresAt: EXPIRES_MS };
      const content = { ...MEMORY_SCOPE, deal: `${forwarder}/${signed}`, ...terms, moves: [asked] };
      const order = signedBy(wallet, dealToBytes(content));
      const proposal = forgedFact({
        ...{ type: 'deal.proposed', key: `deal/${deal}` },
        body: { ...terms, moves: [{ ...asked, order }] },
      });
      const agreement = forgedFact({
        ...{ type: 'deal.agreed', key: `deal/${deal}/agreed/${airline}` },
        body: { proposal: proposal.digest },
      });
      const dealt = {
        ...{ ...move, class: version, retired: 0n },
        inputs: [{ ...input, holder: wallet.holder, quantity: 5n }],
        outputs: [{ holder: FORWARDER, quantity: 5n, ancestors: 1 }],
      };
      const body = {
        ...{ proposal: proposal.digest, parties: terms.parties, agreements: [agreement.digest] },
        moves: [dealt],
      };
      const closing = forgedFact({ type: 'deal.closed', key: `deal/${deal}/end`, body });
      const writes = [...proposal.writes, ...agreement.writes, ...closing.writes];
      world.ledger.forge({ coalition: Object.values(COMPANIES), writes });
      return await statusOf(closing.key);
    };
    expect(await forge('d0', 'd0')).to.equal('sealed');
    expect(await forge('d1', 'other')).to.equal('void');
  });

  it('is agreed to by parties, under its digest, before it expires', async () => {
    const proposed = await propose();
    const { digest } = proposed;
    expect(await refused('caterer', 'AgreeDeal', { dealId, digest })).to.equal('NOT_A_PARTY dealId');
    expect(await refused('forwarder', 'AgreeDeal', { dealId, digest })).to.equal('NOT_A_PARTY dealId');
    expect(await refused('retailer', 'AgreeDeal', { dealId, digest: 'a'.repeat(64) })).to.equal(
      'CONTENT_DIFFERS digest',
    );
    expect(await refused('retailer', 'AgreeDeal', { dealId: `${forwarder}/x`, digest })).to.equal(
      'UNKNOWN_DEAL dealId',
    );
    world.ledger.nowMs = EXPIRES_MS;
    expect(await refused('retailer', 'AgreeDeal', { dealId, digest })).to.equal('DEAL_EXPIRED dealId');
  });

  it('is not closed once it expired, was taken back, or what it moves went elsewhere', async () => {
    await agree('retailer', await propose());
    expect(await refused('caterer', 'CloseDeal', { dealId })).to.equal('NOT_A_PARTY dealId');
    world.ledger.nowMs = EXPIRES_MS;
    expect(await refused('retailer', 'CloseDeal', { dealId })).to.equal('DEAL_EXPIRED dealId');
    world.ledger.nowMs = NOON_MS;
    await world.move('retailer', {
      ref: 'out',
      kind: 'transfer',
      inputs: [credit.lot],
      outputs: [[FORWARDER, 100]],
    });
    expect(await refused('retailer', 'CloseDeal', { dealId })).to.equal('LOT_SPENT moves[1].inputs[0]');
    expect(await refused('retailer', 'WithdrawDeal', { dealId })).to.equal('NOT_OWNER dealId');
    const withdrawn = await world.submit('forwarder', 'lot:WithdrawDeal', { dealId });
    expect(await world.submit('forwarder', 'lot:WithdrawDeal', { dealId })).to.deep.equal(withdrawn);
    expect(await refused('retailer', 'CloseDeal', { dealId })).to.equal('STATE dealId');
    expect(await deal()).to.include({ status: 'withdrawn' });
    expect(await world.lot(title.lot)).to.include({ status: 'unspent' });
  });

  it('closes once: of a closing and a withdrawal in one block one wins', async () => {
    await agree('retailer', await propose());
    const simulate = (by: Company, method: string) =>
      world.ledger.simulate({ as: world.admins[by], method: `lot:${method}`, request: { dealId } });
    const [closing, withdrawal] = await Promise.all([
      simulate('retailer', 'CloseDeal'),
      simulate('forwarder', 'WithdrawDeal'),
    ]);
    expect(world.ledger.commit(withdrawal)).to.equal('VALID');
    expect(world.ledger.commit(closing)).to.equal('ENDORSEMENT_POLICY_FAILURE');
    expect(await deal()).to.include({ status: 'withdrawn' });
    expect(await world.lot(credit.lot)).to.include({ status: 'unspent' });
  });

  it('that companies collude to close holds only as it was agreed to', async () => {
    const proposed = await propose();
    const { digest: titleClass } = await world.evaluate<LotClassRecord>('lot:GetClass', { classId: TITLES });
    const forge = async (agreements: string[], quantity: bigint) => {
      const move = {
        ...{ company: forwarder, classId: TITLES, class: titleClass, kind: 'transfer' as const, retired: 0n },
        inputs: [{ ...title, holder: FORWARDER, quantity: 1n }],
        outputs: [{ holder: RETAILER, quantity, shipment: `${forwarder}/S-1`, ancestors: 0 }],
      };
      const body = { proposal: proposed.digest, parties: [forwarder, retailer], agreements, moves: [move] };
      const fact = forgedFact({ type: 'deal.closed', key: `deal/${dealId}/end`, body });
      expect(world.ledger.forge({ coalition: Object.values(COMPANIES), writes: fact.writes })).to.equal(
        'VALID',
      );
      return await statusOf(fact.key);
    };
    expect(await forge(['a'.repeat(64)], 1n)).to.equal('void');
    expect(await deal()).to.include({ status: 'withdrawn' });
    const { result } = await world.ledger.simulate({
      as: world.admins.retailer,
      method: 'lot:GetLot',
      request: { lotId: `${dealId}/d0` },
    });
    expect(result).to.equal(undefined);
  });
});
