import {
  createPassport,
  KonttiError,
  verifyPassportEntry,
  type KonttiClient,
  type KonttiEvent,
} from '@kontti/client-sdk';
import type { Stage, Story } from './story';

const CELLS = 12_000;
const MODULES = 100;
const PACKS = 10;
const COMPANIES = { cells: 'CellMSP', packs: 'PackMSP', cars: 'CarMSP', authority: 'SurveyMSP' };

/** A maker of cells, one of packs and one of cars trace a cell that swells to the cars on the road, and show a passport to who may read it. */
export const battery: Story = {
  about:
    'cell, module, pack, car: a recall both ways, a contradiction proven, and a passport opened by reader group',
  companies: COMPANIES,

  async run(stage) {
    await build(stage);
    const refused = await contradictions(stage);
    const passport = await showPassport(stage);
    const block = await recall(stage);
    const found = figuresOf(await stage.events('cars', block));
    return [
      { name: 'cells in cars', expected: CELLS, found: found.cellsInCars },
      { name: 'modules with a recalled cell', expected: 2, found: found.modules },
      { name: 'packs with a recalled cell', expected: 1, found: found.packs },
      { name: 'cars with a recalled cell', expected: `${COMPANIES.cars}/cars/4`, found: found.cars },
      { name: 'cars called in', expected: `${COMPANIES.cars}/cars/4`, found: found.calledIn },
      { name: 'a module in two packs', expected: 'twoParents', found: found.contradictions },
      { name: 'a pack inside itself', expected: 'FIELD_CONFLICT', found: refused },
      { name: 'entries that the public opened', expected: 2, found: passport.public },
      { name: 'entries that the authority opened', expected: 1, found: passport.authorities },
      { name: 'a passport with another capacity', expected: 'INCLUSION_INVALID', found: passport.altered },
    ];
  },
};

const ids = (company: string, ref: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${company}/${ref}/${n}`);

const serials = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${name}-${n}`);

/** Three companies make things out of one another's: 12,000 cells are one fact, and so are the hundred modules that they go into. */
async function build({ client }: Stage): Promise<void> {
  const [cells, packs, cars] = [client('cells'), client('packs'), client('cars')];
  const classes: readonly (readonly [KonttiClient, string, number?])[] = [
    [cells, 'cell', 100_000],
    [packs, 'module'],
    [packs, 'pack'],
    [cars, 'car'],
  ];
  for (const [maker, name, runLength] of classes) {
    await maker.products.setClass({
      ...{ classId: `${maker.mspId}/${name}`, version: 0, name, regime: 'challenged' },
      ...(runLength === undefined ? {} : { runLength }),
    });
  }
  const make = (maker: KonttiClient, name: string, ref: string, count: number) =>
    maker.products.make({
      classId: `${maker.mspId}/${name}`,
      version: 0,
      ref,
      serials: serials(name, count),
    });
  await cells.products.make({
    ...{ classId: 'CellMSP/cell', version: 0, ref: 'B-17', batch: 'B-17' },
    run: { first: 0, count: CELLS },
  });
  await make(packs, 'module', 'modules', MODULES);
  await make(packs, 'pack', 'packs', PACKS);
  await make(cars, 'car', 'cars', PACKS);

  const each = CELLS / MODULES;
  const modules = ids('PackMSP', 'modules', MODULES);
  const cellsOf = (n: number): string => `CellMSP/B-17/${n * each}-${(n + 1) * each - 1}`;
  const intoModules = modules.map((parent, n) => ({ parent, children: [cellsOf(n)] }));
  await packs.products.link({ ref: 'modules', kind: 'installed', action: 'add', groups: intoModules });
  const intoPacks = ids('PackMSP', 'packs', PACKS).map((parent, n) => ({
    parent,
    children: modules.slice(n * 10, (n + 1) * 10),
  }));
  await packs.products.link({ ref: 'packs', kind: 'installed', action: 'add', groups: intoPacks });
  const intoCars = ids('CarMSP', 'cars', PACKS).map((parent, n) => ({
    parent,
    children: [`PackMSP/packs/${n}`],
  }));
  await cars.products.link({ ref: 'cars', kind: 'installed', action: 'add', groups: intoCars });
}

/** A workshop says that module 7 is in pack 9; the authority shows that it cannot be in both. What a fact itself shows to be wrong is refused. */
async function contradictions({ client, events }: Stage): Promise<string> {
  const cars = client('cars');
  const other = [{ parent: 'PackMSP/packs/9', children: ['PackMSP/modules/7'] }];
  const said = await cars.products.link({ ref: 'workshop', kind: 'installed', action: 'add', groups: other });
  const linked = (await events('authority', said.block)).find(
    (event) => event.type === 'product.linked' && event.key === 'links/PackMSP/packs' && event.index === 0,
  );
  await client('authority').products.contradict({
    ...{ ref: 'module-7', kind: 'twoParents', item: 'PackMSP/modules/7' },
    evidence: [
      { fact: linked?.digest ?? '', index: 0 },
      { fact: said.result.digest, index: 0 },
    ],
  });
  const groups = [{ parent: 'PackMSP/packs/0', children: ['PackMSP/packs/0'] }];
  return await codeOf(cars.products.link({ ref: 'itself', kind: 'installed', action: 'add', groups }));
}

