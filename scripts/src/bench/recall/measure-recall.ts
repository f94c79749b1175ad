import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { connect, consume, type KonttiClient } from '@kontti/client-sdk';
import { sealCollections } from '@kontti/model';
import { findLinks, openSqliteProjection, traceItems, type Projection } from '@kontti/store';
import { chaincodeName } from '../../voyage/network';
import { startBenchNetwork, type BenchNetwork, type Engine } from '../load/bench-network';
import { tuned } from '../load/settings';
import {
  batteryOf,
  cellMaker,
  eventsOf,
  idOf,
  linksOf,
  moduleOf,
  packMaker,
  packOf,
  runsOf,
  type Battery,
} from './battery';

/** What was measured. */
interface RecallFigures {
  readonly engine: Engine;
  readonly items: number;
  readonly links: number;
  /** Seconds to record all of it, and to have all of it in the projection. */
  readonly recorded: number;
  readonly projected: number;
  /** Milliseconds of one answer. */
  readonly one: number;
  readonly many: number;
  readonly down: number;
  /** What was longer by then: the ledger, or the tables alone, and how many times. */
  readonly longer: string;
  /** The same with so much more. */
  readonly later: { readonly one: number; readonly many: number; readonly down: number };
  readonly found: number;
  readonly verified: number;
  readonly isRight: boolean;
}

const companies = [
  { mspId: cellMaker, domain: 'cell.example.com', name: 'Example Cells', gln: '6400001000001' },
  { mspId: packMaker, domain: 'pack.example.com', name: 'Example Packs', gln: '6400001000018' },
] as const;
const submitsAtOnce = 16;
const recalledCells = 1_000;
const hits = 100;
const answers = 25;

async function connectTo(network: BenchNetwork, index: 0 | 1): Promise<KonttiClient> {
  const { mspId, domain } = companies[index];
  const user = { organizations: network.organizations, user: 'Admin', mspId, domain };
  return await connect({ ...user, endpoint: network.endpoint(mspId), chaincode: chaincodeName });
}

async function register(clients: readonly [KonttiClient, KonttiClient]): Promise<void> {
  for (const [index, { name, gln }] of companies.entries()) {
    await clients[index]?.companies.register({ name, gln, jurisdiction: 'FI' });
  }
}

/** Records cells, modules and packs of names with a prefix, and what is in what; returns the last block. */
async function record(
  clients: readonly [KonttiClient, KonttiClient],
  battery: Battery,
  prefix = '',
): Promise<bigint> {
  const [cells, packs] = clients;
  for (const [maker, kind, count] of [
    [cells, 'cell', battery.cells],
    [packs, 'module', battery.modules],
    [packs, 'pack', battery.packs],
  ] as const) {
    const classId = `${maker.mspId}/${prefix}${kind}`;
    await maker.products.setClass({
      classId,
      version: 0,
      name: kind,
      regime: 'challenged',
      runLength: 100_000,
    });
    for (const [index, run] of runsOf(count).entries()) {
      await maker.products.make({ classId, version: 0, ref: `${prefix}${kind}-${index}`, run });
    }
  }
  const facts = linksOf(battery, prefix);
  let last = 0n;
  await Promise.all(
    Array.from({ length: submitsAtOnce }, async () => {
      for (const { ref, groups } of facts) {
        const { block } = await packs.products.link({ ref, kind: 'installed', action: 'add', groups });
        if (block > last) last = block;
      }
    }),
  );
  return last;
}

async function project(
  projection: Projection,
  from: () => Promise<KonttiClient>,
  last: bigint,
): Promise<void> {
  const ends = new AbortController();
  const consuming = consume({ from, ...projection.consumer, signal: ends.signal });
  const isThere = async (): Promise<boolean> => {
    const position = await projection.position();
    return position !== undefined && BigInt(position.split(':').at(-1)?.split('.')[0] ?? '0') >= last;
  };
  while (!(await isThere())) {
    await Promise.race([consuming, new Promise((resolve) => setTimeout(resolve, 100))]);
  }
  const [letter] = await projection.consumer.store.deadLetters({
    consumer: projection.consumer.name,
    limit: 1,
  });
  ends.abort();
  await consuming;
  if (letter !== undefined) throw new Error(`not projected: ${letter.reason}`);
}

/** The quickest of some answers, since what else the machine does is added to the others; and what the last one said. */
async function timed<T>(answer: () => Promise<T>): Promise<{ readonly ms: number; readonly said: T }> {
  let ms = Number.POSITIVE_INFINITY;
  let said = await answer();
  for (let index = 0; index < answers; index += 1) {
    const startMs = performance.now();
    said = await answer();
    ms = Math.min(ms, performance.now() - startMs);
  }
  return { ms, said };
}

async function ask(projection: Projection, { cells }: Battery) {
  const first = Math.min(50_000, cells - recalledCells);
  const trace = (items: string, direction: 'up' | 'down') =>
    timed(async () => (await traceItems(projection, { items: [items], direction })).found);
  const range = `${idOf(cellMaker, 'cell', first)}-${(first % 100_000) + recalledCells - 1}`;
  const one = await trace(idOf(cellMaker, 'cell', first), 'up');
  const many = await trace(range, 'up');
  const down = await trace(idOf(packMaker, 'pack', 7), 'down');
  return { first, one, many, down };
}

/** The modules and packs of the recalled cells, counted from how they were built. */
function expected(battery: Battery, first: number): ReadonlySet<string> {
  const modules = new Set(Array.from({ length: recalledCells }, (_, n) => moduleOf(battery, first + n)));
  const packs = [...modules].flatMap((module) => packOf(battery, module) ?? []);
  return new Set([
    ...[...modules].map((module) => idOf(packMaker, 'module', module)),
    ...packs.map((pack) => idOf(packMaker, 'pack', pack)),
  ]);
}

