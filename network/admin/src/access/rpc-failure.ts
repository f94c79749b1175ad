import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { gateway, google } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';

/** The step of administration in which something failed. */
export type LifecycleStage = 'install' | 'query' | 'endorse' | 'submit' | 'commitStatus';

const detailsKey = 'grpc-status-details-bin';

/** What gRPC says when it is not the peer that answers. */
const unreachablePattern =
  /^(No connection established|Name resolution failed|Failed to connect|Waiting for LB)/;

/** What each node said that took part; empty when the answer carries no details. Mirrors internal/pkg/gateway. */
function errorToNodeMessages(error: ServiceError): string[] {
  // Another copy of the library may have made the error.
  const metadata: unknown = error.metadata;
  if (!(metadata instanceof Metadata)) return [];
  const messages: string[] = [];
  for (const value of metadata.get(detailsKey)) {
    const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : value;
    for (const detail of google.rpc.Status.deserializeBinary(bytes).getDetailsList()) {
      const node = gateway.ErrorDetail.deserializeBinary(detail.getValue_asU8());
      messages.push(`${node.getMspId()} (${node.getAddress()}): ${node.getMessage()}`);
    }
  }
  return messages;
}

/** What peers say when they do not accept who asks. Mirrors core/endorser, core/aclmgmt and core/policy. */
const deniedPattern =
  /access denied|failed ACL check|creator org|creator is malformed|satisfies local MSP principal|creator's signature|certificate (?:has expired|signed by unknown authority)/i;

/** What helps when a peer refuses; empty when nothing more is known than what it said. */
export function reasonToRemedy(reason: string): string {
  if (/Failed to get policy manager for channel/i.test(reason)) {
    return ' (the peer is in no such channel: check --channel)';
  }
  if (deniedPattern.test(reason)) {
    return ' (the peer does not accept this identity: use a valid certificate and key of an admin of its own company, --msp-id and --msp-path)';
  }
  if (/no combination of peers can be derived/.test(reason)) {
    return ' (too few peers of the companies are up, known to this peer, or agree)';
  }
  return '';
}

/** An error that names the company that was asked, the stage, the gRPC status and what the nodes said. */
export function errorToLifecycleFailure(options: {
  error: ServiceError;
  stage: LifecycleStage;
  mspId: string;
  endpoint: string;
}): NetworkError {
  const { error, stage, mspId, endpoint } = options;
  const nodes = errorToNodeMessages(error);
  const reason = nodes.length > 0 ? nodes.join('; ') : error.details;
  const where = `${mspId}'s peer at ${endpoint}`;
  const isAway = error.code === status.UNAVAILABLE && unreachablePattern.test(error.details);
  const remedy =
    error.code === status.UNIMPLEMENTED
      ? ' (the peer has no gateway: it takes Fabric 2.4 or newer, with peer.gateway.enabled)'
      : reasonToRemedy(reason);
  const message = isAway
    ? `${where} cannot be reached: start the network, or check the address (${reason}).`
    : `${where} refused at ${stage}: ${reason}${remedy}`;
  return new NetworkError({
    code: 'LIFECYCLE_FAILED',
    message,
    details: { stage, mspId, endpoint, grpcStatus: error.code, nodes },
    cause: error,
  });
}
