import { expect } from 'chai';
import { ProductFacts } from '../testing/product-facts';
import { mayReport, readItem } from './steps-life';

describe('statements about items', () => {
  let world: ProductFacts;

  beforeEach(() => {
    world = new ProductFacts();
    const cell = world.class('cell');
    const watch = world.class('watch', { regime: 'enforced', reporters: ['B'] });
    const serials = Array.from({ length: 10 }, (_, n) => `S-${n}`);
    world.made('cells', cell, { classId: 'A/cell', serials });
    world.made('packs', cell, { classId: 'A/cell', serials: ['P-0', 'P-1', 'P-2'] });
    world.made('watches', watch, { classId: 'A/watch', serials: ['W-0', 'W-1'], isEnforced: true });
  });

  const [P0, P1] = ['A/packs/0', 'A/packs/1'];
  const group = (parent: string, ...children: string[]) => ({ parent, children });

  describe('that link challenged items', () => {
    it('hold where all items were made, group by group', async () => {
      expect(await world.verdict(world.linked('add', group(P0, 'A/cells/0-4', 'A/cells/9')))).to.equal(true);
      for (const each of [group('A/packs/3', 'A/cells/0'), group(P0, 'A/cells/0', 'A/cells/9-10')]) {
        expect(await world.verdict(world.linked('add', each))).to.equal(false);
        const both = world.linked('add', [group(P1, 'A/cells/7'), each]);
        expect(await world.verdict(both)).to.deep.equal([1]);
      }
      const numbered = { ...group(P0, 'A/cells/1'), number: 1 };
      expect(await world.verdict(world.linked('add', numbered)), 'no steps').to.equal(false);
    });

    it('end a link of the same items in the same parent', async () => {
      const added = world.linked('add', [group(P0, 'A/cells/0-4'), group(P1, 'A/cells/5')]);
      const removal = (parent: string, child: string, after?: string) =>
        world.verdict(world.linked('remove', { ...group(parent, child), ...(after && { after }) }));
      expect(await removal(P0, 'A/cells/2', added)).to.equal(true);
      expect(await removal(P1, 'A/cells/5', added)).to.equal(true);
      expect(await removal(P0, 'A/cells/2'), 'without the link').to.equal(false);
      expect(await removal(P1, 'A/cells/2', added), 'of another parent').to.equal(false);
      expect(await removal(P0, 'A/cells/3-5', added), 'of more items').to.equal(false);
      expect(await removal(P0, 'A/cells/2', 'f'.repeat(64)), 'after nothing').to.equal(false);
      const mark = world.marked({ items: 'A/cells/2', kind: 'sold' });
      expect(await removal(P0, 'A/cells/2', mark), 'after a mark').to.equal(false);
    });

    it('follow a removal of the items, or of what they are in', async () => {
      const added = world.linked('add', [group(P0, 'A/cells/0-4'), group('A/packs/2', P1)]);
      const out = world.linked('remove', { ...group(P0, 'A/cells/0-2'), after: added });
      const parentOut = world.linked('remove', { ...group('A/packs/2', P1), after: added });
      const again = (parent: string, child: string, after: string) =>
        world.verdict(world.linked('add', { ...group(parent, child), after }));
      expect(await again(P1, 'A/cells/1', out)).to.equal(true);
      expect(await again(P1, 'A/cells/2-3', out), 'of more items').to.equal(false);
      expect(await again(P1, 'A/cells/1', added), 'after a link').to.equal(false);
      expect(await again(P1, 'A/cells/8', parentOut), 'after the parent was taken out').to.equal(true);
      expect(await again(P0, 'A/cells/8', parentOut), 'into another parent').to.equal(false);
    });
  });

  describe('that mark challenged items', () => {
    it('hold where the items were made', async () => {
      const marks = [
        { items: 'A/cells/0-9', kind: 'sold' },
        { items: 'A/cells/9-10', kind: 'sold' },
        { items: 'A/cells/1', kind: 'sold', number: 1 },
      ] as const;
      expect(await world.verdict(world.marked(marks))).to.deep.equal([1, 2]);
    });

    it('follow a return of all items', async () => {
      const returned = world.marked([
        { items: 'A/cells/9', kind: 'sold' },
        { items: 'A/cells/0-4', kind: 'returned' },
      ]);
      const sale = (items: string, after: string) =>
        world.verdict(world.marked({ items, kind: 'sold', after }));
      expect(await sale('A/cells/1-2', returned)).to.equal(true);
      expect(await sale('A/cells/4-5', returned), 'of more items').to.equal(false);
      expect(await sale('A/cells/9', returned), 'after a sale').to.equal(false);
      expect(await sale('A/cells/1', 'f'.repeat(64)), 'after nothing').to.equal(false);
    });
  });

  describe('about enforced items', () => {
    const W0 = 'A/watches/0';
    const step = (number: number, kind: 'sold' | 'returned' | 'stolen', change: object = {}) =>
      world.verdict(world.marked({ items: W0, kind, number, ...change }));
    const life = async (item = W0) => {
      const found = await readItem(world.facts, item);
      if (found === undefined || 'rejected' in found) return found;
      const { steps, state, nextNumber } = found.found;
      return { numbers: steps.map(({ number }) => number), ...state, nextNumber };
    };

    it('are steps in an order, by the maker and those whom the class names', async () => {
      expect(await life()).to.deep.equal({ numbers: [], status: 'made', parent: undefined, nextNumber: 1 });
      expect(await step(1, 'sold')).to.equal(true);
      expect(await step(2, 'sold'), 'sold again').to.equal(false);
      expect(await step(3, 'returned')).to.equal(true);
      expect(await world.verdict(world.marked({ items: W0, kind: 'sold', number: 4 }, { by: 'C' }))).to.equal(
        false,
      );
      expect(await world.verdict(world.marked({ items: W0, kind: 'sold', number: 5 }, { by: 'A' }))).to.equal(
        true,
      );
      expect(await life()).to.deep.equal({
        ...{ numbers: [1, 3, 5], status: 'sold', parent: undefined, nextNumber: 6 },
      });
    });

    it('have a number, and follow no other statement', async () => {
      expect(await world.verdict(world.marked({ items: W0, kind: 'sold' }))).to.equal(false);
      expect(await step(1, 'sold', { after: 'f'.repeat(64) })).to.equal(false);
      expect(await step(7, 'sold'), 'beyond the series').to.equal(false);
      expect(await world.verdict(world.marked({ items: 'A/watches/2', kind: 'sold', number: 1 }))).to.equal(
        false,
      );
    });

    it('put them into one parent, and take them out of it', async () => {
      const link = (action: 'add' | 'remove', parent: string, number: number) =>
        world.verdict(world.linked(action, { ...group(parent, W0), number }));
      expect(await link('remove', P0, 1), 'out of nothing').to.equal(false);
      expect(await link('add', P0, 2)).to.equal(true);
      expect(await link('add', P1, 3), 'into another one').to.equal(false);
      expect(await link('remove', P1, 4), 'out of another one').to.equal(false);
      expect(await life()).to.include({ parent: P0, nextNumber: 5 });
      expect(await link('remove', P0, 5)).to.equal(true);
      expect(await life()).to.deep.include({ numbers: [2, 5], parent: undefined });
    });

    it('are found by the id of one item that was made', async () => {
      expect(await life('A/cells/3')).to.deep.equal({
        ...{ numbers: [], status: 'made', parent: undefined, nextNumber: 1 },
      });
      expect(await life('A/cells/10')).to.equal(undefined);
      expect(await life('A/cells/3-4')).to.equal(undefined);
      expect(await life('A/none/0')).to.equal(undefined);
      expect(await life('what')).to.equal(undefined);
    });

    it('are reported by the maker, and by companies that the class names', async () => {
      const found = await readItem(world.facts, W0);
      if (found === undefined || 'rejected' in found) throw new TypeError('an item');
      const may = ['A', 'B', 'C'].map((company) => mayReport(found.found.made, company));
      expect(may).to.deep.equal([true, true, false]);
    });
  });
});
