import { NetworkError } from '@kontti/fabric-protocol/base';
import type { FabricProcess } from './fabric-process';

/** A peer or orderer of a running network. */
export interface FabricNode {
  readonly kind: 'peer' | 'orderer';
  readonly mspId: string;
  readonly endpoint: string;
  readonly process: FabricProcess;
}

/** @throws NetworkError OPTION_INVALID */
export function findNode(nodes: readonly FabricNode[], name: string): FabricNode {
  const found = nodes.find((node) => node.process.name === name);
  if (found === undefined) {
    const names = nodes.map((node) => node.process.name);
    const message = `The network has no node ${name}: it has ${names.join(', ')}.`;
    throw new NetworkError({ code: 'OPTION_INVALID', message, details: { name, names } });
  }
  return found;
}
