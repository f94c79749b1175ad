import { createHash, X509Certificate } from 'node:crypto';
import { common, msp, orderer, peer } from '@hyperledger/fabric-protos';
import { decodeMessage, isWhole } from '@kontti/fabric-protocol/base';
import { toHex } from '@kontti/fabric-protocol/decoding';

/** Comes before bytes that hold more than is shown of them. */
export const notWhole = 'NOT WHOLE: these bytes hold more than this version of kontti understands';

/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Describes a message of these bytes; where they hold more than is understood, all of them are beside it. */
function describeWhole<T extends { serializeBinary(): Uint8Array }>(
  type: { deserializeBinary(bytes: Uint8Array): T },
  bytes: Uint8Array,
  describe: (message: T) => Json,
): Json {
  const message = type.deserializeBinary(bytes);
  const described = describe(message);
  return isWhole(message, bytes) ? described : { [notWhole]: toHex(bytes), understood: described };
}

/** A certificate's PEM as tools write it; anything else beside it is part of what is signed too. */
function describeCertificate(bytes: Uint8Array): Json {
  if (bytes.length === 0) return null;
  try {
    const certificate = new X509Certificate(bytes);
    const { subject, validTo, fingerprint256: sha256 } = certificate;
    const described = { subject: subject.split('\n').toReversed().join(', '), validTo, sha256 };
    const isAll = certificate.toString().trim() === Buffer.from(bytes).toString().trim();
    return isAll ? described : { ...described, bytes: Buffer.from(bytes).toString() };
  } catch {
    return { malformed: toHex(bytes) };
  }
}

function describeUnit(unit: msp.FabricOUIdentifier | undefined): Json {
  if (unit === undefined) return null;
  return {
    unit: unit.getOrganizationalUnitIdentifier(),
    certifiedBy: describeCertificate(unit.getCertificate_asU8()),
  };
}

function describeNodeOus(units: msp.FabricNodeOUs | undefined): Json {
  if (units === undefined) return null;
  return {
    enable: units.getEnable(),
    client: describeUnit(units.getClientOuIdentifier()),
    peer: describeUnit(units.getPeerOuIdentifier()),
    admin: describeUnit(units.getAdminOuIdentifier()),
    orderer: describeUnit(units.getOrdererOuIdentifier()),
  };
}

/** A key that is in a configuration has no business there: it is shown by its hash. */
function describeSigningIdentity(identity: msp.SigningIdentityInfo): Json {
  const key = identity.getPrivateSigner();
  const material = key?.getKeyMaterial_asU8() ?? new Uint8Array();
  return {
    publicSigner: describeCertificate(identity.getPublicSigner_asU8()),
    privateSigner:
      key === undefined
        ? null
        : {
            keyIdentifier: key.getKeyIdentifier(),
            keyMaterialSha256: createHash('sha256').update(material).digest('hex'),
          },
  };
}

function describeFabricMsp(fabric: msp.FabricMSPConfig): { readonly [name: string]: Json } {
  const crypto = fabric.getCryptoConfig();
  const signing = fabric.getSigningIdentity();
  return {
    mspId: fabric.getName(),
    rootCerts: fabric.getRootCertsList_asU8().map(describeCertificate),
    intermediateCerts: fabric.getIntermediateCertsList_asU8().map(describeCertificate),
    admins: fabric.getAdminsList_asU8().map(describeCertificate),
    tlsRootCerts: fabric.getTlsRootCertsList_asU8().map(describeCertificate),
    tlsIntermediateCerts: fabric.getTlsIntermediateCertsList_asU8().map(describeCertificate),
    revocationLists: fabric.getRevocationListList_asU8().map((pem) => Buffer.from(pem).toString()),
    organizationalUnitIdentifiers: fabric.getOrganizationalUnitIdentifiersList().map(describeUnit),
    nodeOus: describeNodeOus(fabric.getFabricNodeOus()),
    crypto: crypto === undefined ? null : crypto.toObject(),
    ...(signing === undefined ? {} : { signingIdentity: describeSigningIdentity(signing) }),
  };
}

function describeMsp(config: msp.MSPConfig): Json {
  const bytes = config.getConfig_asU8();
  const type = config.getType();
  // Of another kind of MSP nothing is understood.
  return type === 0
    ? describeWhole(msp.FabricMSPConfig, bytes, describeFabricMsp)
    : { type, hex: toHex(bytes) };
}

