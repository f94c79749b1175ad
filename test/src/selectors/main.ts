import { parseArgs } from 'node:util';
import { CouchdbSide } from './couchdb-side';
import { createWorld } from './create-world';
import { writeRecordedWorlds, type RecordedWorld } from './recorded';
import { createDevnetSide, isUnlike, type Answer, type Question, type World } from './world';

const help = `Asks random queries of the devnet and of a CouchDB, and compares the answers.

  COUCHDB_USER=… COUCHDB_PASSWORD=… npm run selectors -- --couchdb 127.0.0.1:5984 [--worlds 50] [--seed 1]
  … --record 25    writes what CouchDB answered to the first 25 worlds to test/vectors

A world is a set of documents, indexes and queries; its seed alone plays it again: --seed N --worlds 1. A database kontti-selectors is made and
taken down again.
`;

interface Wanted {
  readonly address: string;
  readonly worlds: number;
  readonly seed: number;
  readonly recordedMax: number;
}

function readArguments(): Wanted | undefined {
  const { values } = parseArgs({
    options: {
      couchdb: { type: 'string' },
      worlds: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      record: { type: 'string', default: '0' },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  const { couchdb } = values;
  if (values.help || couchdb === undefined) return undefined;
  const [worlds, seed, recordedMax] = [values.worlds, values.seed, values.record].map(Number);
  return { address: couchdb, worlds: worlds ?? 0, seed: seed ?? 0, recordedMax: recordedMax ?? 0 };
}

function show(
  world: World,
  { query, pageSize }: Question,
  answers: { devnet: Answer; couchdb: Answer },
): void {
  console.log(`  query    ${query}  (pages of ${pageSize})`);
  console.log(`  devnet   ${JSON.stringify(answers.devnet)}`);
  console.log(`  couchdb  ${JSON.stringify(answers.couchdb)}`);
  console.log(`  indexes  ${world.indexes.join('  ')}`);
  console.log(`  documents ${world.documents.map(([key, value]) => `${key} ${value}`).join('  ')}`);
}

async function compareWorld(
  seed: number,
  wanted: Wanted,
): Promise<RecordedWorld & { differences: number; unanswered: number }> {
  const world = createWorld(seed);
  const access = {
    address: wanted.address,
    user: process.env['COUCHDB_USER'] ?? '',
    password: process.env['COUCHDB_PASSWORD'] ?? '',
  };
  await using couchdb = await CouchdbSide.open(access, world, 'kontti-selectors');
  const ask = createDevnetSide(world);
  const answers: Answer[] = [];
  let [differences, unanswered] = [0, 0];
  for (const question of world.queries) {
    const [devnet, other] = [await ask(question), await couchdb.ask(question)];
    answers.push(other);
    if (isUnlike(devnet)) {
      unanswered += 1;
      continue;
    }
    if (JSON.stringify(devnet) === JSON.stringify(other)) continue;
    differences += 1;
    console.log(`seed ${seed} differs:`);
    show(world, question, { devnet, couchdb: other });
  }
  return { seed, world, answers, differences, unanswered };
}

async function main(): Promise<number> {
  const wanted = readArguments();
  if (wanted === undefined) {
    console.log(help);
    return 2;
  }
  console.log(`seeds from ${wanted.seed}`);
  const recorded: RecordedWorld[] = [];
  let [differences, unanswered, queries, rows] = [0, 0, 0, 0];
  for (let seed = wanted.seed; seed < wanted.seed + wanted.worlds; seed += 1) {
    const compared = await compareWorld(seed, wanted);
    differences += compared.differences;
    unanswered += compared.unanswered;
    queries += compared.answers.length;
    rows += compared.answers.flatMap((answer) => ('pages' in answer ? answer.pages.flat() : [])).length;
    if (recorded.length < wanted.recordedMax) recorded.push(compared);
  }
  if (recorded.length > 0) console.log(`recorded in ${await writeRecordedWorlds(recorded)}`);
  console.log(
    `${queries} queries, ${rows} rows, ${unanswered} refused by the devnet alone, ${differences} differences`,
  );
  return differences === 0 ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 2;
  },
);
