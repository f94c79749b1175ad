import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { readText } from './msp-files';
import type { ChannelView } from './channel-view';
import { createReporter, type Finding } from './finding';
import { doctorLimits } from './limits';

const lifecyclePattern = /^V([2-9])_\d+$/;
const nodeMajorMin = 20;
const remedies = {
  capabilities: 'raise the application capabilities of the channel to V2_0 or V2_5 by a config update',
  shim: 'use fabric-shim 2.5 or newer: earlier ones are for versions of Node that are out of support',
};

/** Whether the channel's capabilities allow the lifecycle of chaincode that this command speaks. */
export function checkCapabilities({ capabilities }: ChannelView, channelId: string): readonly Finding[] {
  const report = createReporter('versions', channelId);
  const said = `application capabilities ${capabilities.join(', ') || 'none'}`;
  return [
    capabilities.some((name) => lifecyclePattern.test(name))
      ? report.ok(said)
      : report.problem(said, remedies.capabilities),
  ];
}

/** The version that runs this command. */
export function checkNode(version: string): readonly Finding[] {
  const report = createReporter('versions', 'node');
  const major = Number(/^v(\d+)/.exec(version)?.[1]);
  if (major >= nodeMajorMin) return [report.ok(`Node ${version}`)];
  return [
    report.warning(`Node ${version} is older than ${nodeMajorMin}`, `install Node ${nodeMajorMin} or newer`),
  ];
}

/** A peer's own version, by its operations endpoint (core/operations, `/version`): gRPC does not say it. */
export async function checkOperations(url: string): Promise<Finding> {
  const report = createReporter('versions', url);
  try {
    const signal = AbortSignal.timeout(doctorLimits.operationsTimeoutMs);
    const response = await fetch(new URL('/version', url), { signal });
    const { Version: version } = (await response.json()) as { Version?: unknown };
    if (typeof version === 'string') return report.ok(`Fabric ${version}`);
    return report.warning('it says no version', 'name the operations endpoint of a peer or orderer');
  } catch {
    const remedy =
      'name the endpoint in operations.listenAddress, as http://HOST:PORT; one with client authentication is not asked';
    return report.warning('the operations endpoint does not answer', remedy);
  }
}

/** The fabric-shim with which a chaincode's folder runs. */
export async function checkShim(folder: string): Promise<Finding> {
  const report = createReporter('versions', folder);
  try {
    const require = createRequire(join(resolve(folder), 'package.json'));
    const text = await readText(require.resolve('fabric-shim/package.json'));
    const { version = '' } = JSON.parse(text ?? '{}') as { version?: string };
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major > 2 || (major === 2 && minor >= 5)) return report.ok(`fabric-shim ${version}`);
    return report.warning(`fabric-shim ${version}`, remedies.shim);
  } catch {
    return report.warning('no fabric-shim is installed there', "run npm install in the chaincode's folder");
  }
}
