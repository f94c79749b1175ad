import type { NodeMaterial, OrganizationMaterial } from './organizations';

/** Companies whose MSP ids end so are named without it, as fabric-samples does: Org1MSP is Org1. */
const mspSuffix = /MSP$/;

function nodeToProfile(node: NodeMaterial, tlsCaPem: string): object {
  return {
    url: `grpcs://localhost:${node.port}`,
    tlsCACerts: { pem: tlsCaPem },
    grpcOptions: { 'ssl-target-name-override': node.commonName, hostnameOverride: node.commonName },
  };
}

/** A common connection profile of one company, as fabric-samples' `ccp-template.json` has it. */
export function createConnectionProfile(organization: OrganizationMaterial): string {
  const { authority, nodes } = organization;
  const name = authority.mspId.replace(mspSuffix, '');
  const tlsCaPem = authority.tlsCa.certificatePem;
  const peers = nodes.map((node) => [node.commonName, nodeToProfile(node, tlsCaPem)] as const);
  const profile = {
    name: `test-network-${name.toLowerCase()}`,
    version: '1.0.0',
    client: { organization: name, connection: { timeout: { peer: { endorser: '300' } } } },
    organizations: { [name]: { mspid: authority.mspId, peers: nodes.map((node) => node.commonName) } },
    peers: Object.fromEntries(peers),
  };
  return `${JSON.stringify(profile, undefined, 4)}\n`;
}
