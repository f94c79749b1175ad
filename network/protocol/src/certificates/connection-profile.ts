/** Companies whose MSP ids end so are named without it, as fabric-samples does: Org1MSP is Org1. */
const mspSuffix = /MSP$/;

/** What a connection profile says of a company. */
interface ProfiledCompany {
  readonly mspId: string;
  readonly tlsRootPem: string;
  /** Each with its certificate's name, and host and port. */
  readonly peers: readonly { readonly name: string; readonly endpoint: string }[];
}

/** A common connection profile of one company, as fabric-samples' `ccp-template.json` has it. */
export function createConnectionProfile({ mspId, tlsRootPem, peers }: ProfiledCompany): string {
  const name = mspId.replace(mspSuffix, '');
  const profiles = peers.map((peer) => {
    const grpcOptions = { 'ssl-target-name-override': peer.name, hostnameOverride: peer.name };
    return [
      peer.name,
      { url: `grpcs://${peer.endpoint}`, tlsCACerts: { pem: tlsRootPem }, grpcOptions },
    ] as const;
  });
  const profile = {
    name: `test-network-${name.toLowerCase()}`,
    version: '1.0.0',
    client: { organization: name, connection: { timeout: { peer: { endorser: '300' } } } },
    organizations: { [name]: { mspid: mspId, peers: peers.map((peer) => peer.name) } },
    peers: Object.fromEntries(profiles),
  };
  return `${JSON.stringify(profile, undefined, 4)}\n`;
}

/** The profile's file name: `connection-org1.json` for the domain `org1.example.com`. */
export function domainToProfileName(domain: string): string {
  const [shortName = domain] = domain.split('.');
  return `connection-${shortName}.json`;
}
