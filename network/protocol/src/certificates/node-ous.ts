import type { NodeRole } from '../msp/types';

const sections: readonly (readonly [section: string, role: NodeRole])[] = [
  ['ClientOUIdentifier', 'client'],
  ['PeerOUIdentifier', 'peer'],
  ['AdminOUIdentifier', 'admin'],
  ['OrdererOUIdentifier', 'orderer'],
];

/** The `config.yaml` of an MSP folder: organisational units say roles. `certificateFile` is the CA's file in `cacerts`. */
export function createNodeOusConfig(certificateFile: string): string {
  const lines = sections.flatMap(([section, role]) => [
    `    ${section}:`,
    `        Certificate: cacerts/${certificateFile}`,
    `        OrganizationalUnitIdentifier: ${role}`,
  ]);
  return ['NodeOUs:', '    Enable: true', ...lines, ''].join('\n');
}
