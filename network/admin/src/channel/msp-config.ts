import { msp } from '@hyperledger/fabric-protos';
import type { MspConfig } from '@kontti/fabric-protocol/msp';

/** An organisational unit that says a role, with the authority that must have issued the certificate. */
export interface NodeOuMaterial {
  readonly unit: string;
  readonly certificatePem?: string;
}

/** Which units say which roles. */
export type NodeOus = Readonly<Partial<Record<'client' | 'peer' | 'admin' | 'orderer', NodeOuMaterial>>>;

/** All that a channel's configuration says about an organisation's certificates. */
export interface MspMaterial extends MspConfig {
  readonly tlsIntermediateCerts?: readonly string[];
  /** Undefined where roles are not told by units. */
  readonly nodeOus: NodeOus | undefined;
}

function nodeOu({ unit, certificatePem }: NodeOuMaterial): msp.FabricOUIdentifier {
  const identifier = new msp.FabricOUIdentifier();
  identifier.setOrganizationalUnitIdentifier(unit);
  if (certificatePem !== undefined) identifier.setCertificate(Buffer.from(certificatePem));
  return identifier;
}

function nodeOusToMessage({ client, peer, admin, orderer }: NodeOus): msp.FabricNodeOUs {
  const units = new msp.FabricNodeOUs();
  units.setEnable(true);
  if (client) units.setClientOuIdentifier(nodeOu(client));
  if (peer) units.setPeerOuIdentifier(nodeOu(peer));
  if (admin) units.setAdminOuIdentifier(nodeOu(admin));
  if (orderer) units.setOrdererOuIdentifier(nodeOu(orderer));
  return units;
}

/** Units named like their roles, issued by the first root. */
export function standardNodeOus({ rootCerts }: MspConfig): NodeOus {
  const certificatePem = rootCerts[0] ?? '';
  const of = (unit: string): NodeOuMaterial => ({ unit, certificatePem });
  return { client: of('client'), peer: of('peer'), admin: of('admin'), orderer: of('orderer') };
}

/** An organisation's MSP as its group in the configuration holds it. Mirrors msp/configbuilder.go. */
export function mspMaterialToMessage(material: MspMaterial): msp.MSPConfig {
  const pemsToBytes = (pems: readonly string[] = []): Uint8Array[] => pems.map((pem) => Buffer.from(pem));
  const crypto = new msp.FabricCryptoConfig();
  crypto.setSignatureHashFamily('SHA2');
  crypto.setIdentityIdentifierHashFunction('SHA256');
  const fabric = new msp.FabricMSPConfig();
  fabric.setName(material.mspId);
  fabric.setRootCertsList(pemsToBytes(material.rootCerts));
  fabric.setIntermediateCertsList(pemsToBytes(material.intermediateCerts));
  fabric.setTlsRootCertsList(pemsToBytes(material.tlsRootCerts));
  fabric.setTlsIntermediateCertsList(pemsToBytes(material.tlsIntermediateCerts));
  fabric.setAdminsList(pemsToBytes(material.admins));
  fabric.setRevocationListList(pemsToBytes(material.revocationLists));
  if (material.nodeOus !== undefined) fabric.setFabricNodeOus(nodeOusToMessage(material.nodeOus));
  fabric.setCryptoConfig(crypto);
  const message = new msp.MSPConfig();
  message.setConfig(fabric.serializeBinary());
  return message;
}
