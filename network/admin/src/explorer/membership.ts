import type { ServiceError } from '@grpc/grpc-js';
import { discovery } from '@hyperledger/fabric-protos';
import type { CompanyAdministration } from '../access/administrations';
import { targetToClientArguments, type PeerTarget } from '../access/peer-target';
import { explorerLimits } from './limits';

/** How many peers of each company one peer knows of in a channel, itself included. */
export type ChannelMembership = ReadonlyMap<string, number>;

function signedQuery(
  { signer }: Pick<CompanyAdministration, 'signer'>,
  channelId: string,
): discovery.SignedRequest {
  const authentication = new discovery.AuthInfo();
  authentication.setClientIdentity(signer.serialized);
  const query = new discovery.Query();
  query.setChannel(channelId);
  query.setPeerQuery(new discovery.PeerMembershipQuery());
  const request = new discovery.Request();
  request.setAuthentication(authentication);
  request.addQueries(query);
  const payload = request.serializeBinary();
  const signed = new discovery.SignedRequest();
  signed.setPayload(payload);
  signed.setSignature(signer.sign(payload));
  return signed;
}

interface MembershipQuestion {
  readonly target: PeerTarget;
  readonly signer: CompanyAdministration['signer'];
  readonly channelId: string;
}

/**
 * What a peer's discovery service (discovery/service.go) says of the channel's members; its private data goes only to peers
 * that it knows. @throws gRPC's error, or what the service says against it
 */
export function askMembership(options: MembershipQuestion): Promise<ChannelMembership> {
  const { target, channelId } = options;
  const { address, channelCredentials, channelOptions } = targetToClientArguments(target);
  const client = new discovery.DiscoveryClient(address, channelCredentials, channelOptions);
  const deadline = Date.now() + explorerLimits.membershipTimeoutMs;
  return new Promise((resolve, reject) => {
    client.discover(
      signedQuery(options, channelId),
      { deadline },
      (error: ServiceError | null, response?: discovery.Response) => {
        client.close();
        const result = response?.getResultsList()[0];
        const refusal = result?.getError()?.getContent();
        if (error !== null) reject(error);
        else if (refusal !== undefined) reject(new Error(refusal));
        else resolve(countPeers(result?.getMembers()));
      },
    );
  });
}

function countPeers(members: discovery.PeerMembershipResult | undefined): ChannelMembership {
  const counts = new Map<string, number>();
  members?.getPeersByOrgMap().forEach((peers, mspId) => counts.set(mspId, peers.getPeersList().length));
  return counts;
}

/** The same; empty while the peer does not answer or has not joined. */
export async function readMembership(options: MembershipQuestion): Promise<ChannelMembership> {
  return askMembership(options).catch(() => new Map());
}
