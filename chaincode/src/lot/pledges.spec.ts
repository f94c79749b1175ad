import { companyHolder } from '@kontti/model';
import { expect } from 'chai';
import { CLASS, CLASS_ID, createLotWorld, type LotWorld } from '../testing/lot-world';
import { createTestWallet } from '../testing/lot-wallet';
import { COMPANIES, HOUR_MS, NOON_MS } from '../testing/world';

const { airline, retailer, caterer } = COMPANIES;
const RETAILER = companyHolder(retailer);
const BANK = companyHolder(caterer);
const DEBTS = `${airline}/debts`;
const DUE_MS = NOON_MS + HOUR_MS;

describe('a pledged lot', () => {
  let world: LotWorld;
  const lot = `${airline}/i/0`;
  const debt = `${airline}/d/0`;
  const pledge = { to: caterer, secures: debt };

  beforeEach(async () => {
    world = await createLotWorld();
    await world.submit('airline', 'lot:SetClass', { ...CLASS, classId: DEBTS, kind: 'obligation' });
    await world.issue('i', [{ holder: RETAILER, quantity: '100' }]);
    await world.issue('d', [{ holder: BANK, quantity: '60', dueAt: DUE_MS }], DEBTS);
    await world.move('retailer', {
      ...{ ref: 'p', kind: 'pledge', inputs: [lot] },
      outputs: [
        [RETAILER, 80, pledge],
        [RETAILER, 20],
      ],
    });
  });

  const pledged = `${retailer}/p/m0`;
  const transfer = { ref: 't', kind: 'transfer', inputs: [pledged], outputs: [[BANK, 80]] } as const;
  const foreclose = {
    ref: 'f',
    kind: 'foreclose',
    inputs: [pledged],
    outputs: [[BANK, 80]],
    settles: debt,
  } as const;

  it('stays its holder’s, who cannot move it', async () => {
    expect(await world.lot(pledged)).to.deep.include({
      holder: RETAILER,
      keeper: caterer,
      pledge,
      status: 'unspent',
    });
    for (const kind of ['transfer', 'split', 'retire'] as const) {
      const move = { ...transfer, kind, outputs: [[RETAILER, 80]] } as const;
      expect(await world.refusedMove('retailer', move), kind).to.equal('LOT_PLEDGED inputs[0]');
    }
    for (const kind of ['release', 'foreclose'] as const) {
      const move = {
        ...foreclose,
        kind,
        outputs: [[RETAILER, 80]],
        ...(kind === 'release' ? { settles: undefined } : {}),
      };
      expect(await world.refusedMove('retailer', move as never), kind).to.match(/NOT_A_PARTY/);
    }
    await world.move('retailer', {
      ref: 'free',
      kind: 'transfer',
      inputs: [`${retailer}/p/m1`],
      outputs: [[BANK, 20]],
    });
  });

  it('goes to no company to which the class would not let it go', async () => {
    const cases = [
      { transfer: 'none' },
      { transfer: 'issuer' },
      { transfer: 'partners', partners: [COMPANIES.forwarder] },
      { toWalletsOnly: true },
    ];
    for (const [index, change] of cases.entries()) {
      const classId = `${airline}/narrow-${index}`;
      await world.submit('airline', 'lot:SetClass', { ...CLASS, classId, ...change });
      await world.issue(`n-${index}`, [{ holder: RETAILER, quantity: '1' }], classId);
      const move = { classId, kind: 'pledge', inputs: [`${airline}/n-${index}/0`] } as const;
      expect(
        await world.refusedMove('retailer', { ...move, ref: 'n', outputs: [[RETAILER, 1, pledge]] }),
      ).to.equal('HOLDER_FORBIDDEN outputs[0].pledge.to');
    }
  });

  it('is released by the company that it is pledged to', async () => {
    const release = { ref: 'r', kind: 'release', inputs: [pledged], outputs: [[RETAILER, 80]] } as const;
    expect(await world.refusedMove('caterer', { ...release, outputs: [[BANK, 80]] })).to.equal(
      'HOLDER_FORBIDDEN outputs[0].holder',
    );
    expect(await world.refusedMove('caterer', transfer)).to.equal('LOT_PLEDGED inputs[0]');
    await world.move('caterer', release);
    await world.move('retailer', { ...transfer, inputs: [`${caterer}/r/m0`] });
  });

  it('is foreclosed only when the very obligation is due and unpaid, which it uses up', async () => {
    expect(await world.refusedMove('caterer', foreclose)).to.equal('NOT_DUE settles');
    world.ledger.nowMs = DUE_MS;
    expect(await world.refusedMove('caterer', { ...foreclose, outputs: [[RETAILER, 80]] })).to.equal(
      'HOLDER_FORBIDDEN outputs[0].holder',
    );
    await world.issue('e', [{ holder: BANK, quantity: '60', dueAt: NOON_MS }], DEBTS);
    expect(await world.refusedMove('caterer', { ...foreclose, settles: `${airline}/e/0` })).to.equal(
      'NOT_DUE settles',
    );
    expect(await world.refusedMove('caterer', { ...foreclose, settles: `${airline}/i/0` })).to.equal(
      'LOT_SPENT settles',
    );
    await world.move('caterer', foreclose);
    expect(await world.lot(debt)).to.include({ status: 'spent' });
    expect(await world.lot(`${caterer}/f/m0`)).to.include({ holder: BANK, quantity: '80' });
  });

  it('is not foreclosed once the obligation was paid', async () => {
    await world.move('caterer', { classId: DEBTS, ref: 'paid', kind: 'retire', inputs: [debt] });
    world.ledger.nowMs = DUE_MS;
    expect(await world.refusedMove('caterer', foreclose)).to.equal('LOT_SPENT settles');
  });
});

