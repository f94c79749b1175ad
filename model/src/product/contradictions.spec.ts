import { expect } from 'chai';
import { ProductFacts } from '../testing/product-facts';
import type { ItemsContradicted } from './contradiction';

const [P0, P1, P2] = ['A/packs/0', 'A/packs/1', 'A/packs/2'];
const CELL = 'A/cells/3';

describe('contradictions about items', () => {
  let world: ProductFacts;
  let count: number;

  beforeEach(() => {
    count = 0;
    world = new ProductFacts();
    const cell = world.class('cell');
    world.made('cells', cell, { classId: 'A/cell', serials: ['0', '1', '2', '3', '4'] });
    world.made('packs', cell, { classId: 'A/cell', serials: ['P-0', 'P-1', 'P-2'] });
  });

  const holds = async (
    kind: ItemsContradicted['kind'],
    evidence: readonly (string | readonly [fact: string, index: number])[],
    item: string | undefined = CELL,
  ) => {
    count += 1;
    const named = evidence.map((each) =>
      typeof each === 'string' ? { fact: each, index: 0 } : { fact: each[0], index: each[1] },
    );
    const isAboutItem = kind !== 'cycle' && kind !== 'sameSerial';
    const digest = world.facts.add({
      ...{ type: 'product.contradicted', key: `contradiction/C/${count}` },
      body: { kind, evidence: named, ...(isAboutItem ? { item } : {}) },
    });
    return await world.verdict(digest);
  };
  const add = (parent: string, ...children: string[]) => world.linked('add', { parent, children });
  const sold = (items: string, kind: 'sold' | 'dispensed' | 'stolen' = 'sold', change: object = {}) =>
    world.marked({ items, kind, ...change });

  it('are two parents of one item, by different links after the same statement', async () => {
    const [first, second, same] = [
      add(P0, 'A/cells/0-1', 'A/cells/3'),
      add(P1, 'A/cells/2-4'),
      add(P0, CELL),
    ];
    expect(await holds('twoParents', [first, second])).to.equal(true);
    expect(await holds('twoParents', [first, second], 'A/cells/4'), 'in one of them').to.equal(false);
    expect(await holds('twoParents', [first, same]), 'one parent').to.equal(false);
    const out = world.linked('remove', { parent: P0, children: [CELL], after: first });
    const later = world.linked('add', { parent: P2, children: [CELL], after: out });
    expect(await holds('twoParents', [second, later]), 'after a removal').to.equal(false);
    expect(await holds('twoParents', [second, out]), 'a removal').to.equal(false);
    const used = world.linked('add', { parent: P2, children: [CELL] }, { kind: 'transformed' });
    expect(await holds('twoParents', [second, used]), 'used up').to.equal(false);
  });

  it('are one link that ended twice', async () => {
    const first = add(P0, 'A/cells/2-4');
    const out = () => world.linked('remove', { parent: P0, children: [CELL], after: first });
    const [once, twice] = [out(), out()];
    expect(await holds('endedTwice', [once, twice])).to.equal(true);
    const other = world.linked('remove', { parent: P0, children: ['A/cells/2'], after: first });
    expect(await holds('endedTwice', [once, other])).to.equal(false);
    const again = add(P0, 'A/cells/3-4');
    const later = world.linked('remove', { parent: P0, children: [CELL], after: again });
    expect(await holds('endedTwice', [once, later]), 'of another link').to.equal(false);
  });

  it('are sales of one item after the same return', async () => {
    const [first, second, part] = [sold('A/cells/0-3'), sold('A/cells/3', 'dispensed'), sold('A/cells/0-2')];
    expect(await holds('soldTwice', [first, second])).to.equal(true);
    expect(await holds('soldTwice', [first, part]), 'in one of them').to.equal(false);
    expect(await holds('soldTwice', [first, sold(CELL, 'stolen')]), 'no sale').to.equal(false);
    const back = world.marked({ items: CELL, kind: 'returned' });
    const again = [sold(CELL, 'sold', { after: back }), sold(CELL, 'dispensed', { after: back })] as const;
    expect(await holds('soldTwice', [first, again[0]]), 'returned in between').to.equal(false);
    expect(await holds('soldTwice', again)).to.equal(true);
  });

  it('are links in a circle, each parent in the next one', async () => {
    const [a, b, c] = [add(P0, P2, 'A/cells/0'), add(P1, 'A/cells/1', P0), add(P2, P1)];
    expect(await holds('cycle', [a, b, c])).to.equal(true);
    expect(await holds('cycle', [a, c, b]), 'in another order').to.equal(false);
    expect(await holds('cycle', [a, b]), 'open').to.equal(false);
    const out = world.linked('remove', { parent: P2, children: [P1], after: c });
    expect(await holds('cycle', [a, b, out]), 'a removal').to.equal(false);
    const later = world.linked('add', { parent: P2, children: [P1], after: out });
    expect(await holds('cycle', [a, b, later]), 'a link that could have come later').to.equal(false);
  });

  it('are not shown by what is none, is of another kind, or does not hold', async () => {
    const [link, second, sale] = [add(P0, CELL), add(P1, CELL), sold(CELL)];
    const forged = add(P2, CELL, 'A/cells/9');
    const nothing = 'f'.repeat(64);
    for (const [what, evidence] of [
      ['no fact', nothing],
      ['a sale', sale],
      ['a link that does not hold', forged],
      ['a group that is not there', [second, 1]],
    ] as const) {
      expect(await holds('twoParents', [link, evidence]), what).to.equal(false);
      expect(await holds('twoParents', [evidence, link]), what).to.equal(false);
    }
    const other = sold('A/cells/2-9');
    for (const evidence of [nothing, link, other, [sold(CELL), 1]] as const) {
      expect(await holds('soldTwice', [sale, evidence])).to.equal(false);
    }
    for (const evidence of [nothing, link, sale] as const) {
      expect(await holds('sameSerial', [evidence, [evidence, 1]])).to.equal(false);
    }
  });
});
