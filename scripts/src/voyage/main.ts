import { once } from 'node:events';
import { resolve } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol';
import type { CouchdbRequests } from '@kontti/fabric-runner';
import type { Check, Finding } from './check/compare';
import { companies, companyRoles } from './companies';
import { VoyageError } from './errors';
import { chaincodeName, startVoyageNetwork, type VoyageNetwork } from './network';
import { help, parseOptions, type VoyageOptions } from './options';
import { createProgress } from './report/progress';
import { checksTable } from './report/tables';
import { readVoyageInput, sail, type VoyageResult } from './sail';

/** Where `--keep` leaves keys and certificates: in the folder `organizations` of the one where it was started. */
const keepDirectory = '.';
const organizations = resolve(keepDirectory, 'organizations');

const introduction = `Kontti: four companies share one ledger about real flights.
Flights, airports and delays are those of the package vega-datasets; times without a zone are taken as UTC, arrivals follow
from distance and delay, positions and temperatures are derived, the Finnish leg is an example.
`;

const engineText = {
  devnet: 'The network is a devnet in this process: for development and tests only.\n',
  fabric: "The network is Fabric's own peers and orderer, started from FABRIC_BIN.\n",
};

/** What the job itself asked of the state databases; undefined where peers have LevelDB. */
function couchdbRequestsOf(
  before: CouchdbRequests | undefined,
  after: CouchdbRequests | undefined,
): CouchdbRequests | undefined {
  if (before === undefined || after === undefined) return undefined;
  return {
    gets: after.gets - before.gets,
    notFound: after.notFound - before.notFound,
    posts: after.posts - before.posts,
  };
}

function couchdbText({ gets, notFound, posts }: CouchdbRequests): string {
  return `CouchDB, of all peers: ${gets} GETs, ${notFound} of them with 404 for absent keys; ${posts} POSTs.`;
}

function keptText({ running }: VoyageNetwork): string {
  const [company] = running.companies;
  const lines = companyRoles.map((role) => {
    const { endpoint, domain, mspId } = running.company(companies[role].mspId);
    return `  ${mspId.padEnd(14)} ${endpoint}  ${resolve(organizations, 'peerOrganizations', domain)}`;
  });
  return `
The network stays up until Ctrl-C. Channel ${running.channelId}, chaincode ${chaincodeName}.
${lines.join('\n')}

  import { connect } from '@kontti/client-sdk';
  const client = await connect({
    organizations: ${JSON.stringify(organizations)},
    mspId: '${company?.mspId ?? ''}', user: 'Admin', endpoint: '${company?.endpoint ?? ''}',
  });
  for await (const shipment of client.shipments.query({ late: true })) console.log(shipment);
`;
}

/** What to try after a voyage without `--keep`. */
const nextText = `
Next:
  npm start -- --flights 50 --keep        the same, and the network stays up to connect to
  npx kontti network up --dir try         a network of your own: README, "The SDK in twenty lines"
  npx kontti --help                       blocks, transactions, chaincode, channels
`;

function findingsOf(checks: readonly Check[]): readonly Finding[] {
  return checks.flatMap(({ found }) => found);
}

function resultToJson(
  options: VoyageOptions,
  result: VoyageResult & { readonly seconds: number; readonly couchdb: CouchdbRequests | undefined },
): string {
  const { seen, checks, transactions, readings, seconds, couchdb } = result;
  return JSON.stringify({
    ok: findingsOf(checks).every(({ ok }) => ok),
    flights: options.flights,
    seed: options.seed,
    seconds: Number(seconds.toFixed(3)),
    transactions,
    readings,
    ...(couchdb === undefined ? {} : { couchdb }),
    seen: Object.fromEntries(companyRoles.map((role) => [role, Object.fromEntries(seen[role].counts)])),
    checks,
  });
}

async function run(options: VoyageOptions): Promise<boolean> {
  const startMs = performance.now();
  const log = options.json ? process.stderr : process.stdout;
  const progress = createProgress({
    write: (text) => log.write(text),
    isTerminal: log.isTTY,
    nowMs: () => performance.now(),
  });
  const input = await readVoyageInput(options);
  progress.note(introduction + engineText[options.engine]);
  await using network = await startVoyageNetwork({
    engine: options.engine,
    stateDb: options.stateDb,
    peerPort: options.peerPort,
    ...(options.keep ? { directory: keepDirectory } : {}),
  });
  const before = await network.couchdbRequests();
  const result = await sail({ network, input, seed: options.seed, progress });
  const seconds = (performance.now() - startMs) / 1000;
  const couchdb = couchdbRequestsOf(before, await network.couchdbRequests());
  const findings = findingsOf(result.checks);
  const failed = findings.filter(({ ok }) => !ok);
  if (options.json) {
    process.stdout.write(`${resultToJson(options, { ...result, seconds, couchdb })}\n`);
  } else {
    const story = result.story.map((lines) => lines.join('\n')).join('\n\n');
    progress.note(`\n${story}\n\n${checksTable(result.checks)}`);
    progress.note(
      `\n${options.flights} flights, ${result.transactions} transactions, ${result.readings} readings in ${seconds.toFixed(1)} s; ` +
        `${findings.length - failed.length} of ${findings.length} checks agree.`,
    );
    if (couchdb !== undefined) progress.note(couchdbText(couchdb));
    if (!options.keep) progress.note(nextText);
  }
  if (options.keep) {
    progress.note(keptText(network));
    await once(process, 'SIGINT');
  }
  return failed.length === 0;
}

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(help);
    return;
  }
  process.exitCode = (await run(options)) ? 0 : 1;
}

/** Faults that a person can mend are one line that says how; anything else is a fault of this program. */
function isMendable(error: unknown): error is Error {
  return error instanceof VoyageError || error instanceof NetworkError;
}

main().catch((error: unknown) => {
  const text = isMendable(error) ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`kontti: ${text}\n`);
  process.exitCode = isMendable(error) ? 2 : 1;
});