describe('a reversal', () => {
  const wallet = createTestWallet();
  const DAY_MS = 24 * HOUR_MS;
  let world: LotWorld;

  beforeEach(async () => {
    world = await createLotWorld();
    await world.submit('airline', 'lot:SetClass', { ...CLASS, version: 1, reversalDays: 2 });
    const lots = [
      { holder: wallet.holder, quantity: '10' },
      { holder: RETAILER, quantity: '10' },
    ];
    await world.submit('airline', 'lot:Issue', { classId: CLASS_ID, ref: 'i', version: 1, lots });
    await world.issue('old', [{ holder: wallet.holder, quantity: '10' }]).catch(() => undefined);
  });

  const reverse = {
    ref: 'r',
    kind: 'reverse',
    inputs: [`${airline}/i/0`],
    outputs: [[wallet.holder, 4]],
  } as const;

  it('takes back what the wallet did not spend, within the days of the class, by the issuer alone', async () => {
    world.ledger.nowMs += 2 * DAY_MS;
    expect(await world.refusedMove('retailer', reverse)).to.equal('NOT_A_PARTY inputs[0]');
    expect(await world.refusedMove('airline', { ...reverse, outputs: [[wallet.holder, 11]] })).to.equal(
      'SUMS_DIFFER outputs',
    );
    await world.move('airline', reverse);
    expect(await world.lot(`${airline}/r/m0`)).to.include({ quantity: '4' });
    expect(
      await world.refusedMove('airline', {
        ...reverse,
        ref: 'r-2',
        inputs: [`${airline}/r/m0`],
        outputs: [],
      }),
    ).to.equal('REVERSAL_LATE inputs[0]');
  });

  it('is too late afterwards, and touches no company’s lots', async () => {
    expect(
      await world.refusedMove('airline', { ...reverse, inputs: [`${airline}/i/1`], outputs: [] }),
    ).to.equal('NOT_A_PARTY inputs[0]');
    expect(
      await world.refusedMove('retailer', { ...reverse, inputs: [`${airline}/i/1`], outputs: [] }),
    ).to.equal('STATE kind');
    world.ledger.nowMs += 2 * DAY_MS + 1;
    expect(await world.refusedMove('airline', reverse)).to.equal('REVERSAL_LATE inputs[0]');
  });
});
