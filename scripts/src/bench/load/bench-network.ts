import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { readCpu, type CpuSeconds } from './process-cpu';

export type Engine = 'devnet' | 'fabric';

export interface Batch {
  readonly messages: number;
  readonly timeout: string;
}

export interface BenchNetworkOptions {
  readonly engine: Engine;
  readonly batch: Batch;
  readonly companies: readonly { readonly mspId: string; readonly domain: string }[];
  readonly chaincode: {
    readonly name: string;
    readonly path: string;
    readonly collections?: readonly object[];
  };
  /** Options of Node for the network's process. */
  readonly nodeOptions?: readonly string[];
  readonly upOptions?: readonly string[];
  /** Variables of the chaincode's environment: NAME=VALUE. */
  readonly chaincodeEnv?: readonly string[];
}

/** A network that `kontti network up` runs as a process of its own, with a chaincode. */
export interface BenchNetwork extends AsyncDisposable {
  readonly child: ChildProcess;
  /** The folder `organizations`. */
  readonly organizations: string;
  /** host:port of each company's gateway. */
  endpoint(mspId: string): string;
  cpu(): Promise<CpuSeconds | undefined>;
}

const command = join(dirname(require.resolve('kontti/package.json')), 'bin', 'kontti.mjs');

interface Ready {
  readonly organizations: string;
  readonly companies: readonly { readonly mspId: string; readonly endpoint: string }[];
}

function startKontti(args: readonly string[], nodeOptions: readonly string[] = []): ChildProcess {
  return spawn(process.execPath, [...nodeOptions, command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

async function runKontti(args: readonly string[]): Promise<void> {
  const child = startKontti(args);
  child.stdout?.resume();
  const written: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => written.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) {
    throw new Error(
      `kontti ${args.slice(0, 2).join(' ')} ended with ${code}: ${Buffer.concat(written).toString()}`,
    );
  }
}

async function readReady(child: ChildProcess): Promise<Ready> {
  if (child.stdout === null) {
    throw new Error('the network has no output');
  }
  child.stderr?.pipe(process.stderr);
  for await (const line of createInterface({ input: child.stdout })) {
    const message = JSON.parse(line) as Ready & { readonly event?: string };
    if (message.event === 'ready') {
      child.stdout.resume();
      return message;
    }
  }
  throw new Error('the network did not start');
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }
}

/** Starts the network and has every company run and approve the chaincode. */
export async function startBenchNetwork(options: BenchNetworkOptions): Promise<BenchNetwork> {
  const { engine, batch, companies, chaincode, nodeOptions, upOptions = [], chaincodeEnv = [] } = options;
  const dir = await mkdtemp(join(tmpdir(), 'kontti-bench-'));
  const list = companies.map(({ mspId, domain }) => `${mspId}=${domain}`).join(',');
  const child = startKontti(
    ['network', 'up', '--json', '--dir', dir, '--engine', engine, '--peer-port', '0']
      .concat(['--companies', list])
      .concat(['--batch-messages', String(batch.messages), '--batch-timeout', batch.timeout])
      .concat(upOptions),
    nodeOptions,
  );
  const stop = async (): Promise<void> => {
    await stopChild(child);
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const ready = await readReady(child);
    const { name, path, collections = [] } = chaincode;
    const collectionsConfig = join(dir, 'collections.json');
    await writeFile(collectionsConfig, JSON.stringify(collections));
    await runKontti(
      ['chaincode', 'deploy', '--json', '--dir', dir, '--name', name, '--path', path].concat([
        '--collections-config',
        collectionsConfig,
        ...chaincodeEnv.flatMap((variable) => ['--env', variable]),
      ]),
    );
    const pid = child.pid ?? 0;
    return {
      child,
      organizations: ready.organizations,
      endpoint: (mspId) => ready.companies.find((company) => company.mspId === mspId)?.endpoint ?? '',
      cpu: () => readCpu(pid),
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
