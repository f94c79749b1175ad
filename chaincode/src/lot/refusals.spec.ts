import { companyHolder, type ClassLotRecord, type DealRecord, type Page } from '@kontti/model';
import { expect } from 'chai';
import { CLASS, CLASS_ID, createLotWorld, type LotWorld } from '../testing/lot-world';
import { createTestWallet } from '../testing/lot-wallet';
import { COMPANIES, HOUR_MS, NOON_MS, type Company } from '../testing/world';

const { airline, forwarder, retailer, caterer } = COMPANIES;
const [AIRLINE, RETAILER, FORWARDER] = [airline, retailer, forwarder].map(companyHolder) as [
  string,
  string,
  string,
];
const DEBTS = `${airline}/debts`;
const dueAt = NOON_MS + HOUR_MS;

describe('lots that are asked for or refused', () => {
  let world: LotWorld;

  beforeEach(async () => {
    world = await createLotWorld();
    const debts = { ...CLASS, classId: DEBTS, kind: 'obligation', holders: 'company', redeemAt: [] };
    await world.submit('airline', 'lot:SetClass', debts);
  });

  const refused = async (by: Company, method: string, request: object): Promise<string> => {
    const { code, field } = await world.refusal(by, `lot:${method}`, request);
    return `${code} ${field}`;
  };
  const absent = async (method: string, request: object): Promise<string> => {
    const call = { as: world.admins.retailer, method: `lot:${method}`, request };
    const { code, field } = await world.ledger.refusal(call);
    return `${code} ${field}`;
  };
  const owe = (ref: string, lots: readonly object[]) => world.issue(ref, lots, DEBTS);
  const pageOf = async <T>(method: string, request: object): Promise<readonly T[]> =>
    (await world.evaluate<Page<T>>(`lot:${method}`, { pageSize: 100, ...request })).records;

  it('are found by the names of what there is', async () => {
    expect(await absent('GetClass', { classId: `${airline}/none` })).to.equal('UNKNOWN_CLASS classId');
    expect(await absent('GetClass', { classId: CLASS_ID, version: 1 })).to.equal('UNKNOWN_CLASS version');
    expect(await absent('GetLot', { lotId: `${airline}/none/0` })).to.equal('UNKNOWN_LOT lotId');
    expect(await absent('GetDeal', { dealId: `${airline}/none` })).to.equal('UNKNOWN_DEAL dealId');
  });

  it('are issued by the owner of a class, under its version in force, once a reference', async () => {
    const lots = [{ holder: RETAILER, quantity: '5' }];
    const issuing = { classId: CLASS_ID, ref: 'i', version: 0, lots };
    expect(await refused('retailer', 'Issue', issuing)).to.equal('NOT_OWNER classId');
    expect(await refused('airline', 'Issue', { ...issuing, classId: `${airline}/none` })).to.equal(
      'UNKNOWN_CLASS classId',
    );
    await world.submit('airline', 'lot:SetClass', { ...CLASS, version: 1, validityDays: 1 });
    const old = await world.refusal('airline', 'lot:Issue', issuing);
    expect(old).to.deep.include({ code: 'SEQUENCE', field: 'version', details: { expected: 1 } });
    const issue = { ...issuing, version: 1 };
    const nobody = [{ holder: companyHolder('NobodyMSP'), quantity: '5' }];
    expect(await refused('airline', 'Issue', { ...issue, lots: nobody })).to.equal(
      'UNKNOWN_COMPANY lots[0].holder',
    );
    const first = await world.submit('airline', 'lot:Issue', issue);
    // When the class lets the lot expire was not asked for, and is what it was.
    world.ledger.nowMs += HOUR_MS;
    expect(await world.submit('airline', 'lot:Issue', issue)).to.deep.equal(first);
    const expiresAt = NOON_MS + HOUR_MS;
    for (const change of [
      { lots: [{ ...lots[0], quantity: '6' }] },
      { lots: [{ ...lots[0], expiresAt }] },
      { lots: [...lots, ...lots] },
      { classId: DEBTS, version: 0 },
    ]) {
      expect(await refused('airline', 'Issue', { ...issue, ...change })).to.equal('REF_REUSED ref');
    }
  });

  it('have classes whose next version follows, and which is the same when it is repeated', async () => {
    const next = { ...CLASS, version: 1, transfer: 'none' };
    const first = await world.submit('airline', 'lot:SetClass', next);
    expect(await world.submit('airline', 'lot:SetClass', next)).to.deep.equal(first);
    expect(await refused('airline', 'SetClass', { ...next, transfer: 'issuer' })).to.equal(
      'SEQUENCE version',
    );
    expect(await refused('airline', 'SetClass', { ...next, version: 3 })).to.equal('SEQUENCE version');
  });

  it('are moved by what they are now', async () => {
    await world.issue('i', [{ holder: RETAILER, quantity: '5' }]);
    await owe('o', [{ holder: RETAILER, quantity: '5', dueAt }]);
    const lot = `${airline}/i/0`;
    const move = { ref: 'm', kind: 'transfer', inputs: [lot], outputs: [[FORWARDER, 5]] } as const;
    const moving = (await world.moving('retailer', move)) as { readonly inputs: readonly object[] };
    const otherOrigin = { ...moving, inputs: [{ lot, origin: 'f'.repeat(64) }] };
    expect(await refused('retailer', 'Move', otherOrigin)).to.equal('UNKNOWN_LOT inputs[0].origin');
    const debt = await world.moving('retailer', { ...move, inputs: [`${airline}/o/0`] });
    expect(await refused('retailer', 'Move', debt)).to.equal('LOT_OF_OTHER inputs[0]');
    expect(await world.refusedMove('retailer', { ...move, classId: `${airline}/none` })).to.match(
      / classId$| inputs\[0\]/,
    );
    const settling = { ...move, settles: `${airline}/none/0` };
    expect(await world.refusedMove('retailer', settling)).to.match(/^(UNKNOWN_LOT|STATE) settles/);
    await world.move('retailer', move);
    const again = await world.refusal('retailer', 'lot:Move', { ...moving, ref: 'n' });
    expect(again).to.deep.include({ code: 'LOT_SPENT', details: { lot } });
  });

  it('are listed by class and holder, with what is said of each', async () => {
    const wallet = createTestWallet();
    await world.issue('i', [
      { holder: RETAILER, quantity: '1' },
      { holder: wallet.holder, quantity: '2' },
      { holder: RETAILER, quantity: '3', expiresAt: dueAt },
    ]);
    await owe('o', [
      { holder: RETAILER, quantity: '4', dueAt, subject: `${retailer}/INV-1` },
      { holder: FORWARDER, quantity: '5', dueAt },
    ]);
    const lots = async (classId: string, holder: string, more: object = {}) =>
      (await pageOf<ClassLotRecord>('QueryLots', { classId, holder, ...more })).map(({ quantity }) =>
        Number(quantity),
      );
    expect(await lots(CLASS_ID, RETAILER)).to.deep.equal([1, 3]);
    expect(await lots(CLASS_ID, wallet.holder)).to.deep.equal([2]);
    expect(await lots(DEBTS, RETAILER)).to.deep.equal([4]);
    expect(await lots(DEBTS, FORWARDER)).to.deep.equal([5]);
    expect(await lots(CLASS_ID, FORWARDER)).to.deep.equal([]);
    await world.move('retailer', {
      ...{ ref: 'm', kind: 'transfer', inputs: [`${airline}/i/0`], outputs: [[FORWARDER, 1]] },
    });
    expect(await lots(CLASS_ID, RETAILER, { status: 'spent' })).to.deep.equal([1]);
    expect(await lots(CLASS_ID, RETAILER, { status: 'unspent' })).to.deep.equal([3]);
    const { lotId: _, digest: __, class: ___, ...plain } = await world.lot(`${airline}/i/2`);
    expect(plain).to.deep.equal({
      ...{ classId: CLASS_ID, holder: RETAILER, quantity: '3', expiresAt: dueAt, keeper: retailer },
      ...{ status: 'unspent', fact: `lots/${airline}/i` },
    });
    const debt = await world.lot(`${airline}/o/0`);
    expect(debt).to.include({ dueAt, subject: `${retailer}/INV-1` });
    expect(debt).not.to.have.any.keys('expiresAt', 'shipment', 'pledge', 'disputedBy', 'movedBy');
    expect(await world.lot(`${airline}/o/1`)).not.to.have.any.keys('subject');
  });

  it('are disputed once, and the dispute ends once', async () => {
    await owe('o', [{ holder: RETAILER, quantity: '4', dueAt }]);
    const lotId = `${airline}/o/0`;
    expect(await refused('retailer', 'WithdrawDispute', { lotId })).to.equal('NOT_FOUND lotId');
    expect(await refused('retailer', 'Dispute', { lotId: `${airline}/o/1`, reason: 'short' })).to.equal(
      'UNKNOWN_LOT lotId',
    );
    expect(await refused('forwarder', 'Dispute', { lotId, reason: 'short' })).to.equal('NOT_A_PARTY lotId');
    const first = await world.submit('retailer', 'lot:Dispute', { lotId, reason: 'short' });
    expect(await world.submit('retailer', 'lot:Dispute', { lotId, reason: 'short' })).to.deep.equal(first);
    expect(await refused('retailer', 'Dispute', { lotId, reason: 'late' })).to.equal(
      'CONTENT_DIFFERS reason',
    );
    expect((await world.lot(lotId)).disputedBy).to.deep.equal([retailer]);
    const ended = await world.submit('retailer', 'lot:WithdrawDispute', { lotId });
    expect(await world.submit('retailer', 'lot:WithdrawDispute', { lotId })).to.deep.equal(ended);
    expect(await world.lot(lotId)).not.to.have.property('disputedBy');
    await world.move('retailer', {
      ...{ classId: DEBTS, ref: 'm', kind: 'transfer', inputs: [lotId], outputs: [[FORWARDER, 4]] },
    });
    const spent = await world.refusal('airline', 'lot:Dispute', { lotId, reason: 'gone' });
    expect(spent).to.deep.include({ code: 'LOT_SPENT', field: 'lotId', details: { lot: lotId } });
  });

  describe('in deals', () => {
    const dealId = `${forwarder}/d`;
    const expiresAt = NOON_MS + HOUR_MS;
    let digest: string;
    let request: object;

    beforeEach(async () => {
      const { digest: origin } = await world.issue('i', [{ holder: FORWARDER, quantity: '5' }]);
      const moves = [
        {
          ...{ company: forwarder, classId: CLASS_ID, kind: 'transfer' },
          inputs: [{ lot: `${airline}/i/0`, origin }],
          outputs: [{ holder: RETAILER, quantity: '5' }],
        },
      ];
      request = { ref: 'd', parties: [forwarder, retailer], moves, expiresAt };
      ({ digest } = await world.submit('forwarder', 'lot:ProposeDeal', request));
    });

    const deals = async (company: string, status?: string) =>
      (await pageOf<DealRecord>('QueryDeals', { company, ...(status && { status }) })).map(
        (each) => each.dealId,
      );

    it('are listed under each party, by how far the deal is', async () => {
      expect([await deals(forwarder), await deals(retailer), await deals(airline)]).to.deep.equal([
        ...[[dealId], [dealId], []],
      ]);
      expect([await deals(retailer, 'proposed'), await deals(retailer, 'closed')]).to.deep.equal([
        [dealId],
        [],
      ]);
      const { endedAt: none } = await world.evaluate<DealRecord>('lot:GetDeal', { dealId });
      expect(none).to.equal(undefined);
      world.ledger.nowMs += 1000;
      await world.submit('forwarder', 'lot:WithdrawDeal', { dealId });
      expect([await deals(retailer, 'proposed'), await deals(retailer, 'withdrawn')]).to.deep.equal([
        [],
        [dealId],
      ]);
      const { endedAt } = await world.evaluate<DealRecord>('lot:GetDeal', { dealId });
      expect(endedAt).to.equal(NOON_MS + 1000);
    });

    it('are agreed to, closed and taken back by whom the deal names, in this order', async () => {
      expect(await refused('forwarder', 'ProposeDeal', { ...request, expiresAt: expiresAt + 1 })).to.equal(
        'REF_REUSED ref',
      );
      expect(await refused('airline', 'AgreeDeal', { dealId, digest })).to.equal('NOT_A_PARTY dealId');
      expect(await refused('forwarder', 'AgreeDeal', { dealId, digest })).to.equal('NOT_A_PARTY dealId');
      const other = 'f'.repeat(64);
      expect(await refused('retailer', 'AgreeDeal', { dealId, digest: other })).to.equal(
        'CONTENT_DIFFERS digest',
      );
      expect(await refused('airline', 'CloseDeal', { dealId })).to.equal('NOT_A_PARTY dealId');
      const early = await world.refusal('forwarder', 'lot:CloseDeal', { dealId });
      expect(early).to.deep.include({ code: 'NOT_AGREED', field: 'dealId', details: { company: retailer } });
      await world.submit('retailer', 'lot:AgreeDeal', { dealId, digest });
      expect(await refused('retailer', 'AgreeDeal', { dealId, digest: other })).to.equal(
        'CONTENT_DIFFERS digest',
      );
      expect(await refused('retailer', 'WithdrawDeal', { dealId })).to.equal('NOT_OWNER dealId');
      await world.submit('retailer', 'lot:CloseDeal', { dealId });
      expect(await refused('forwarder', 'WithdrawDeal', { dealId })).to.equal('STATE dealId');
    });

    it('are for those who are named in time', async () => {
      const propose = (change: object) =>
        refused('forwarder', 'ProposeDeal', { ...request, ref: 'e', ...change });
      expect(await propose({ parties: [airline, retailer] })).to.equal('NOT_A_PARTY parties');
      expect(await propose({ parties: [forwarder, 'NobodyMSP'].toSorted() })).to.match(
        /^UNKNOWN_COMPANY parties\[\d\]$/,
      );
      expect(
        await propose({ parties: [caterer, retailer, forwarder].toSorted(), expiresAt: NOON_MS }),
      ).to.equal('DEAL_EXPIRED expiresAt');
      const [first] = (request as { moves: object[] }).moves;
      expect(await propose({ moves: [{ ...first, company: airline }] })).to.equal(
        'NOT_A_PARTY moves[0].company',
      );
      world.ledger.nowMs = expiresAt;
      expect(await refused('retailer', 'AgreeDeal', { dealId, digest })).to.equal('DEAL_EXPIRED dealId');
    });

    it('are netted between companies, as they are', async () => {
      const { digest: origin } = await owe('o', [{ holder: RETAILER, quantity: '4', dueAt }]);
      const { digest: own } = await owe('p', [{ holder: AIRLINE, quantity: '4', dueAt }]);
      const lot = `${airline}/o/0`;
      const net = (by: Company, obligations: readonly object[], change: object = {}) =>
        refused(by, 'ProposeNetting', { ref: 'n', obligations, expiresAt, ...change });
      expect(await net('forwarder', [{ lot, origin }])).to.equal('NOT_A_PARTY obligations');
      expect(await net('retailer', [{ lot, origin: own }])).to.equal('UNKNOWN_LOT obligations[0].origin');
      expect(await net('retailer', [{ lot: `${airline}/o/9`, origin }])).to.equal(
        'UNKNOWN_LOT obligations[0]',
      );
      // What a company owes itself is between nobody.
      expect(await net('airline', [{ lot: `${airline}/p/0`, origin: own }])).to.equal(
        'FIELD_RANGE obligations',
      );
      const asked = { ref: 'n', obligations: [{ lot, origin }], expiresAt };
      const first = await world.submit('retailer', 'lot:ProposeNetting', asked);
      expect(await world.submit('retailer', 'lot:ProposeNetting', asked)).to.deep.equal(first);
      expect(await net('retailer', [{ lot, origin }], { expiresAt: expiresAt + 1 })).to.equal(
        'REF_REUSED ref',
      );
      expect(
        await net('retailer', [
          { lot, origin },
          { lot: `${airline}/p/0`, origin: own },
        ]),
      ).to.equal('REF_REUSED ref');
      await world.move('retailer', {
        ...{ classId: DEBTS, ref: 'm', kind: 'transfer', inputs: [lot], outputs: [[FORWARDER, 4]] },
      });
      const spent = await world.refusal('airline', 'lot:ProposeNetting', { ...asked, ref: 'x' });
      expect(spent).to.deep.include({ code: 'LOT_SPENT', field: 'obligations[0]', details: { lot } });
    });
  });
});
