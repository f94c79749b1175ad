import type { Topology, TopologyOptions } from './topology';

/** Ports that somebody chose: they must be free before anything starts. */
export function fixedPorts({ companies, ordererPort }: TopologyOptions, topology: Topology): number[] {
  const named = new Set(companies.filter(({ peerPort }) => peerPort !== undefined).map(({ mspId }) => mspId));
  const peers = topology.peers.filter(({ mspId }) => named.has(mspId)).map(({ port }) => port);
  const orderers = topology.orderers.flatMap(({ port, auxiliaryPort }) => [port, auxiliaryPort]);
  return ordererPort === undefined ? peers : [...orderers, ...peers];
}

/** All ports of a network that was kept: its channel's configuration names them. */
export function everyPort({ orderers, peers }: Topology): number[] {
  return [...orderers, ...peers].flatMap(({ port, auxiliaryPort, operationsPort, couchdbPort }) => [
    ...[port, auxiliaryPort, operationsPort],
    ...(couchdbPort === undefined ? [] : [couchdbPort]),
  ]);
}
