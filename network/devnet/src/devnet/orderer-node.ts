import {
  openKeptAuthority,
  type CompanyAuthority,
  type KeyBook,
  type OrganizationMaterial,
} from '@kontti/fabric-protocol/certificates';
import { type CertifiedKey, createSigner, type Signer } from '@kontti/fabric-protocol/signatures';
import type { Logger } from './logger';
import { atomicBroadcastMethods } from '../orderer/atomic-broadcast';
import type { BatchOptions, BlockCutting } from '../orderer/block-cutter';
import { createOrderer } from '../orderer/orderer';
import type { Orderer } from '../orderer/orderer';
import type { Channel } from '../peer/types';
import type { NodeEnvironment } from './company-node';
import { startGrpcServer } from './grpc-server';
import type { GrpcServer } from './grpc-server';
import type { NetworkCalls } from './reverting';
import { ordererDomain, ordererMspId } from './settings';
import type { OrdererEndpoint } from './types';

const domain = ordererDomain;
const hostAlias = `orderer.${domain}`;

/** The orderer's keys and its endpoint, before anything is served there. */
export interface OrdererNode extends OrdererEndpoint {
  readonly authority: CompanyAuthority;
  readonly signer: Signer;
  readonly server: GrpcServer;
  readonly identity: CertifiedKey;
  readonly tls: CertifiedKey;
}

/** @throws NetworkError PORT_TAKEN */
export async function openOrdererNode(options: {
  /** 0 takes a free port. */
  port: number;
  environment: NodeEnvironment & { readonly keys: KeyBook };
}): Promise<OrdererNode> {
  const { keys } = options.environment;
  const mspId = ordererMspId;
  const authority = await openKeptAuthority({ mspId, domain, ...options.environment });
  const [identity, tls] = await Promise.all([
    keys.keep(`${mspId}/orderer`, () => authority.issueIdentity({ commonName: hostAlias, role: 'orderer' })),
    keys.keep(`${mspId}/orderer-tls`, () =>
      authority.issueTlsCertificate({ commonName: hostAlias, hosts: [hostAlias, 'localhost', '127.0.0.1'] }),
    ),
  ]);
  const server = await startGrpcServer({ port: options.port, tls });
  return {
    ...{ mspId, hostAlias, authority, identity, tls, server },
    endpoint: `localhost:${server.port}`,
    tlsRootPem: authority.tlsCa.certificatePem,
    signer: createSigner({ ...identity, mspId }),
  };
}

/** As `organizations/ordererOrganizations` holds it. */
export function ordererToOrganization({
  authority,
  identity,
  tls,
  server,
}: OrdererNode): OrganizationMaterial {
  return { authority, nodes: [{ commonName: hostAlias, identity, tls, port: server.port }] };
}

/** Orders the channel's transactions from now on, those of the gateways and those that come to its endpoint. */
export function serveOrderer(
  options: NodeEnvironment & {
    node: OrdererNode;
    channel: Channel;
    batch: BatchOptions;
    blocks: BlockCutting;
    logger: Logger;
    calls: NetworkCalls;
  },
): Orderer {
  const { node, channel, calls, clock, randomBytes, batch, blocks, logger } = options;
  const { channelId, ledger, mspManager, policies } = channel;
  const orderer = createOrderer({
    ...{ channelId, mspManager, policies, clock, ledger, signer: node.signer, randomBytes, batch, blocks },
    address: node.endpoint,
    onFailure: (error) => {
      const reason = error instanceof Error ? error.message : String(error);
      logger.warn(`A block could not be committed, nothing is ordered from now on: ${reason}`);
    },
  });
  const methods = atomicBroadcastMethods({ channel, clock, orderer });
  node.server.serve(methods.map((method) => calls.cuttable(method)));
  return orderer;
}