function describeRaftConsenter(consenter: orderer.etcdraft.Consenter): Json {
  return {
    address: `${consenter.getHost()}:${consenter.getPort()}`,
    clientTlsCert: describeCertificate(consenter.getClientTlsCert_asU8()),
    serverTlsCert: describeCertificate(consenter.getServerTlsCert_asU8()),
  };
}

const stateNames = new Map<number, string>([
  [orderer.ConsensusType.State.STATE_NORMAL, 'normal'],
  [orderer.ConsensusType.State.STATE_MAINTENANCE, 'maintenance'],
]);

function describeConsensusMetadata(type: string, bytes: Uint8Array): Json {
  if (type === 'etcdraft') {
    return describeWhole(orderer.etcdraft.ConfigMetadata, bytes, (raft) => ({
      consenters: raft.getConsentersList().map(describeRaftConsenter),
      options: raft.getOptions()?.toObject() ?? null,
    }));
  }
  if (type === 'BFT') {
    return describeWhole(orderer.smartbft.Options, bytes, (options) => ({ options: options.toObject() }));
  }
  return { metadata: toHex(bytes) };
}

function describeConsensus(consensus: orderer.ConsensusType): Json {
  const type = consensus.getType();
  return {
    type,
    state: stateNames.get(consensus.getState()) ?? consensus.getState(),
    ...(describeConsensusMetadata(type, consensus.getMetadata_asU8()) as { readonly [name: string]: Json }),
  };
}

function describeConsenters(orderers: common.Orderers): Json {
  return orderers.getConsenterMappingList().map((consenter) => ({
    id: consenter.getId(),
    mspId: consenter.getMspId(),
    address: `${consenter.getHost()}:${consenter.getPort()}`,
    identity: describeCertificate(consenter.getIdentity_asU8()),
    clientTlsCert: describeCertificate(consenter.getClientTlsCert_asU8()),
    serverTlsCert: describeCertificate(consenter.getServerTlsCert_asU8()),
  }));
}

function describeAcls(acls: peer.ACLs): Json {
  const described: [string, string][] = [];
  acls.getAclsMap().forEach((resource, name) => {
    described.push([name, resource.getPolicyRef()]);
  });
  return Object.fromEntries(described);
}

type Describer = (bytes: Uint8Array) => Json;

const of =
  <T extends { serializeBinary(): Uint8Array }>(
    type: { deserializeBinary(bytes: Uint8Array): T },
    describe: (message: T) => Json,
  ): Describer =>
  (bytes) =>
    describeWhole(type, bytes, describe);

const describeAddresses = of(common.OrdererAddresses, (message) => message.getAddressesList());

const describers: Readonly<Record<string, Describer>> = {
  MSP: of(msp.MSPConfig, describeMsp),
  AnchorPeers: of(peer.AnchorPeers, (message) =>
    message.getAnchorPeersList().map((anchor) => `${anchor.getHost()}:${anchor.getPort()}`),
  ),
  ACLs: of(peer.ACLs, describeAcls),
  Endpoints: describeAddresses,
  OrdererAddresses: describeAddresses,
  Capabilities: of(common.Capabilities, (message) => [...message.getCapabilitiesMap().keys()]),
  HashingAlgorithm: of(common.HashingAlgorithm, (message) => message.getName()),
  BlockDataHashingStructure: of(common.BlockDataHashingStructure, (message) => message.getWidth()),
  Consortium: of(common.Consortium, (message) => message.getName()),
  ConsensusType: of(orderer.ConsensusType, describeConsensus),
  Orderers: of(common.Orderers, describeConsenters),
  BatchSize: of(orderer.BatchSize, (message) => message.toObject()),
  BatchTimeout: of(orderer.BatchTimeout, (message) => message.getTimeout()),
  ChannelRestrictions: of(orderer.ChannelRestrictions, (message) => message.toObject()),
};

/** What a value of that name says, all of it; hex where the name or the bytes say nothing. */
export function configValueToJson(name: string, bytes: Uint8Array): Json {
  const describe = Object.hasOwn(describers, name) ? describers[name] : undefined;
  if (describe === undefined) return { hex: toHex(bytes) };
  try {
    return decodeMessage({ type: { deserializeBinary: describe }, bytes, name });
  } catch {
    return { malformed: toHex(bytes) };
  }
}
