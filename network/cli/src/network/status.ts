import { resolve } from 'node:path';
import { readOrganizationFolders, userToMspFolder } from '@kontti/fabric-admin/access';
import type { NetworkStatus } from '../control/client';
import { controlLimits } from '../control/limits';
import { withLedger } from '../explorer/open-ledger';
import type { Terminal } from '../options/terminal';
import { type CommittedChaincode, readCommitted } from './committed';
import { findNetwork } from '../control/find-network';
import { type CompanyEnvironment, readCompanyEnvironment, readUsers } from './environment';
import { companiesToText } from '../control/network-state';
import { type Shell, defaultShell, variablesToLines } from './shell-text';

export interface NetworkStatusOptions {
  readonly dir: string;
  readonly company?: string;
  readonly user: string;
  readonly shell: Shell;
}

interface CompanyUsers {
  readonly mspId: string;
  /** Where each user's MSP is. */
  readonly users: Readonly<Record<string, string>>;
}

/** All that people want to know of a running network, at one moment. */
export interface NetworkReport extends NetworkStatus {
  /** Number of blocks; absent while the peer does not answer. */
  readonly height?: number;
  readonly committed: readonly CommittedChaincode[];
  readonly identities: readonly CompanyUsers[];
  readonly environment: CompanyEnvironment;
}

async function readIdentities(directory: string): Promise<readonly CompanyUsers[]> {
  const folders = await readOrganizationFolders(directory);
  return Promise.all(
    folders.map(async (folder) => {
      const users = (await readUsers(folder)).map((user) => [user, userToMspFolder(folder, user)] as const);
      return { mspId: folder.profile?.mspId ?? folder.domain, users: Object.fromEntries(users) };
    }),
  );
}

/** Asks the network and its first peer. @throws NetworkError COMPANY_UNKNOWN, DIRECTORY_UNUSABLE, ORGANIZATION_INVALID */
async function reportNetwork(status: NetworkStatus, options: NetworkStatusOptions): Promise<NetworkReport> {
  const directory = resolve(options.dir);
  const { channelId, orderer } = status;
  const { company, user } = options;
  // A peer that does not answer just now hides nothing else.
  const { statusTimeoutMs: callTimeoutMs } = controlLimits;
  const reader = { dir: directory, user: 'Admin', channel: channelId, callTimeoutMs };
  const height = await withLedger(reader, (ledger) => ledger.height()).catch(() => undefined);
  const committed =
    height === undefined ? [] : await readCommitted({ directory, channelId, callTimeoutMs }).catch(() => []);
  const chaincodeName = committed.length === 1 ? committed[0]?.name : undefined;
  return {
    ...status,
    ...(height === undefined ? {} : { height }),
    committed,
    identities: await readIdentities(directory),
    environment: await readCompanyEnvironment({
      ...{ directory, company, user, channelId, orderer },
      chaincodeName,
    }),
  };
}

function chaincodeToLines({ committed, chaincode }: NetworkReport, dir: string): string[] {
  const names = new Set([...committed, ...chaincode].map(({ name }) => name));
  if (names.size === 0) {
    const place = dir === '.' ? '' : ` --dir ${dir}`;
    return [`  none: kontti chaincode deploy${place} --name NAME --path FOLDER`];
  }
  return [...names].flatMap((name) => {
    const definition = committed.find((each) => each.name === name);
    const head =
      definition === undefined
        ? `  ${name}  not committed`
        : `  ${name}  ${definition.version}, sequence ${definition.sequence}, ${definition.endorsementPolicy}`;
    const processes = chaincode
      .filter((each) => each.name === name)
      .map(({ mspId, address, pid, packageId }) => `    ${mspId}  ${address}  process ${pid}  ${packageId}`);
    return [head, ...processes];
  });
}

type NodeStatus = NonNullable<NetworkStatus['nodes']>[number];

function nodeToLine({ name, mspId, endpoint, log, couchdb, ...node }: NodeStatus): string {
  const state = couchdb === undefined ? '' : `  state in CouchDB ${couchdb}`;
  return `program     ${name}  ${mspId}  ${endpoint}  ${node.isRunning ? `process ${node.pid}` : 'ended'}${state}  ${log}`;
}

/** The network in one screen, with lines that can be pasted into a shell at its end. */
function reportToLines(report: NetworkReport, options: NetworkStatusOptions): string[] {
  const { height, companies, orderer, nodes, identities, environment } = report;
  const { mspId, user, variables } = environment;
  return [
    ...companies.map((company) => `peer        ${companiesToText([company])}`),
    `orderer     ${orderer}`,
    ...(nodes ?? []).map(nodeToLine),
    `height      ${height ?? 'unknown: the peer does not answer'}`,
    'chaincode',
    ...chaincodeToLines(report, options.dir),
    'identities',
    ...identities.flatMap((company) =>
      Object.entries(company.users).map(([name, folder]) => `  ${company.mspId} ${name}  ${folder}`),
    ),
    `environment of ${mspId} ${user} (others: --company, --user, --shell; for one command: kontti network exec)`,
    ...variablesToLines(variables, options.shell),
  ];
}

/** Says what runs in a folder. @throws NetworkError NETWORK_ABSENT */
export async function networkStatus(options: NetworkStatusOptions, terminal: Terminal): Promise<void> {
  const status = await (await findNetwork(resolve(options.dir))).status();
  const report = await reportNetwork(status, options);
  const { pid, engine, channelId, companies, orderer } = report;
  const peers = companiesToText(companies);
  const head = `running: ${engine}, process ${pid}, channel ${channelId}, ${peers}, orderer ${orderer}`;
  terminal.result({
    text: [head, ...reportToLines(report, options)].join('\n'),
    json: { event: 'running', ...report },
    isPlain: true,
  });
}

/** Says the same beside the results of a network that has just started; what cannot be known is left out. */
export async function noteReport(
  status: NetworkStatus,
  { dir }: { readonly dir: string },
  terminal: Terminal,
): Promise<void> {
  const options: NetworkStatusOptions = { dir, user: 'Admin', shell: defaultShell(process.platform) };
  const report = await reportNetwork(status, options).catch(() => undefined);
  if (report !== undefined) terminal.note(reportToLines(report, options).join('\n'));
}
