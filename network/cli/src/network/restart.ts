import { resolve } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { NetworkStatus } from '../control/client';
import type { Terminal } from '../options/terminal';
import { findNetwork } from '../control/find-network';

/** Every name that can be restarted, each once. */
function namesOf({ nodes = [], chaincode }: NetworkStatus): readonly string[] {
  return [...new Set([...nodes, ...chaincode].map(({ name }) => name))];
}

/**
 * Stops a peer, an orderer or the processes of a chaincode if they run, and starts them with what they had; returns once they
 * serve again. @throws NetworkError ARGUMENT_INVALID, NETWORK_ABSENT, FABRIC_START_FAILED, CHAINCODE_START_FAILED
 */
export async function networkRestart(
  { dir, name }: { dir: string; name: string },
  terminal: Terminal,
): Promise<void> {
  const control = await findNetwork(resolve(dir));
  const status = await control.status();
  const isNode = (status.nodes ?? []).some((node) => node.name === name);
  const path = isNode ? '/nodes/restart' : '/chaincode-processes/restart';
  const { restarted } = await control.ask({ method: 'POST', path, body: { name } });
  if (!isNode && restarted === 0) {
    const names = namesOf(status);
    const hint = names.length === 0 ? 'it has nothing that restarts' : `it has ${names.join(', ')}`;
    throw new NetworkError({
      code: 'ARGUMENT_INVALID',
      message: `The network has no process ${name}: ${hint}.`,
      details: { name, names },
    });
  }
  terminal.result({ text: `restarted: ${name}`, json: { event: 'restarted', name } });
}
