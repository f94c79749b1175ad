import { LIMITS, type ItemRecord } from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import { ENFORCED, createProductWorld, type ProductWorld } from '../testing/product-world';
import { COMPANIES, othersThan } from '../testing/world';

const { airline, caterer, retailer } = COMPANIES;
const [WATCH, OTHER, BOX] = [0, 1, 2].map((n) => `${airline}/watches/${n}`);

describe('an enforced item', () => {
  let world: ProductWorld;

  beforeEach(async () => {
    world = await createProductWorld();
  });

  const mark = (kind: string, number: number, items = WATCH) => ({
    ref: `${kind}-${number}`,
    marks: [{ items, kind, number }],
  });
  const link = (number: number, change: object = {}, action = 'add') => ({
    ...{ ref: `l-${action}-${number}`, kind: 'aggregated', action },
    groups: [{ parent: BOX, children: [WATCH], number, ...change }],
  });
  const item = (itemId = WATCH) => world.evaluate<ItemRecord>('product:GetItem', { itemId });

  it('is sold once, returned, and sold again, by who may report', async () => {
    expect(await item()).to.include({ status: 'made', nextNumber: 1, serial: 'W-1' });
    await world.submit('caterer', 'product:Mark', mark('sold', 1));
    expect(await item()).to.include({ status: 'sold', nextNumber: 2 });
    const cases: [Parameters<ProductWorld['refusal']>[0], object, string][] = [
      ['caterer', mark('sold', 2), 'STATE'],
      ['caterer', mark('dispensed', 2), 'STATE'],
      ['caterer', mark('returned', 3), 'SEQUENCE'],
      ['caterer', mark('returned', 1), 'SEQUENCE'],
      ['retailer', mark('returned', 2), 'NOT_A_PARTY'],
      ['caterer', { ref: 'x', marks: [{ items: WATCH, kind: 'returned' }] }, 'STATE'],
    ];
    for (const [by, request, code] of cases) {
      expect(await world.refusal(by, 'product:Mark', request), code).to.include({ code });
    }
    await world.submit('airline', 'product:Mark', mark('returned', 2));
    await world.submit('caterer', 'product:Mark', mark('sold', 3));
    expect(await item()).to.include({ status: 'sold', nextNumber: 4 });
  });

  it('has one marker for its serial number', async () => {
    const make = { classId: ENFORCED, version: 0, ref: 'again' };
    const same = { ...make, serials: ['W-9', 'W-1'] };
    expect(await world.refusal('airline', 'product:Make', same)).to.include({ code: 'ALREADY_EXISTS' });
    const run = { ...make, run: { first: 0, count: 1 } };
    expect(await world.refusal('airline', 'product:Make', run)).to.include({ code: 'STATE' });
    const many = { ...make, serials: Array.from({ length: 101 }, (_, n) => `M-${n}`) };
    expect(await world.refusal('airline', 'product:Make', many)).to.include({ code: 'STATE' });
  });

  it('is in one other item, and never in itself', async () => {
    await world.submit('airline', 'product:Link', link(1));
    expect(await item()).to.include({ parent: BOX });
    const second = link(2, { parent: OTHER });
    expect(await world.refusal('caterer', 'product:Link', second)).to.include({ code: 'STATE' });
    const cycle = link(1, { parent: WATCH, children: [BOX] });
    expect(await world.refusal('caterer', 'product:Link', cycle)).to.include({
      code: 'STATE',
      field: 'groups[0].parent',
    });
    await world.submit('caterer', 'product:Link', link(2, {}, 'remove'));
    expect(await item()).not.to.have.property('parent');
    await world.submit('caterer', 'product:Link', link(3, { parent: OTHER }));
    expect(await item()).to.include({ parent: OTHER, nextNumber: 4 });
  });

  it('takes one of two steps that race', async () => {
    const simulate = (ref: string) =>
      world.ledger.simulate({
        as: world.admins.caterer,
        method: 'product:Mark',
        request: { ...mark('sold', 1), ref },
      });
    const both = [await simulate('a'), await simulate('b')];
    expect(both.map((each) => world.ledger.commit(each)).filter((code) => code === 'VALID')).to.have.length(
      1,
    );
  });

  it('takes so many steps and no more', async () => {
    const max = LIMITS.itemStepsMax;
    const step = (number: number) => mark(number % 2 === 1 ? 'sold' : 'returned', number);
    for (let number = 1; number <= max; number += 1) {
      await world.submit('caterer', 'product:Mark', step(number));
    }
    expect(await item()).to.include({ nextNumber: max + 1 });
    expect(await world.refusal('caterer', 'product:Mark', step(max + 1))).to.deep.include({
      ...{ code: 'SERIES_TOO_LONG', field: 'marks[0].number', details: { max } },
    });
  });

  it('has no step that others seal without its maker, or that its state does not allow', async () => {
    const key = `marks/${caterer}/forged`;
    const content = { type: 'product.marked', key, body: { marks: mark('sold', 1).marks } } as const;
    const alone = forgedFact({ ...content, sealedBy: [caterer] } as never);
    world.ledger.forge({ coalition: othersThan('airline'), writes: alone.writes });
    expect(await item()).to.include({ status: 'made' });

    // With its maker's peers the series is what they make of it, but what the state does not allow uses a number up.
    await world.submit('caterer', 'product:Mark', mark('sold', 1));
    const body = { marks: mark('dispensed', 2).marks };
    const again = forgedFact({ type: 'product.marked', key: `${key}2`, body } as never);
    world.ledger.forge({ coalition: Object.values(COMPANIES), writes: again.writes });
    expect(await item()).to.include({ status: 'sold', nextNumber: 3 });
    const status = await world.evaluate<{ status: string }>('company:GetFactStatus', { key: `${key}2` });
    expect(status).to.include({ status: 'void' });

    const stranger = `marks/${retailer}/forged`;
    const by = forgedFact({
      type: 'product.marked',
      key: stranger,
      body: { marks: mark('returned', 3).marks },
    } as never);
    world.ledger.forge({ coalition: Object.values(COMPANIES), writes: by.writes });
    expect(await item()).to.include({ status: 'sold', nextNumber: 4 });
  });
});
