import { msp } from '@hyperledger/fabric-protos';
import { decodeMessage, isWhole, NetworkError } from '@kontti/fabric-protocol/base';
import { readConfigValue, type ConfigGroup } from '@kontti/fabric-protocol/configuration';
import type { MspConfig, NodeOus, UnitIdentifier } from '@kontti/fabric-protocol/msp';

/** All that a channel's configuration says about an organisation's certificates. */
export interface MspMaterial extends MspConfig {
  /** PEM certificates of intermediate authorities that issue TLS certificates; none by default. */
  readonly tlsIntermediateCerts?: readonly string[];
  /** False where roles are not given by units. */
  readonly nodeOus: NodeOus | false;
}

/** The one kind of MSP that is understood here; the other is Idemix. */
const fabricMspType = 0;
const hashFamily = 'SHA2';
const identityHash = 'SHA256';

function unitToMessage({ unit, certificatePem }: UnitIdentifier): msp.FabricOUIdentifier {
  const identifier = new msp.FabricOUIdentifier();
  identifier.setOrganizationalUnitIdentifier(unit);
  if (certificatePem !== undefined) identifier.setCertificate(Buffer.from(certificatePem));
  return identifier;
}

function nodeOusToMessage({ client, peer, admin, orderer }: NodeOus): msp.FabricNodeOUs {
  const units = new msp.FabricNodeOUs();
  units.setEnable(true);
  if (client) units.setClientOuIdentifier(unitToMessage(client));
  if (peer) units.setPeerOuIdentifier(unitToMessage(peer));
  if (admin) units.setAdminOuIdentifier(unitToMessage(admin));
  if (orderer) units.setOrdererOuIdentifier(unitToMessage(orderer));
  return units;
}

/** Units named like their roles, issued by the first root. */
export function standardNodeOus({ rootCerts }: MspConfig): NodeOus {
  const certificatePem = rootCerts[0] ?? '';
  const of = (unit: string): UnitIdentifier => ({ unit, certificatePem });
  return { client: of('client'), peer: of('peer'), admin: of('admin'), orderer: of('orderer') };
}

/** An organisation's MSP as its group in the configuration holds it. Mirrors msp/configbuilder.go. */
export function mspMaterialToMessage(material: MspMaterial): msp.MSPConfig {
  const pemsToBytes = (pems: readonly string[] = []): Uint8Array[] => pems.map((pem) => Buffer.from(pem));
  const crypto = new msp.FabricCryptoConfig();
  crypto.setSignatureHashFamily(hashFamily);
  crypto.setIdentityIdentifierHashFunction(identityHash);
  const fabric = new msp.FabricMSPConfig();
  fabric.setName(material.mspId);
  fabric.setRootCertsList(pemsToBytes(material.rootCerts));
  fabric.setIntermediateCertsList(pemsToBytes(material.intermediateCerts));
  fabric.setTlsRootCertsList(pemsToBytes(material.tlsRootCerts));
  fabric.setTlsIntermediateCertsList(pemsToBytes(material.tlsIntermediateCerts));
  fabric.setAdminsList(pemsToBytes(material.admins));
  fabric.setRevocationListList(pemsToBytes(material.revocationLists));
  fabric.setOrganizationalUnitIdentifiersList(
    (material.organizationalUnitIdentifiers ?? []).map(unitToMessage),
  );
  if (material.nodeOus !== false) fabric.setFabricNodeOus(nodeOusToMessage(material.nodeOus));
  fabric.setCryptoConfig(crypto);
  const message = new msp.MSPConfig();
  message.setConfig(fabric.serializeBinary());
  return message;
}

const toPem = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

function messageToUnit(message: msp.FabricOUIdentifier): UnitIdentifier {
  const certificate = message.getCertificate_asU8();
  const unit = message.getOrganizationalUnitIdentifier();
  return certificate.length === 0 ? { unit } : { unit, certificatePem: toPem(certificate) };
}

function messageToNodeOus(message: msp.FabricNodeOUs | undefined): NodeOus | false {
  if (message?.getEnable() !== true) return false;
  const units = {
    client: message.getClientOuIdentifier(),
    peer: message.getPeerOuIdentifier(),
    admin: message.getAdminOuIdentifier(),
    orderer: message.getOrdererOuIdentifier(),
  };
  return Object.fromEntries(
    Object.entries(units).flatMap(([role, unit]) => (unit ? [[role, messageToUnit(unit)]] : [])),
  );
}

function unusable(message: string): NetworkError {
  return new NetworkError({ code: 'CHANNEL_CONFIG_UNUSABLE', message });
}

/** Judging by a part of what a company says would let in whom it keeps out. */
function checkUnderstood(config: msp.MSPConfig, fabric: msp.FabricMSPConfig): void {
  const name = fabric.getName();
  const { signatureHashFamily = '', identityIdentifierHashFunction = '' } =
    fabric.getCryptoConfig()?.toObject() ?? {};
  if (!isWhole(fabric, config.getConfig_asU8())) {
    throw unusable(`The MSP of ${name} holds more than this version of kontti understands: use a newer one.`);
  }
  if (
    !['', hashFamily].includes(signatureHashFamily) ||
    !['', identityHash].includes(identityIdentifierHashFunction)
  ) {
    throw unusable(
      `The MSP of ${name} signs with ${signatureHashFamily} and ${identityIdentifierHashFunction}: only ${hashFamily} and ${identityHash} are supported.`,
    );
  }
}

/**
 * The MSP in an organisation's group; undefined without one.
 * @throws NetworkError MALFORMED_MESSAGE, CHANNEL_CONFIG_UNUSABLE for one that is not understood in whole
 */
export function groupToMspConfig(group: ConfigGroup): MspConfig | undefined {
  const config = readConfigValue(group, 'MSP', msp.MSPConfig);
  if (config === undefined) return undefined;
  if (config.getType() !== fabricMspType) {
    throw unusable(
      `The channel has an MSP of type ${config.getType()} (Idemix): only certificates are supported.`,
    );
  }
  const type = msp.FabricMSPConfig;
  const fabric = decodeMessage({ type, bytes: config.getConfig_asU8(), name: 'FabricMSPConfig' });
  checkUnderstood(config, fabric);
  return {
    mspId: fabric.getName(),
    rootCerts: fabric.getRootCertsList_asU8().map(toPem),
    intermediateCerts: fabric.getIntermediateCertsList_asU8().map(toPem),
    tlsRootCerts: [...fabric.getTlsRootCertsList_asU8(), ...fabric.getTlsIntermediateCertsList_asU8()].map(
      toPem,
    ),
    admins: fabric.getAdminsList_asU8().map(toPem),
    revocationLists: fabric.getRevocationListList_asU8().map(toPem),
    nodeOus: messageToNodeOus(fabric.getFabricNodeOus()),
    organizationalUnitIdentifiers: fabric.getOrganizationalUnitIdentifiersList().map(messageToUnit),
  };
}
