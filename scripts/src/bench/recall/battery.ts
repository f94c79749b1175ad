import type { KonttiEvent, Products } from '@kontti/client-sdk';

type Group = Parameters<Products['link']>[0]['groups'][number];

export const cellMaker = 'CellMSP';
export const packMaker = 'PackMSP';

const cellsOfModule = 12;
const modulesOfPack = 10;
const runLength = 100_000;
/** Groups of a fact, so that its ranges are at most 1,000. */
const modulesOfFact = 83;
const packsOfFact = 100;

/** How many of each kind there are for so many cells. */
export interface Battery {
  readonly cells: number;
  readonly modules: number;
  readonly packs: number;
}

export function batteryOf(cells: number): Battery {
  const modules = Math.floor(cells / cellsOfModule);
  return { cells: modules * cellsOfModule, modules, packs: Math.floor(modules / modulesOfPack) };
}

/** Runs of numbers from 0, as many as the items need. */
export function runsOf(count: number): readonly { readonly first: number; readonly count: number }[] {
  return Array.from({ length: Math.ceil(count / runLength) }, (_, index) => ({
    first: index * runLength,
    count: Math.min(runLength, count - index * runLength),
  }));
}

/** The item with that number of all runs. */
export function idOf(company: string, kind: string, number: number): string {
  return `${company}/${kind}-${Math.floor(number / runLength)}/${number % runLength}`;
}

/** The cells of a module come from all over the runs, so that no range has more than one. */
function cellOf({ modules }: Battery, module: number, place: number): number {
  return place * modules + module;
}

export function moduleOf({ modules }: Battery, cell: number): number {
  return cell % modules;
}

/** The facts about links, one after the other. */
export function* linksOf(
  battery: Battery,
  prefix = '',
): Generator<{ readonly ref: string; readonly groups: Group[] }> {
  const { modules, packs } = battery;
  for (let from = 0; from < modules; from += modulesOfFact) {
    const groups = Array.from({ length: Math.min(modulesOfFact, modules - from) }, (_, n) => ({
      parent: idOf(packMaker, `${prefix}module`, from + n),
      children: Array.from({ length: cellsOfModule }, (_unused, place) =>
        idOf(cellMaker, `${prefix}cell`, cellOf(battery, from + n, place)),
      ),
    }));
    yield { ref: `${prefix}m-${from}`, groups };
  }
  for (let from = 0; from < packs; from += packsOfFact) {
    const groups = Array.from({ length: Math.min(packsOfFact, packs - from) }, (_, n) => ({
      parent: idOf(packMaker, `${prefix}pack`, from + n),
      children: Array.from({ length: modulesOfPack }, (_unused, place) =>
        idOf(packMaker, `${prefix}module`, (from + n) * modulesOfPack + place),
      ),
    }));
    yield { ref: `${prefix}p-${from}`, groups };
  }
}

/** The pack that a module went into; the last modules of a number that is no multiple are in none. */
export function packOf({ packs }: Battery, module: number): number | undefined {
  const pack = Math.floor(module / modulesOfPack);
  return pack < packs ? pack : undefined;
}

/** The events of links that are on no ledger: what a projection has to hold besides. */
export function* eventsOf(battery: Battery, prefix: string): Generator<KonttiEvent> {
  let tx = 0;
  for (const { ref, groups } of linksOf(battery, prefix)) {
    tx += 1;
    for (const [index, { parent, children }] of groups.entries()) {
      const key = `links/${packMaker}/${ref}`;
      yield {
        ...{ proven: true, type: 'product.linked', id: `product.linked:${key}#${index}`, key, index, ref },
        ...{ transactionId: '', block: 1_000_000_000n, tx, position: `x:1000000000.${tx}.${index}` },
        ...{ digest: ref.padEnd(64, '0'), vouchers: [packMaker], ledgerTime: new Date(0) },
        body: { kind: 'installed', action: 'add', parent, children },
      } as unknown as KonttiEvent;
    }
  }
}
