import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chaincodeHost, engine, isJoined } from '../engine/engine';
import { connectGateway, type CompanyGateway } from '../engine/peers';
import { installPackage, placePackage } from './installed-package';
import { runProgram, startProgram, type ProgramOptions, type Running } from './programs';

const kontti = join(dirname(require.resolve('kontti/package.json')), 'bin', 'kontti.mjs');

/** A company of fabric-samples' test network. */
interface SampleCompany {
  readonly mspId: string;
  readonly endpoint: string;
  /** Its folder of keys and certificates. */
  readonly folder: string;
  readonly peerName: string;
}

/** A chaincode of fabric-samples under its name on the channel, and more words for `kontti chaincode deploy`. */
export interface SampleChaincode {
  readonly name: string;
  readonly path: string;
  readonly args?: readonly string[];
}

/** A network that `kontti network up` started in the `test-network` of a folder laid out as fabric-samples is. */
export interface SampleNetwork extends AsyncDisposable {
  readonly channelId: string;
  readonly companies: readonly SampleCompany[];
  company(mspId: string): SampleCompany;
  /** Installs a chaincode of fabric-samples, unmodified, and deploys it. */
  deploy(chaincode: SampleChaincode): Promise<void>;
  /** Places an application of fabric-samples, unmodified, at its path beside `test-network`. */
  place(path: string): Promise<(options?: Partial<ProgramOptions>) => Running>;
  /** Makes an identity of a company. */
  createUser(options: { mspId: string; name: string }): Promise<void>;
  /** The official gateway client as a user of a company. */
  connect(options: { mspId: string; user: string }): Promise<CompanyGateway>;
}

async function readOnlyFile(directory: string): Promise<string> {
  const [name = ''] = await readdir(directory);
  return readFile(join(directory, name), 'utf8');
}

async function connect(company: SampleCompany, user: string): Promise<CompanyGateway> {
  const { mspId, endpoint, folder, peerName } = company;
  const domain = peerName.slice(peerName.indexOf('.') + 1);
  const msp = join(folder, 'users', `${user}@${domain}`, 'msp');
  return connectGateway({
    ...{ mspId, endpoint, peerHostAlias: peerName },
    tlsRootPem: await readFile(join(folder, 'peers', peerName, 'tls', 'ca.crt'), 'utf8'),
    admin: {
      certificatePem: await readOnlyFile(join(msp, 'signcerts')),
      privateKeyPem: await readOnlyFile(join(msp, 'keystore')),
    },
  });
}

interface Ready {
  readonly channelId: string;
  readonly organizations: string;
  readonly companies: readonly { readonly mspId: string; readonly endpoint: string }[];
}

function toCompany({ mspId, endpoint }: Ready['companies'][number], organizations: string): SampleCompany {
  const domain = `${mspId.replace(/MSP$/, '').toLowerCase()}.example.com`;
  const folder = join(organizations, 'peerOrganizations', domain);
  return { mspId, endpoint, folder, peerName: `peer0.${domain}` };
}

async function stop(running: Running): Promise<void> {
  running.child.kill();
  await running.ended;
}

/** Blocks still hold several transactions where a sample submits several at once; a network that is joined has settings of its own. */
function toUpOptions({ samples, peerPort }: { samples: string; peerPort: number }): readonly string[] {
  if (!isJoined) return ['--peer-port', String(peerPort), '--batch-timeout', '100ms'];
  const host = chaincodeHost === undefined ? [] : ['--chaincode-host', chaincodeHost];
  return ['--fabric-samples', samples, ...host];
}

/** Starts the twin of test-network with the command that people use, on the engine of this run. */
export async function startSampleNetwork(options: {
  samples: string;
  /** 0: ports that are free. */
  peerPort: number;
  args: readonly string[];
}): Promise<SampleNetwork> {
  const { samples, args } = options;
  const directory = await mkdtemp(join(tmpdir(), 'kontti-samples-'));
  const where = ['--dir', join(directory, 'test-network'), '--json'];
  const up = [...toUpOptions(options), ...args, ...where];
  const network = startProgram({ args: [kontti, 'network', 'up', '--engine', engine, ...up] });
  let ready: Ready;
  try {
    ready = JSON.parse(await network.nextLine()) as Ready;
  } catch (error) {
    await stop(network);
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  const companies = ready.companies.map((company) => toCompany(company, ready.organizations));
  const company = (mspId: string): SampleCompany => {
    const found = companies.find((each) => each.mspId === mspId);
    if (found === undefined) throw new Error(`no company ${mspId}`);
    return found;
  };
  const opened: CompanyGateway[] = [];
  return {
    channelId: ready.channelId,
    companies,
    company,
    async deploy({ name, path, args: more = [] }) {
      const installed = await installPackage({ samples, path });
      const deploy = ['chaincode', 'deploy', '--name', name, '--path', installed, ...more];
      await runProgram({ args: [kontti, ...deploy, ...where] });
    },
    async place(path) {
      const target = join(directory, ...path.split('/'));
      await placePackage({ installed: await installPackage({ samples, path }), target });
      return ({ args: words = [], ...rest } = {}) =>
        startProgram({ cwd: target, ...rest, args: [join(target, 'dist', 'app.js'), ...words] });
    },
    async createUser({ mspId, name }) {
      await runProgram({
        args: [kontti, 'network', 'identity', '--company', mspId, '--name', name, ...where],
      });
    },
    async connect({ mspId, user }) {
      const gateway = await connect(company(mspId), user);
      opened.push(gateway);
      return gateway;
    },
    async [Symbol.asyncDispose]() {
      for (const gateway of opened) gateway.close();
      await stop(network);
      await rm(directory, { recursive: true, force: true });
    },
  };
}
