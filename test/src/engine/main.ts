import { findFabricBinaries, NetworkError } from '@kontti/network';
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { engines, engineVariable, type Engine } from './engine';

const help = `Runs the suites that need a network on the engine that is named.

  npm run test:network -- --engine devnet|fabric [--grep TEXT]

fabric starts Fabric's own peers and orderer from the folder that FABRIC_BIN names (else from the PATH).
Without them every test is counted as pending. FABRIC_SAMPLES names a folder of fabric-samples, for the tests that use it.
`;

/** Starting peers takes seconds, and a suite may start several networks. */
const timeoutMs = 300_000;
const suites = ['conformance', 'cheating', 'sdk', 'fabric-samples'];

async function findEngine(name: string): Promise<Engine> {
  if (name === 'devnet') {
    return name;
  }
  try {
    const { directory, version } = await findFabricBinaries(process.env);
    console.log(`Fabric ${version} from ${directory}`);
    return 'fabric';
  } catch (error) {
    if (!(error instanceof NetworkError) || error.code !== 'FABRIC_BINARIES_MISSING') {
      throw error;
    }
    console.log(`The tests are pending: ${error.message}`);
    return 'absent';
  }
}

function runMocha(engine: Engine, grep: string | undefined): Promise<number> {
  const dist = resolve(__dirname, '..');
  const specs = suites.map((suite) => join(dist, suite, '**', '*.spec.js').replaceAll('\\', '/'));
  const settings = ['--require', 'reflect-metadata', '--require', join(dist, 'setup.js')];
  // Without the project's own settings: they name every spec.
  const args = ['--no-config', '--forbid-only', '--timeout', String(timeoutMs), ...settings, ...specs];
  const child = spawn(
    process.execPath,
    [require.resolve('mocha/bin/mocha.js'), ...args, ...(grep === undefined ? [] : ['--grep', grep])],
    { stdio: 'inherit', windowsHide: true, env: { ...process.env, [engineVariable]: engine } },
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
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  if (!engines.some((name) => name === values.engine)) {
    console.error(`--engine is one of ${engines.join(', ')}, not ${values.engine}`);
    return 1;
  }
  return runMocha(await findEngine(values.engine), values.grep);
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
