import { NetworkError } from '@kontti/fabric-protocol/base';
import type { FabricProcess } from './fabric-process';
import type { CouchdbAccess } from './state-database';

/** A peer or orderer of a running network, or the CouchDB of a peer. */
export interface FabricNode {
  readonly kind: 'peer' | 'orderer' | 'couchdb';
  readonly mspId: string;
  readonly endpoint: string;
  readonly process: FabricProcess;
  /** Where a peer keeps state, if not in LevelDB. */
  readonly couchdb?: CouchdbAccess;
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
