import { companyHolder, type ClassLotRecord, type LotClassRecord, type Page } from '@kontti/model';
import { expect } from 'chai';
import { CLASS, CLASS_ID, createLotWorld, type LotWorld } from '../testing/lot-world';
import { createTestWallet } from '../testing/lot-wallet';
import { COMPANIES, HOUR_MS, NOON_MS } from '../testing/world';

const { forwarder, airline, retailer, caterer } = COMPANIES;
const [FORWARDER, RETAILER, AIRLINE] = [forwarder, retailer, airline].map(companyHolder) as [
  string,
  string,
  string,
];
const wallet = createTestWallet();
const other = createTestWallet();
const DAY_MS = 24 * HOUR_MS;

describe('the lot contract', () => {
  let world: LotWorld;

  beforeEach(async () => {
    world = await createLotWorld();
  });

  const setClass = (change: object) => world.submit('airline', 'lot:SetClass', { ...CLASS, ...change });
  const lotsOf = async (holder: string, status?: string) =>
    (
      await world.evaluate<Page<ClassLotRecord>>('lot:QueryLots', {
        ...{ classId: CLASS_ID, holder, pageSize: 100 },
        ...(status === undefined ? {} : { status }),
      })
    ).records.map(({ lotId, quantity }) => `${lotId.split('/').slice(1).join('/')}=${quantity}`);

  it('keeps every version of a class, and lets lots keep theirs', async () => {
    await world.issue('i-0', [{ holder: RETAILER, quantity: '5' }]);
    const { digest } = await world.evaluate<LotClassRecord>('lot:GetClass', { classId: CLASS_ID });
    await setClass({ version: 1, transfer: 'none' });
    expect(await world.evaluate('lot:GetClass', { classId: CLASS_ID })).to.include({
      version: 1,
      transfer: 'none',
    });
    expect(await world.evaluate('lot:GetClass', { classId: CLASS_ID, version: 0 })).to.include({ digest });
    expect(await world.lot(`${airline}/i-0/0`)).to.include({ class: digest });
    await world.move('retailer', {
      ref: 'm',
      kind: 'transfer',
      inputs: [`${airline}/i-0/0`],
      outputs: [[FORWARDER, 5]],
    });
    const cases: [object, string, string][] = [
      [{ version: 3 }, 'SEQUENCE', 'version'],
      [{ version: 2, partners: ['NobodyMSP'] }, 'UNKNOWN_COMPANY', 'partners[0]'],
      [{ version: 2, redeemAt: ['NobodyMSP'] }, 'UNKNOWN_COMPANY', 'redeemAt[0]'],
      [{ version: 2, kind: 'shares' }, 'FIELD_FORMAT', 'kind'],
      [{ classId: `${retailer}/x` }, 'NOT_OWNER', 'classId'],
    ];
    for (const [change, code, field] of cases) {
      expect(await world.refusal('airline', 'lot:SetClass', { ...CLASS, ...change })).to.include({
        code,
        field,
      });
    }
  });

  it('lets a company move its lots without the issuer, and be seen with what it has', async () => {
    await world.issue('i', [{ holder: RETAILER, quantity: '100' }]);
    const first = await world.move('retailer', {
      ...{ ref: 'm-1', kind: 'transfer', inputs: [`${airline}/i/0`] },
      outputs: [
        [FORWARDER, 30],
        [RETAILER, 70],
      ],
    });
    expect(first.key).to.equal(`moves/${retailer}/m-1`);
    const { fact } = await world.lot(`${retailer}/m-1/m0`);
    expect(await world.evaluate<{ seals: object[] }>('company:GetFactStatus', { key: fact })).to.deep.include(
      {
        status: 'sealed',
        seals: [{ mspId: retailer, status: 'sealed' }],
      },
    );
    expect(await lotsOf(RETAILER)).to.deep.equal(['i/0=100', 'm-1/m1=70']);
    expect(await lotsOf(RETAILER, 'unspent')).to.deep.equal(['m-1/m1=70']);
    expect(await world.lot(`${airline}/i/0`)).to.include({
      status: 'spent',
      movedBy: `moves/${retailer}/m-1`,
    });
    expect(await lotsOf(FORWARDER)).to.deep.equal(['m-1/m0=30']);
  });

  it('answers a repeat with the first receipt, whoever signs anew, and refuses other content', async () => {
    await world.issue('i', [{ holder: wallet.holder, quantity: '10' }]);
    const move = {
      ref: 'm',
      kind: 'transfer',
      inputs: [`${airline}/i/0`],
      outputs: [[other.holder, 10]],
      by: wallet,
    } as const;
    const request = await world.moving('airline', move);
    const first = await world.submit('airline', 'lot:Move', request);
    expect(await world.submit('airline', 'lot:Move', request)).to.deep.equal(first);
    const changed = { ...move, outputs: [[other.holder, 9]] } as const;
    expect(await world.refusedMove('airline', changed)).to.equal('REF_REUSED ref');
    const issued = await world.issue('i', [{ holder: wallet.holder, quantity: '10' }]);
    expect(issued.key).to.equal(`lots/${airline}/i`);
    expect(
      await world.refusal('airline', 'lot:Issue', {
        ...{ classId: CLASS_ID, ref: 'i', version: 0 },
        lots: [{ holder: wallet.holder, quantity: '11' }],
      }),
    ).to.include({ code: 'REF_REUSED' });
  });

  it('moves a wallet’s lots by enough of its keys alone', async () => {
    const family = createTestWallet(2, 3);
    await world.issue('i', [{ holder: family.holder, quantity: '10' }]);
    const move = {
      ref: 'm',
      kind: 'transfer',
      inputs: [`${airline}/i/0`],
      outputs: [[RETAILER, 10]],
    } as const;
    for (const wrong of [
      { ...move },
      { ...move, by: wallet },
      { ...move, by: family, signing: [1] },
      { ...move, by: { ...family, n: 1 }, signing: [0] },
    ]) {
      expect(await world.refusedMove('airline', wrong)).to.equal('SIGNATURE order');
    }
    const other2 = { ...(await world.moving('airline', { ...move, by: family })), ref: 'm-2' };
    expect(await world.refusal('airline', 'lot:Move', other2)).to.include({ code: 'SIGNATURE' });
    expect(await world.refusedMove('retailer', { ...move, by: family })).to.equal('NOT_A_PARTY inputs[0]');
    await world.move('airline', { ...move, by: family, signing: [2, 0] });
    expect(await lotsOf(RETAILER)).to.deep.equal(['m/m0=10']);
  });

  it('redeems a wallet’s lots at the companies of the class', async () => {
    await world.issue('i', [{ holder: wallet.holder, quantity: '10' }]);
    const move = {
      ref: 'm',
      kind: 'redeem',
      inputs: [`${airline}/i/0`],
      outputs: [[wallet.holder, 4]],
      by: wallet,
    } as const;
    expect(await world.refusedMove('retailer', move)).to.equal('NOT_A_PARTY inputs[0]');
    expect(await world.refusedMove('caterer', { ...move, outputs: [[companyHolder(caterer), 4]] })).to.equal(
      'HOLDER_FORBIDDEN outputs[0].holder',
    );
    const { key } = await world.move('caterer', move);
    const { seals } = await world.evaluate<{ seals: { mspId: string }[] }>('company:GetFactStatus', { key });
    expect(seals.map(({ mspId }) => mspId)).to.deep.equal([airline, caterer]);
    expect(await lotsOf(wallet.holder, 'unspent')).to.deep.equal(['m/m0=4']);
  });

  it('refuses sums that differ, lots of others, of other classes, spent and expired ones', async () => {
    await setClass({ version: 1, validityDays: 1 });
    const issue = (ref: string, lots: object[]) =>
      world.submit('airline', 'lot:Issue', { classId: CLASS_ID, ref, version: 1, lots });
    await issue('i', [
      { holder: RETAILER, quantity: '10' },
      { holder: RETAILER, quantity: '5' },
      { holder: FORWARDER, quantity: '5' },
    ]);
    await setClass({ classId: `${airline}/miles`, version: 0 });
    await world.issue('o', [{ holder: RETAILER, quantity: '5' }], `${airline}/miles`);
    const [ten, five, others] = [0, 1, 2].map((n) => `${airline}/i/${n}`) as [string, string, string];
    const move = (
      inputs: string[],
      outputs: [string, number][],
      kind: 'transfer' | 'retire' | 'merge' = 'transfer',
    ) => world.refusedMove('retailer', { ref: 'm', kind, inputs, outputs });
    expect(await move([ten], [[FORWARDER, 11]])).to.equal('SUMS_DIFFER outputs');
    expect(await move([ten], [[FORWARDER, 9]])).to.equal('SUMS_DIFFER outputs');
    expect(await move([ten], [[RETAILER, 10]], 'retire')).to.equal('SUMS_DIFFER outputs');
    expect(await move([ten, five], [[FORWARDER, 15]], 'merge')).to.equal(
      'HOLDER_FORBIDDEN outputs[0].holder',
    );
    expect(await move([others], [[RETAILER, 5]])).to.equal('NOT_A_PARTY inputs[0]');
    expect(await move([ten, others], [[RETAILER, 15]])).to.equal('LOT_OF_OTHER inputs[1]');
    expect(await move([ten, `${airline}/o/0`], [[RETAILER, 15]])).to.equal('LOT_OF_OTHER inputs[1]');
    expect(await move([`${airline}/i/3`], [[RETAILER, 1]])).to.equal('UNKNOWN_LOT inputs[0]');
    expect(await move([ten, ten], [[RETAILER, 20]])).to.equal('FIELD_DUPLICATE body.inputs[1]');
    expect(await move([ten], [[companyHolder('NobodyMSP'), 10]])).to.equal(
      'UNKNOWN_COMPANY outputs[0].holder',
    );
    await world.move('retailer', { ref: 'm', kind: 'merge', inputs: [ten, five], outputs: [[RETAILER, 15]] });
    expect(
      await world.refusedMove('retailer', {
        ref: 'n',
        kind: 'transfer',
        inputs: [five],
        outputs: [[FORWARDER, 5]],
      }),
    ).to.equal('LOT_SPENT inputs[0]');
    world.ledger.nowMs += DAY_MS;
    expect(
      await world.refusedMove('retailer', {
        ref: 'n',
        kind: 'transfer',
        inputs: [`${retailer}/m/m0`],
        outputs: [[FORWARDER, 15]],
      }),
    ).to.equal('LOT_EXPIRED inputs[0]');
  });

  it('lets lots go where the class says, and nowhere else', async () => {
    const cases: [object, string, string[], string[]][] = [
      [{ transfer: 'none' }, RETAILER, [], [FORWARDER, AIRLINE, wallet.holder]],
      [{ transfer: 'issuer' }, RETAILER, [AIRLINE], [FORWARDER, wallet.holder]],
      [{ transfer: 'partners', partners: [forwarder] }, RETAILER, [FORWARDER, AIRLINE], [wallet.holder]],
      [{ holders: 'company' }, RETAILER, [FORWARDER], [wallet.holder]],
      [{ toWalletsOnly: true }, RETAILER, [wallet.holder], [FORWARDER]],
    ];
    for (const [index, [change, from, allowed, forbidden]] of cases.entries()) {
      const classId = `${airline}/c-${index}`;
      await setClass({ classId, version: 0, ...change });
      const targets = [...allowed, ...forbidden];
      await world.issue(
        `i-${index}`,
        targets.map(() => ({ holder: from, quantity: '1' })),
        classId,
      );
      for (const [place, to] of targets.entries()) {
        const move = {
          classId,
          ref: `m-${index}-${place}`,
          kind: 'transfer',
          inputs: [`${airline}/i-${index}/${place}`],
          outputs: [[to, 1]],
        } as const;
        if (allowed.includes(to)) await world.move('retailer', move);
        else expect(await world.refusedMove('retailer', move)).to.equal('HOLDER_FORBIDDEN outputs[0].holder');
      }
    }
  });

  it('issues only what the class lets be issued', async () => {
    const titles = `${airline}/titles`;
    await setClass({ classId: titles, kind: 'title', holders: 'company' });
    const debts = `${airline}/debts`;
    await setClass({ classId: debts, kind: 'obligation', validityDays: 10 });
    const cases: [string, object, string][] = [
      [titles, { holder: RETAILER, quantity: '1' }, 'STATE lots[0].shipment'],
      [titles, { holder: RETAILER, quantity: '2', shipment: `${airline}/S` }, 'STATE lots[0].quantity'],
      [titles, { holder: RETAILER, quantity: '1', shipment: `${forwarder}/S` }, 'NOT_OWNER lots[0].shipment'],
      [
        titles,
        { holder: wallet.holder, quantity: '1', shipment: `${airline}/S` },
        'HOLDER_FORBIDDEN lots[0].holder',
      ],
      [debts, { holder: RETAILER, quantity: '1' }, 'STATE lots[0].dueAt'],
      [debts, { holder: RETAILER, quantity: '1', dueAt: 1, expiresAt: NOON_MS }, 'STATE lots[0].expiresAt'],
      [
        debts,
        { holder: RETAILER, quantity: '1', dueAt: 1, expiresAt: NOON_MS + 11 * DAY_MS },
        'STATE lots[0].expiresAt',
      ],
      [CLASS_ID, { holder: 'company:NobodyMSP', quantity: '1' }, 'UNKNOWN_COMPANY lots[0].holder'],
      [CLASS_ID, { holder: 'somebody', quantity: '1' }, 'FIELD_FORMAT lots[0].holder'],
      [CLASS_ID, { holder: RETAILER, quantity: '0' }, 'FIELD_RANGE lots[0].quantity'],
      [CLASS_ID, { holder: RETAILER, quantity: '1', dueAt: 1 }, 'STATE lots[0].dueAt'],
    ];
    for (const [classId, lot, outcome] of cases) {
      const request = { classId, ref: 'i', version: 0, lots: [lot] };
      const { code, field } = await world.refusal('airline', 'lot:Issue', request);
      expect(`${code} ${field}`).to.equal(outcome);
    }
    await world.issue('t', [{ holder: RETAILER, quantity: '1', shipment: `${airline}/S` }], titles);
    const again = {
      classId: titles,
      ref: 't-2',
      version: 0,
      lots: [{ holder: FORWARDER, quantity: '1', shipment: `${airline}/S` }],
    };
    expect(await world.refusal('airline', 'lot:Issue', again)).to.include({
      code: 'ALREADY_EXISTS',
      field: 'lots[0].shipment',
    });
    const surrender = { classId: titles, ref: 's', kind: 'surrender', inputs: [`${airline}/t/0`] } as const;
    await world.move('retailer', surrender);
    expect(await world.refusedMove('retailer', { ...surrender, ref: 's-2' })).to.equal('LOT_SPENT inputs[0]');
  });
});
