import { findCouchdb, findFabricBinaries, joinSamplesNetwork } from '@kontti/fabric-runner';
import { NetworkError } from '@kontti/fabric-protocol';
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  chaincodeHostVariable,
  engines,
  engineVariable,
  stateDatabases,
  stateDatabaseVariable,
  type Engine,
} from './engine';

const help = `Runs the suites that need a network on the engine that is named.

  npm run test:network -- --engine devnet|fabric|test-network [--state-db leveldb|couchdb] [--fabric-samples DIR]
                           [--chaincode-host ADDRESS] [--grep TEXT]

fabric starts Fabric's own peers and orderer from the folder that FABRIC_BIN names (else from the PATH).
With --state-db couchdb peers keep state in CouchDB: fabric starts one for each from the folder that COUCHDB_BIN names.
test-network joins the network that the scripts of fabric-samples have started; where its peers run in Docker, --chaincode-host is the
address of this machine by which they reach it.
Without them every test is counted as pending. --fabric-samples, or FABRIC_SAMPLES, names the folder of fabric-samples, also for the
tests that use its applications.
`;

/** Starting peers takes seconds, and a suite may start several networks. */
const timeoutMs = 300_000;
/** On a network that is joined. */
const parallelFiles = 4;
const suites = [
  ...['conformance', 'cheating', 'sdk', 'fabric-samples'],
  ...['outbox', 'readings', 'consume', 'projection', 'token'],
];

/** With these there is no such network on this machine; with all others something is wrong with it. */
const absentCodes: readonly string[] = [
  'FABRIC_BINARIES_MISSING',
  'COUCHDB_MISSING',
  'DIRECTORY_UNUSABLE',
  'NETWORK_ABSENT',
];

async function describeFabric(stateDb: string): Promise<string> {
  const { directory, version } = await findFabricBinaries(process.env);
  const couchdb = stateDb === 'couchdb' ? `, CouchDB ${(await findCouchdb(process.env)).command}` : '';
  return `Fabric ${version} from ${directory}${couchdb}`;
}

async function describeSamples(directory = '.'): Promise<string> {
  await using network = await joinSamplesNetwork({ directory });
  const peers = network.companies.flatMap((company) => company.peers.map(({ endpoint }) => endpoint));
  return `${network.kind} of ${network.directory}: peers ${peers.join(', ')}`;
}

async function findEngine(
  name: (typeof engines)[number],
  { samples, stateDb }: { samples: string | undefined; stateDb: string },
): Promise<Engine> {
  if (name === 'devnet') {
    return name;
  }
  try {
    console.log(await (name === 'fabric' ? describeFabric(stateDb) : describeSamples(samples)));
    return name;
  } catch (error) {
    if (!(error instanceof NetworkError) || !absentCodes.includes(error.code)) {
      throw error;
    }
    console.log(`The tests are pending: ${error.message}`);
    return 'absent';
  }
}

function runMocha(options: {
  engine: Engine;
  samples: string | undefined;
  host: string | undefined;
  grep: string | undefined;
  stateDb: string;
}): Promise<number> {
  const { engine, samples, host, grep, stateDb } = options;
  const variables = {
    [engineVariable]: engine,
    [stateDatabaseVariable]: stateDb,
    ...(samples === undefined ? {} : { FABRIC_SAMPLES: samples }),
    ...(host === undefined ? {} : { [chaincodeHostVariable]: host }),
  };
  const dist = resolve(__dirname, '..');
  const specs = suites.map((suite) => join(dist, suite, '**', '*.spec.js').replaceAll('\\', '/'));
  const settings = ['--require', 'reflect-metadata', '--require', join(dist, 'setup.js')];
  // Without the project's own settings: they name every spec.
  const common = ['--no-config', '--forbid-only', '--fail-zero', '--timeout', String(timeoutMs)];
  // There is one network, and suites mostly wait for its blocks: each file waits for its own.
  const parallel = engine === 'test-network' ? ['--parallel', '--jobs', String(parallelFiles)] : [];
  const args = [...common, ...parallel, ...settings, ...specs];
  const child = spawn(
    process.execPath,
    [require.resolve('mocha/bin/mocha.js'), ...args, ...(grep === undefined ? [] : ['--grep', grep])],
    { stdio: 'inherit', windowsHide: true, env: { ...process.env, ...variables } },
  );
  return new Promise((settle, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      settle(code ?? 1);
    });
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      engine: { type: 'string', default: 'devnet' },
      grep: { type: 'string' },
      'state-db': { type: 'string', default: 'leveldb' },
      'fabric-samples': { type: 'string' },
      'chaincode-host': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const name = engines.find((each) => each === values.engine);
  if (name === undefined) {
    console.error(`--engine is one of ${engines.join(', ')}, not ${values.engine}`);
    return 1;
  }
  const stateDb = stateDatabases.find((each) => each === values['state-db']);
  if (stateDb === undefined || (stateDb === 'couchdb' && name === 'test-network')) {
    console.error(`--state-db is leveldb or couchdb, and a test network that runs has its own`);
    return 1;
  }
  const named = values['fabric-samples'] ?? process.env['FABRIC_SAMPLES'];
  const samples = named === undefined ? undefined : resolve(named);
  return runMocha({
    engine: await findEngine(name, { samples, stateDb }),
    samples,
    stateDb,
    host: values['chaincode-host'],
    grep: values.grep,
  });
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