/** Reads the block of the link behind a hit, and looks for the same statement among what its bytes prove. */
async function isOnLedger(client: KonttiClient, projection: Projection, item: string): Promise<boolean> {
  const [link] = await findLinks(projection, item);
  if (link === undefined) return false;
  for await (const event of client.events({ fromBlock: link.block, toBlock: link.block })) {
    const isSame =
      event.type === 'product.linked' && event.digest === link.digest && event.index === link.entry;
    if (isSame) return event.body.parent === item && event.body.children.includes(link.children);
  }
  return false;
}

/** Writes nine times as many links of other products into the tables, on no ledger. */
async function grow(projection: Projection, items: number): Promise<void> {
  const { store, handler } = projection.consumer;
  for (let part = 0; part < 9; part += 1) {
    const work: Parameters<typeof store.advance>[0]['work'] = async (sql) => {
      for (const event of eventsOf(batteryOf(items), `x${part}`)) {
        await handler({ ...event, block: BigInt(1_000_000_000 + part) } as typeof event, sql);
      }
    };
    const from = part === 0 ? undefined : `x:${part - 1}`;
    await store.advance({ consumer: 'bench', from, to: `x:${part}`, work });
  }
}

/** Records other products of the same size, until the ledger is so many times as long; returns the last block. */
async function lengthen(
  clients: readonly [KonttiClient, KonttiClient],
  battery: Battery,
  times: number,
): Promise<bigint> {
  let last = 0n;
  for (let part = 1; part < times; part += 1) {
    last = await record(clients, battery, `x${part}-`);
  }
  return last;
}

/** What is measured. */
interface RecallOptions {
  readonly items: number;
  /** How many times as long the ledger is in the end; 1 adds links of ten times as many items to the tables alone. */
  readonly ledgerTimes: number;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/** Measures a recall on one engine. */
export async function measureRecall(engine: Engine, options: RecallOptions): Promise<RecallFigures> {
  const { items, say } = options;
  const battery = batteryOf(items);
  const folder = await mkdtemp(join(tmpdir(), 'kontti-recall-'));
  await using network = await startBenchNetwork({
    ...{ engine, batch: tuned, companies },
    chaincode: {
      name: chaincodeName,
      path: dirname(require.resolve('@kontti/chaincode/package.json')),
      collections: sealCollections(companies.map(({ mspId }) => mspId)),
    },
  });
  const [cells, packs] = [await connectTo(network, 0), await connectTo(network, 1)];
  try {
    await using projection = await openSqliteProjection({ file: join(folder, 'ledger.db') });
    const startMs = performance.now();
    await register([cells, packs]);
    const last = await record([cells, packs], battery);
    const recordedMs = performance.now();
    say(
      `${battery.cells + battery.modules + battery.packs} items recorded in ${((recordedMs - startMs) / 1000).toFixed(0)} s`,
    );
    await project(projection, () => connectTo(network, 0), last);
    const projectedMs = performance.now();
    say(`in the projection after ${((projectedMs - recordedMs) / 1000).toFixed(0)} s more`);
    const now = await ask(projection, battery);
    const wanted = expected(battery, now.first);
    const found = now.many.said.map((hit) => hit.items);
    const chosen = Array.from(
      { length: hits },
      (_, n) => found[(n * 7_919 + options.seed) % found.length] ?? '',
    );
    let verified = 0;
    for (const item of chosen) verified += Number(await isOnLedger(cells, projection, item));
    const { ledgerTimes } = options;
    if (ledgerTimes > 1) {
      const end = await lengthen([cells, packs], battery, ledgerTimes);
      await project(projection, () => connectTo(network, 0), end);
    } else {
      await grow(projection, items);
    }
    const longer =
      ledgerTimes > 1 ? `a ledger ${ledgerTimes} times as long` : 'ten times as many links in the tables';
    say(`there: ${longer}`);
    const later = await ask(projection, battery);
    const isSame = found.length === wanted.size && found.every((item) => wanted.has(item));
    const isStill = JSON.stringify(later.many.said) === JSON.stringify(now.many.said);
    const isWhole = now.down.said.length === 10 + 120 && later.down.said.length === now.down.said.length;
    return {
      ...{ engine, items: battery.cells + battery.modules + battery.packs },
      links: battery.modules * 12 + battery.packs * 10,
      recorded: (recordedMs - startMs) / 1000,
      projected: (projectedMs - recordedMs) / 1000,
      ...{ one: now.one.ms, many: now.many.ms, down: now.down.ms },
      longer,
      later: { one: later.one.ms, many: later.many.ms, down: later.down.ms },
      ...{ found: found.length, verified, isRight: isSame && isStill && isWhole && verified === hits },
    };
  } finally {
    cells.close();
    packs.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What was measured, in words. */
export function recallLines(figures: RecallFigures): readonly string[] {
  const { engine, items, links, recorded, projected, one, many, down, later, longer } = figures;
  const ms = (now: number, then: number): string =>
    `${now.toFixed(2)} ms (with ${longer}: ${then.toFixed(2)} ms, ${(then / now).toFixed(2)} ×)`;
  return [
    `recall, ${engine}: ${items} items in ${links} links recorded in ${recorded.toFixed(0)} s, in the projection ${projected.toFixed(0)} s later`,
    `  from one cell up: ${ms(one, later.one)}`,
    `  from ${recalledCells} cells up, ${figures.found} modules and packs: ${ms(many, later.many)}`,
    `  from a pack down: ${ms(down, later.down)}`,
    `  ${figures.verified} of ${hits} hits found in the bytes of their blocks; answers ${figures.isRight ? 'are right' : 'ARE WRONG'}`,
  ];
}