/** Everybody reads the capacity; how the pack is taken apart is for workshops, and test reports are for authorities. */
async function showPassport({ client }: Stage) {
  const itemId = 'PackMSP/packs/4';
  const passport = createPassport({
    itemId,
    entries: [
      { group: 'public', name: 'ratedCapacityAh', value: 80 },
      { group: 'public', name: 'chemistry', value: 'NMC 811' },
      { group: 'legitimateInterest', name: 'dismantling', value: 'three screws, then the cover' },
      { group: 'authorities', name: 'testReport', value: 'TR-2026-14' },
    ],
  });
  const { root, leaves } = passport;
  const anchor = { name: 'battery passport', root, leaves, references: [itemId] };
  await client('packs').records.anchor({ ref: 'passport-4', anchors: [anchor] });

  // Each reader has the root from its own peer, and the entries of its group from the maker.
  const anchored = await client('authority').records.get({ recordId: 'PackMSP/passport-4/0' });
  const known = { itemId, root: anchored.root ?? '', leaves: anchored.leaves ?? 0 };
  const shown = { public: passport.open('public'), authorities: passport.open('authorities') };
  for (const entry of [...shown.public, ...shown.authorities]) verifyPassportEntry(entry, known);
  const [capacity] = shown.public;
  const altered = await codeOf(async () => {
    if (capacity !== undefined) verifyPassportEntry({ ...capacity, value: 100 }, known);
  });
  return { public: shown.public.length, authorities: shown.authorities.length, altered };
}

/** Cells 5,030 to 5,045 swell. The maker of cars finds which cars they are in, and calls these in. */
async function recall({ client }: Stage): Promise<bigint> {
  await client('cells').products.recall({
    ...{ ref: 'R-1', classId: 'CellMSP/cell', reason: 'swells when charged at frost' },
    items: ['CellMSP/B-17/5030-5045'],
  });
  const answer = { recallId: 'CellMSP/R-1', as: 'quarantined' as const };
  await client('packs').products.answerRecall({ ...answer, ref: 'A-1', as: 'notFound' });
  const { block } = await client('cars').products.answerRecall({
    ...answer,
    ref: 'A-1',
    items: ['CarMSP/cars/4'],
  });
  return block;
}

interface Link {
  readonly parent: string;
  readonly children: readonly string[];
}

/** Every figure anew from facts: which links hold, what is recalled, and where both lead. */
function figuresOf(facts: readonly KonttiEvent[]) {
  const contradicted = facts.flatMap((event) => (event.type === 'product.contradicted' ? [event.body] : []));
  const disputed = new Set(contradicted.flatMap(({ evidence }) => evidence.slice(1).map(({ fact }) => fact)));
  const links = facts.flatMap((event) =>
    event.type === 'product.linked' && !disputed.has(event.digest) ? [event.body] : [],
  );
  const recalled = facts.flatMap((event) => (event.type === 'product.recalled' ? event.body.items : []));
  const answers = facts.flatMap((event) => (event.type === 'product.answered' ? [event.body] : []));
  const found = [...climb(links, recalled)];
  const of = (ref: string): string[] => found.filter((item) => item.includes(`/${ref}/`));
  const cars = ids('CarMSP', 'cars', PACKS);
  return {
    cellsInCars: cars.reduce((sum, car) => sum + countCells(links, car), 0),
    modules: of('modules').length,
    packs: of('packs').length,
    cars: of('cars').join(', '),
    calledIn: answers
      .filter(({ as }) => as === 'quarantined')
      .flatMap(({ items }) => items)
      .join(', '),
    contradictions: contradicted.map(({ kind }) => kind).join(', '),
  };
}

/** The items of a text: `<MSP id>/<ref>`, the first and the last number. */
function rangeOf(text: string): readonly [string, number, number] {
  const end = text.lastIndexOf('/');
  const [first = 0, last = first] = text
    .slice(end + 1)
    .split('-')
    .map(Number);
  return [text.slice(0, end), first, last];
}

function touch(left: string, right: string): boolean {
  const [[a, from, to], [b, first, last]] = [rangeOf(left), rangeOf(right)];
  return a === b && from <= last && first <= to;
}

/** All that some items are in. */
function climb(links: readonly Link[], items: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (let level: readonly string[] = items; level.length > 0;) {
    const above = links.filter(({ children }) =>
      children.some((child) => level.some((item) => touch(child, item))),
    );
    level = above.map(({ parent }) => parent).filter((parent) => !found.has(parent));
    for (const parent of level) found.add(parent);
  }
  return found;
}

function countCells(links: readonly Link[], item: string): number {
  const children = links.filter(({ parent }) => touch(parent, item)).flatMap((link) => link.children);
  return children.reduce((sum, child) => {
    const [items, first, last] = rangeOf(child);
    return sum + (items === 'CellMSP/B-17' ? last - first + 1 : countCells(links, child));
  }, 0);
}

async function codeOf(work: Promise<unknown> | (() => Promise<unknown>)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work);
    return 'taken';
  } catch (error) {
    return error instanceof KonttiError ? error.code : 'failed';
  }
}
