import {
  LIMITS,
  companyHolder,
  dealAgreed,
  dealProposed,
  lotDisputed,
  lotIssued,
  lotMoved,
} from '@kontti/model';
import { expect } from 'chai';
import { CLASS, CLASS_ID, createLotWorld, type LotWorld } from '../testing/lot-world';
import { createTestWallet } from '../testing/lot-wallet';
import { COMPANIES, HOUR_MS, NOON_MS, type Company } from '../testing/world';

const { airline, caterer, forwarder, retailer } = COMPANIES;
const [BANK, FORWARDER, RETAILER] = [caterer, forwarder, retailer].map(companyHolder) as [
  string,
  string,
  string,
];
const DEBTS = `${airline}/debts`;
const dueAt = NOON_MS + HOUR_MS;
const expiresAt = NOON_MS + HOUR_MS;
const nobody = companyHolder('NobodyMSP');

describe('moves of lots, alone and in deals', () => {
  let world: LotWorld;
  let lot: { lot: string; origin: string };

  beforeEach(async () => {
    world = await createLotWorld();
    const debts = { ...CLASS, classId: DEBTS, kind: 'obligation', redeemAt: [] };
    await world.submit('airline', 'lot:SetClass', debts);
    const { digest: origin } = await world.issue('i', [{ holder: RETAILER, quantity: '5' }]);
    lot = { lot: `${airline}/i/0`, origin };
  });

  const refusal = async (by: Company, method: string, request: object) => {
    const call = { as: world.admins[by], method: `lot:${method}`, request };
    const { code, field, details } = await world.ledger.refusal(call);
    return { code, field, details };
  };
  const refused = (code: string, field: string, details: object = {}) => ({ code, field, details });
  const transfer = (change: object = {}) => ({
    ...{ company: retailer, classId: CLASS_ID, kind: 'transfer', inputs: [lot] },
    outputs: [{ holder: FORWARDER, quantity: '5' }],
    ...change,
  });
  const dealing = (...moves: object[]) => ({ ref: 'd', parties: [forwarder, retailer], moves, expiresAt });
  const owe = async (ref: string, holder = BANK) => {
    const { digest: origin } = await world.issue(ref, [{ holder, quantity: '5', dueAt }], DEBTS);
    return { lot: `${airline}/${ref}/0`, origin };
  };
  const sealersOf = async (key: string) => {
    const { seals } = await world.evaluate<{ seals: { mspId: string }[] }>('company:GetFactStatus', { key });
    return seals.map(({ mspId }) => mspId);
  };

  it('are refused by the entry that is wrong, under the move that it is of', async () => {
    const pledge = { to: 'NobodyMSP', secures: lot.lot };
    const details = { mspId: 'NobodyMSP' };
    const cases: readonly [object, string, string, object?][] = [
      [
        {
          outputs: [
            { holder: FORWARDER, quantity: '1' },
            { holder: nobody, quantity: '4' },
          ],
        },
        'UNKNOWN_COMPANY',
        'outputs[1].holder',
        details,
      ],
      [
        { kind: 'pledge', outputs: [{ holder: RETAILER, quantity: '5', pledge }] },
        'UNKNOWN_COMPANY',
        'outputs[0].pledge.to',
        details,
      ],
      [{ inputs: [{ ...lot, origin: 'f'.repeat(64) }] }, 'UNKNOWN_LOT', 'inputs[0].origin'],
      [{ inputs: [lot, { ...lot, lot: `${airline}/i/1` }] }, 'UNKNOWN_LOT', 'inputs[1]'],
      [{ classId: DEBTS }, 'LOT_OF_OTHER', 'inputs[0]'],
      [{ settles: { ...lot, lot: `${airline}/none/0` } }, 'UNKNOWN_LOT', 'settles'],
      [{ settles: { ...lot, origin: 'f'.repeat(64) } }, 'UNKNOWN_LOT', 'settles'],
      [{ outputs: [{ holder: FORWARDER, quantity: '4' }] }, 'SUMS_DIFFER', 'outputs'],
    ];
    for (const [change, code, field, said] of cases) {
      const { company: _company, ...alone } = transfer(change);
      expect(await refusal('retailer', 'Move', { ref: 'm', ...alone })).to.deep.equal(
        refused(code, field, said),
      );
      const { settles, ...dealt } = transfer(change) as { settles?: object };
      if (settles !== undefined) continue;
      const { digest: origin } = await world.issue(`own-${field}`.replaceAll(/\W/g, '-') + code, [
        { holder: FORWARDER, quantity: '5' },
      ]);
      const other = `${airline}/${`own-${field}`.replaceAll(/\W/g, '-') + code}/0`;
      const own = transfer({
        ...{ company: forwarder, inputs: [{ lot: other, origin }] },
        outputs: [{ holder: RETAILER, quantity: '5' }],
      });
      expect(await refusal('retailer', 'ProposeDeal', dealing(own, dealt))).to.deep.equal(
        refused(code, `moves[1].${field}`, said),
      );
    }
  });

  it('settle what is not settled yet', async () => {
    const debt = await owe('o');
    const { key } = await world.move('caterer', {
      ...{ classId: DEBTS, ref: 'on', kind: 'transfer', inputs: [debt.lot], outputs: [[RETAILER, 5]] },
    });
    expect(key).to.equal(lotMoved.key.build({ company: caterer, ref: 'on' }));
    const { company: _company, ...alone } = transfer({ settles: debt });
    expect(await refusal('retailer', 'Move', { ref: 'm', ...alone })).to.deep.equal(
      refused('LOT_SPENT', 'settles', { lot: debt.lot }),
    );
  });

  it('are made once a reference, with what was asked', async () => {
    const { company: _company, ...alone } = transfer();
    const move = { ref: 'm', ...alone };
    await world.submit('retailer', 'lot:Move', move);
    const key = lotMoved.key.build({ company: retailer, ref: 'm' });
    for (const change of [{ kind: 'split' }, { outputs: [{ holder: BANK, quantity: '5' }] }]) {
      expect(await refusal('retailer', 'Move', { ...move, ...change })).to.deep.equal(
        refused('REF_REUSED', 'ref', { key }),
      );
    }
    expect(await refusal('retailer', 'Move', { ...move, ref: 'n' })).to.deep.equal(
      refused('LOT_SPENT', 'inputs[0]', { lot: lot.lot }),
    );
    const issuing = { classId: CLASS_ID, ref: 'i', version: 0, lots: [{ holder: BANK, quantity: '5' }] };
    expect(await refusal('airline', 'Issue', issuing)).to.deep.equal(
      refused('REF_REUSED', 'ref', { key: lotIssued.key.build({ company: airline, ref: 'i' }) }),
    );
  });

  it('of a wallet are refused without its order, which says for what', async () => {
    const wallet = createTestWallet();
    const { digest: origin } = await world.issue('w', [{ holder: wallet.holder, quantity: '5' }]);
    const inputs = [{ lot: `${airline}/w/0`, origin }];
    const { company: _company, ...alone } = transfer({ inputs });
    expect(await refusal('airline', 'Move', { ref: 'm', ...alone })).to.deep.equal(
      refused('SIGNATURE', 'order', { rule: 'by enough keys of the wallet' }),
    );
    const parties = [airline, forwarder];
    const deal = { ...dealing(transfer({ inputs, company: airline })), parties };
    expect(await refusal('airline', 'ProposeDeal', deal)).to.deep.equal(
      refused('SIGNATURE', 'moves[0].order', { rule: 'by enough keys of the wallet over the whole deal' }),
    );
  });

  it('have the seals that the rule of their class demands, as few as it can be', async () => {
    const under = async (version: number, rule: string) => {
      await world.submit('airline', 'company:SetRule', { assetType: 'lot', version, rule });
      const classId = `${airline}/ruled-${version}`;
      await world.submit('airline', 'lot:SetClass', { ...CLASS, classId, version: 0 });
      const { key } = await world.issue(`r-${version}`, [{ holder: RETAILER, quantity: '1' }], classId);
      const moved = await world.move('retailer', {
        ...{ classId, ref: `m-${version}`, kind: 'transfer' },
        ...{ inputs: [`${airline}/r-${version}/0`], outputs: [[FORWARDER, 1]] },
      });
      return [await sealersOf(key), await sealersOf(moved.key)];
    };
    expect(await under(0, `AND('{self}', '${caterer}')`)).to.deep.equal([
      [airline, caterer],
      [airline, caterer, retailer],
    ]);
    expect(await under(1, `OR('${caterer}', '{issuer}')`)).to.deep.equal([[airline], [caterer, retailer]]);
    expect(await under(2, `OR('${caterer}', '${retailer}')`)).to.deep.equal([[airline, caterer], [retailer]]);
  });

  it('in deals say what of the deal is wrong', async () => {
    const deal = dealing(transfer());
    const dealId = `${forwarder}/d`;
    const { digest } = await world.submit('forwarder', 'lot:ProposeDeal', deal);
    expect(await refusal('forwarder', 'ProposeDeal', { ...deal, expiresAt: expiresAt + 1 })).to.deep.equal(
      refused('REF_REUSED', 'ref', { key: dealProposed.key.build({ deal: dealId }) }),
    );
    const three = { ...deal, ref: 'e', parties: [caterer, forwarder, 'NobodyMSP'] };
    expect(await refusal('forwarder', 'ProposeDeal', three)).to.deep.equal(
      refused('UNKNOWN_COMPANY', 'parties[2]', { mspId: 'NobodyMSP' }),
    );
    const moves = [transfer(), transfer({ company: airline, inputs: [{ ...lot, lot: `${airline}/i/1` }] })];
    const second = await refusal('forwarder', 'ProposeDeal', { ...deal, ref: 'e', moves });
    expect(second).to.deep.include({ code: 'NOT_A_PARTY', field: 'moves[1].company' });
    await world.submit('retailer', 'lot:AgreeDeal', { dealId, digest });
    const key = dealAgreed.key.build({ deal: dealId, company: retailer });
    expect(await refusal('retailer', 'AgreeDeal', { dealId, digest: 'f'.repeat(64) })).to.deep.equal(
      refused('CONTENT_DIFFERS', 'digest', { key }),
    );
    world.ledger.nowMs = expiresAt - 1;
    await world.submit('retailer', 'lot:CloseDeal', { dealId });
    expect(await refusal('forwarder', 'WithdrawDeal', { dealId })).to.deep.equal(refused('STATE', 'dealId'));
    expect(await refusal('retailer', 'WithdrawDeal', { dealId })).to.deep.equal(
      refused('NOT_OWNER', 'dealId', { owner: forwarder, caller: retailer }),
    );
  });

  it('net what nobody disputes, between two companies at least', async () => {
    const debt = await owe('o', RETAILER);
    const own = await owe('p', companyHolder(airline));
    const net = (obligations: readonly object[]) =>
      refusal('airline', 'ProposeNetting', { ref: 'n', obligations, expiresAt });
    expect(await net([own])).to.deep.equal(
      refused('FIELD_RANGE', 'obligations', { rule: `between 2..${LIMITS.dealPartiesMax} companies` }),
    );
    expect(await net([debt, { ...own, origin: debt.origin }])).to.deep.equal(
      refused('UNKNOWN_LOT', 'obligations[1].origin'),
    );
    const asked = { ref: 'n', obligations: [debt], expiresAt };
    const { digest } = await world.submit('airline', 'lot:ProposeNetting', asked);
    await world.submit('retailer', 'lot:AgreeDeal', { dealId: `${airline}/n`, digest });
    await world.submit('retailer', 'lot:Dispute', { lotId: debt.lot, reason: 'short' });
    const disputed = refused('LOT_DISPUTED', 'obligations[0]', { company: retailer });
    expect(await refusal('airline', 'ProposeNetting', { ...asked, ref: 'm' })).to.deep.equal(disputed);
    expect(await refusal('airline', 'CloseDeal', { dealId: `${airline}/n` })).to.deep.equal(disputed);
    const key = lotDisputed.key.build({ lot: debt.lot, company: retailer });
    expect(await refusal('retailer', 'Dispute', { lotId: debt.lot, reason: 'late' })).to.deep.equal(
      refused('CONTENT_DIFFERS', 'reason', { key }),
    );
  });
});
