import { expect } from 'chai';
import { LIMITS } from '../limits';
import { leafHash, merkleLevels, merklePath } from '../merkle';
import { ProductFacts } from '../testing/product-facts';
import { ItemsReader, planMaking, readItems, readRange } from './items-life';
import { itemRangeOf } from './item-range';
import type { ItemsMade } from './items';
import type { ProductClass } from './product-class';
import { readRecall } from './recall-life';
import { serialLeaf } from './serial-tree';

const cells = 'A/cell';
const run = (first: number, count: number, runNumber?: number): Partial<ItemsMade> => ({
  run: { first, count },
  ...(runNumber === undefined ? {} : { runNumber }),
});
const listed = (...serials: string[]): Partial<ItemsMade> => ({ serials });

describe('items of products', () => {
  let world: ProductFacts;
  let cell: string;
  let watch: string;

  beforeEach(() => {
    world = new ProductFacts();
    cell = world.class('cell', { runLength: 10, gtin: '04012345000009' });
    watch = world.class('watch', { regime: 'enforced', reporters: ['B'] });
  });

  const holds = async (version: string, classId: string, body: Partial<ItemsMade>) =>
    await world.verdict(world.made('x', version, { classId, ...body }));

  it('are planned as their class says, or refused by field and rule', () => {
    const challenged: ProductClass = { name: 'cell', regime: 'challenged', reporters: [], runLength: 10 };
    const enforced: ProductClass = { name: 'watch', regime: 'enforced', reporters: [] };
    const many = Array.from({ length: LIMITS.enforcedItemsMax }, (_, n) => `S-${n}`);
    const plan = (conditions: Parameters<typeof planMaking>[0], items: Partial<ItemsMade>) =>
      planMaking(conditions, { classId: cells, ...items });
    expect(plan(challenged, listed('1'))).to.deep.equal({});
    expect(plan(challenged, run(20, 10))).to.deep.equal({ runNumber: 2 });
    expect(plan(challenged, run(0, 1))).to.deep.equal({ runNumber: 0 });
    expect(plan(challenged, run(20, 11))).to.deep.equal({ field: 'run.count', rule: 'at most 10' });
    expect(plan(challenged, run(25, 5))).to.deep.equal({ field: 'run.first', rule: 'a multiple of 10' });
    expect(plan({ name: 'cell', regime: 'challenged', reporters: [] }, run(0, 1))).to.deep.equal({
      ...{ field: 'run', rule: 'the class has no runs' },
    });
    expect(plan(enforced, { serials: many })).to.deep.equal({ isEnforced: true });
    expect(plan(enforced, { serials: [...many, 'more'] })).to.deep.equal({
      ...{ field: 'serials', rule: `at most ${LIMITS.enforcedItemsMax}` },
    });
    expect(plan(enforced, run(0, 1))).to.deep.equal({
      ...{ field: 'serials', rule: 'enforced items have listed serials' },
    });
  });

  it('hold where their class lets them be made so', async () => {
    expect(await holds(cell, cells, run(20, 10, 2))).to.equal(true);
    expect(await world.verdict(world.made('y', cell, { classId: cells, ...listed('1', '2') }))).to.equal(
      true,
    );
    const enforced = { classId: 'A/watch', ...listed('W-1'), isEnforced: true };
    expect(await world.verdict(world.made('z', watch, enforced))).to.equal(true);
  });

  const wrong: readonly (readonly [
    what: string,
    isEnforced: boolean,
    classId: string,
    body: Partial<ItemsMade>,
  ])[] = [
    ['another number of their run', false, cells, run(20, 10, 3)],
    ['no number of their run', false, cells, run(20, 10)],
    ['more items than a run has', false, cells, run(20, 11, 2)],
    ['a run that begins in another one', false, cells, run(25, 5, 2)],
    [
      'markers of each item where the class is challenged',
      false,
      cells,
      { ...listed('1'), isEnforced: true },
    ],
    ['no markers where the class is enforced', true, 'A/watch', listed('W-1')],
    ['a run where the class is enforced', true, 'A/watch', run(0, 1, 0)],
    ['the version of another class', true, cells, listed('1')],
  ];
  for (const [what, isEnforced, classId, body] of wrong) {
    it(`do not hold with ${what}`, async () => {
      expect(await holds(isEnforced ? watch : cell, classId, body)).to.equal(false);
      expect(await readItems(world.facts, { company: 'A', ref: 'x' })).to.deep.equal({
        rejected: { key: 'items/A/x', reason: 'void' },
      });
      expect(await readRange(world.facts, itemRangeOf('A/x/0'))).to.equal(undefined);
    });
  }

  it('do not hold under a version that is no class, or that no company recorded', async () => {
    expect(await holds('f'.repeat(64), cells, listed('1'))).to.equal(false);
    const made = world.made('y', cell, { classId: cells, ...listed('1') });
    expect(await world.verdict(world.made('z', made, { classId: cells, ...listed('2') }))).to.equal(false);
  });

  it('have each run and each enforced serial number once', async () => {
    const made = (ref: string, version: string, body: Partial<ItemsMade>, classId = cells) =>
      world.verdict(world.made(ref, version, { classId, ...body }));
    expect(await made('a', cell, run(20, 5, 2))).to.equal(true);
    expect(await made('b', cell, run(20, 5, 2))).to.equal(false);
    expect(await made('c', cell, run(30, 5, 3))).to.equal(true);
    expect(await made('d', watch, { ...listed('W-1', 'W-2'), isEnforced: true }, 'A/watch')).to.equal(true);
    expect(await made('e', watch, { ...listed('W-3', 'W-2'), isEnforced: true }, 'A/watch')).to.equal(false);
    // Serial numbers of challenged items are nobody's to take.
    expect(await made('f', cell, listed('W-1'))).to.equal(true);
    expect(await made('g', cell, listed('W-1'))).to.equal(true);
  });

  it('do not hold while a company that vouches has not sealed them', async () => {
    world.made('a', cell, { classId: cells, ...listed('1') }, { vouchers: ['B'], sealedBy: ['A'] });
    expect(await readItems(world.facts, { company: 'A', ref: 'a' })).to.deep.equal({
      rejected: { key: 'items/A/a', reason: 'unsealed' },
    });
    expect(await readItems(world.facts, { company: 'A', ref: 'none' })).to.equal(undefined);
  });

  it('and their classes keep the rule that governs them', async () => {
    const rule = world.facts.add({
      ...{ type: 'company.rule', key: 'rule/A/product/0' },
      body: { assetType: 'product', version: 0, rule: "AND('{self}', 'B')" },
    });
    const alone = world.class('alone', {}, { rule });
    const both = world.class('both', {}, { rule, vouchers: ['B'] });
    expect([await world.verdict(alone), await world.verdict(both)]).to.deep.equal([false, true]);
    const made = (ref: string, name: string, version: string, more = {}) =>
      world.verdict(world.made(ref, version, { classId: `A/${name}`, ...listed('1') }, more));
    expect(await made('a', 'alone', alone, { vouchers: ['B'] })).to.equal(false);
    expect(await made('b', 'both', both)).to.equal(false);
    expect(await made('c', 'both', both, { vouchers: ['B'] })).to.equal(true);
    const ofOther = world.facts.add({
      ...{ type: 'company.rule', key: 'rule/B/product/0' },
      body: { assetType: 'product', version: 0, rule: "AND('{self}')" },
    });
    expect(await world.verdict(world.class('borrowed', {}, { rule: ofOther }))).to.equal(false);
  });

  it('are in a range as far as they were made', async () => {
    world.made('x', cell, { classId: cells, ...listed('1', '2', '3') });
    const items = new ItemsReader(world.facts);
    for (const [range, isHeld] of [
      ['A/x/0', true],
      ['A/x/2', true],
      ['A/x/1-2', true],
      ['A/x/3', false],
      ['A/x/1-3', false],
      ['A/y/0', false],
    ] as const) {
      expect((await readRange(world.facts, itemRangeOf(range))) !== undefined, range).to.equal(isHeld);
      expect((await items.range(itemRangeOf(range))) !== undefined, range).to.equal(isHeld);
    }
    expect(await items.range({ ...itemRangeOf('A/x/0'), first: 2, last: 1 })).to.equal(undefined);
  });

  it('are recalled by who made them, and answers name that recall', async () => {
    const recall = (key: string, version: string, classId = cells, more: object = {}) =>
      world.facts.add({
        ...{ type: 'product.recalled', key, ...more },
        body: { classId, class: version, reason: 'swells', items: [], batches: ['B-1'] },
      });
    const first = recall('recall/A/R-1', cell);
    expect(await world.verdict(first)).to.equal(true);
    const second = recall('recall/A/R-2', watch);
    expect(await world.verdict(second)).to.equal(false);
    const answer = (ref: string, recallId: string, digest: string) =>
      world.facts.add({
        ...{ type: 'product.answered', key: `answers/B/${ref}` },
        body: { recallId, recall: digest, as: 'found', items: [] },
      });
    expect(await world.verdict(answer('a', 'A/R-1', first))).to.equal(true);
    expect(await world.verdict(answer('b', 'A/R-1', second))).to.equal(false);
    expect(await world.verdict(answer('c', 'A/R-2', second))).to.equal(false);
    expect(await world.verdict(answer('d', 'A/R-3', first))).to.equal(false);
    expect(await readRecall(world.facts, 'A/R-1')).to.have.nested.property('found.sealed.digest', first);
    expect(await readRecall(world.facts, 'A/R-2')).to.deep.equal({
      rejected: { key: 'recall/A/R-2', reason: 'void' },
    });
    expect(await readRecall(world.facts, 'A/R-3')).to.equal(undefined);
    const open = { vouchers: ['B'], sealedBy: ['A'] };
    recall('recall/A/R-4', cell, cells, open);
    expect(await readRecall(world.facts, 'A/R-4')).to.deep.equal({
      rejected: { key: 'recall/A/R-4', reason: 'unsealed' },
    });
    expect(await world.verdict(recall('recall/A/R-5', 'f'.repeat(64)))).to.equal(false);
  });

  describe('that have one serial number', () => {
    let count = 0;
    const contradiction = (
      evidence: readonly { readonly fact: string; readonly index: number; readonly opening?: object }[],
    ) =>
      world.facts.add({
        ...{ type: 'product.contradicted', key: `contradiction/C/${(count += 1)}` },
        body: { kind: 'sameSerial', evidence: [...evidence] as never },
      });
    const same = async (
      ...evidence: { readonly fact: string; readonly index: number; readonly opening?: object }[]
    ) => await world.verdict(contradiction(evidence));

    it('contradict each other by product number and serial number, however these are given', async () => {
      const list = world.made('list', cell, { classId: cells, ...listed('24', '25') });
      const inRun = world.made('run', cell, { classId: cells, ...run(20, 6, 2) });
      expect(await same({ fact: list, index: 1 }, { fact: inRun, index: 5 })).to.equal(true);
      expect(await same({ fact: list, index: 0 }, { fact: inRun, index: 5 })).to.equal(false);
      // What was not made has no number.
      expect(await same({ fact: list, index: 2 }, { fact: inRun, index: 6 })).to.equal(false);
      const next = world.made('next', cell, { classId: cells, ...listed('26') });
      expect(await same({ fact: next, index: 0 }, { fact: inRun, index: 6 })).to.equal(false);
      expect(await same({ fact: list, index: 2 }, { fact: next, index: 1 })).to.equal(false);
      // The same serial number of another product is another item.
      const other = world.class('other');
      const others = world.made('others', other, { classId: 'A/other', ...listed('24') });
      expect(await same({ fact: list, index: 0 }, { fact: others, index: 0 })).to.equal(false);
      // Two classes of one product number are one product.
      const again = world.class('again', { gtin: '04012345000009' });
      const agains = world.made('agains', again, { classId: 'A/again', ...listed('24') });
      expect(await same({ fact: list, index: 0 }, { fact: agains, index: 0 })).to.equal(true);
      // What does not hold says nothing.
      const forged = world.made('forged', watch, { classId: cells, ...listed('24') });
      expect(await same({ fact: list, index: 0 }, { fact: forged, index: 0 })).to.equal(false);
    });

    it('are shown by an opening where only a root is known', async () => {
      const leaves = ['23', '24', '25'].map((serial, n) => ({ serial, salt: String(n).repeat(64) }));
      const levels = merkleLevels(leaves.map((leaf) => leafHash(serialLeaf(leaf))));
      const root = levels.at(-1)?.[0]?.toString('hex') ?? '';
      const rooted = world.made('rooted', cell, { classId: cells, rooted: { root, count: 3 } });
      const list = world.made('list', cell, { classId: cells, ...listed('24') });
      const opening = (index: number, change: object = {}) => ({
        ...leaves[index],
        path: merklePath(levels, index).map((hash) => hash.toString('hex')),
        ...change,
      });
      const shown = async (index: number, given?: object) =>
        await same({ fact: list, index: 0 }, { fact: rooted, index, ...(given && { opening: given }) });
      expect(await shown(1, opening(1))).to.equal(true);
      expect(await shown(1)).to.equal(false);
      expect(await shown(0, opening(0))).to.equal(false);
      expect(await shown(0, opening(1)), 'at another place').to.equal(false);
      expect(await shown(2, opening(2, { serial: '24' })), 'another serial number').to.equal(false);
      expect(await shown(3, opening(1)), 'beyond the tree').to.equal(false);
    });
  });
});
