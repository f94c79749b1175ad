import { discovery } from '@hyperledger/fabric-protos';
import type { CompanyAdministration } from '../lifecycle/administrations';
import { targetToClientArguments, type PeerTarget } from '../lifecycle/peer-target';
import { fabricLimits } from './limits';

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

/**
 * What a peer's discovery service (discovery/service.go) says of the channel's members; its private data goes only to peers
 * that it knows. Empty while the peer does not answer or has not joined.
 */
export function readMembership(options: {
  target: PeerTarget;
  signer: CompanyAdministration['signer'];
  channelId: string;
}): Promise<ChannelMembership> {
  const { target, channelId } = options;
  const { address, channelCredentials, channelOptions } = targetToClientArguments(target);
  const client = new discovery.DiscoveryClient(address, channelCredentials, channelOptions);
  const deadline = Date.now() + fabricLimits.probeTimeoutMs;
  return new Promise((resolve) => {
    client.discover(
      signedQuery(options, channelId),
      { deadline },
      (_error, response?: discovery.Response) => {
        client.close();
        const counts = new Map<string, number>();
        const members = response?.getResultsList()[0]?.getMembers()?.getPeersByOrgMap();
        members?.forEach((peers, mspId) => counts.set(mspId, peers.getPeersList().length));
        resolve(counts);
      },
    );
  });
}
