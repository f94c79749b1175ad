import { createFaults } from '../faults/create-faults';
import type { FaultyOrderer, FaultyPeer } from '../faults/create-faults';
import type { Faults } from '../faults/types';
import type { Endorser } from '../peer/types';
import { chaincodeMethods } from './chaincode-listener';
import type { CompanyNode } from './company-node';
import { companyMethods, createCompanyPeer } from './company-peer';
import type { CompanyPeer, SharedServices } from './company-peer';
import type { GrpcServer } from './grpc-server';
import type { DevnetCompany } from './types';

/** A company's endpoint before anything is served there. */
export interface Endpoint {
  readonly node: CompanyNode;
  readonly server: GrpcServer;
  /** Where chaincode dials the peer, if it may. */
  readonly chaincodeServer: GrpcServer | undefined;
  readonly company: DevnetCompany;
}

export function endpointServers({ server, chaincodeServer }: Endpoint): readonly GrpcServer[] {
  return chaincodeServer === undefined ? [server] : [server, chaincodeServer];
}

interface ServedPeers {
  readonly peers: ReadonlyMap<string, CompanyPeer>;
  readonly faults: Faults;
}

/** The endpoint closes with the orderer, for gateways and for those who talk to it themselves. */
function toFaultyOrderer(options: { shared: SharedServices; server: GrpcServer }): FaultyOrderer {
  const { shared, server } = options;
  return {
    suspend: (how) => shared.orderer.suspend(how),
    takeDown: () => server.pause(),
    bringUp: () => server.reopen(),
  };
}

/** Serves every company's peer at its endpoint; faults take them out of the gateways' sight and back. */
export function servePeers(options: {
  endpoints: readonly Endpoint[];
  shared: SharedServices;
  ordererServer: GrpcServer;
}): ServedPeers {
  const { endpoints, shared, ordererServer } = options;
  const peers = new Map<string, CompanyPeer>();
  const endorsers = new Map<string, Endorser>();
  const faultyPeers = new Map<string, FaultyPeer>();
  for (const endpoint of endpoints) {
    const { node, company } = endpoint;
    const { mspId } = node;
    const servers = endpointServers(endpoint);
    const peer = createCompanyPeer({ node, address: company.endpoint, shared });
    peers.set(mspId, peer);
    endorsers.set(mspId, peer.endorser);
    faultyPeers.set(mspId, {
      faults: peer.faults,
      takeDown: async () => {
        endorsers.delete(mspId);
        await Promise.all(servers.map((server) => server.pause()));
        peer.support.close();
      },
      bringUp: async () => {
        await Promise.all(servers.map((server) => server.reopen()));
        endorsers.set(mspId, peer.endorser);
      },
    });
  }
  for (const { node, server, chaincodeServer } of endpoints) {
    const peer = peers.get(node.mspId);
    if (peer !== undefined) {
      server.serve(companyMethods({ peer, peers, endorsers, shared }));
      chaincodeServer?.serve(chaincodeMethods(peer.support));
    }
  }
  const orderer = toFaultyOrderer({ shared, server: ordererServer });
  return {
    peers,
    faults: createFaults({ peers: faultyPeers, orderer, hasDocuments: shared.core.ledger.hasDocuments }),
  };
}
