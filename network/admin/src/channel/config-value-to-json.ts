import { X509Certificate } from 'node:crypto';
import { common, msp, orderer, peer } from '@hyperledger/fabric-protos';
import { decodeMessage } from '@kontti/fabric-protocol/base';
import { toHex } from '@kontti/fabric-protocol/decoding';

/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

function describeCertificate(bytes: Uint8Array): Json {
  try {
    const { subject, validTo, fingerprint256 } = new X509Certificate(bytes);
    return { subject: subject.split('\n').toReversed().join(', '), validTo, sha256: fingerprint256 };
  } catch {
    return { malformed: toHex(bytes) };
  }
}

function describeMsp(bytes: Uint8Array): Json {
  const config = msp.MSPConfig.deserializeBinary(bytes);
  const fabric = msp.FabricMSPConfig.deserializeBinary(config.getConfig_asU8());
  return {
    mspId: fabric.getName(),
    rootCerts: fabric.getRootCertsList_asU8().map(describeCertificate),
    intermediateCerts: fabric.getIntermediateCertsList_asU8().map(describeCertificate),
    admins: fabric.getAdminsList_asU8().map(describeCertificate),
    tlsRootCerts: fabric.getTlsRootCertsList_asU8().map(describeCertificate),
    tlsIntermediateCerts: fabric.getTlsIntermediateCertsList_asU8().map(describeCertificate),
    revocationLists: fabric.getRevocationListList_asU8().map((pem) => Buffer.from(pem).toString()),
    nodeOus: fabric.getFabricNodeOus()?.getEnable() ?? false,
  };
}

function describeRaftConsenter(consenter: orderer.etcdraft.Consenter): Json {
  return {
    address: `${consenter.getHost()}:${consenter.getPort()}`,
    clientTlsCert: describeCertificate(consenter.getClientTlsCert_asU8()),
    serverTlsCert: describeCertificate(consenter.getServerTlsCert_asU8()),
  };
}

function describeConsensus(bytes: Uint8Array): Json {
  const consensus = orderer.ConsensusType.deserializeBinary(bytes);
  const type = consensus.getType();
  const metadata = consensus.getMetadata_asU8();
  const isMaintenance = consensus.getState() === orderer.ConsensusType.State.STATE_MAINTENANCE;
  const state = isMaintenance ? 'maintenance' : 'normal';
  if (type === 'etcdraft') {
    const raft = orderer.etcdraft.ConfigMetadata.deserializeBinary(metadata);
    const options = raft.getOptions()?.toObject() ?? {};
    return { type, state, consenters: raft.getConsentersList().map(describeRaftConsenter), options };
  }
  if (type === 'BFT')
    return { type, state, options: orderer.smartbft.Options.deserializeBinary(metadata).toObject() };
  return { type, state, metadata: toHex(metadata) };
}

function describeConsenters(bytes: Uint8Array): Json {
  return common.Orderers.deserializeBinary(bytes)
    .getConsenterMappingList()
    .map((consenter) => ({
      id: consenter.getId(),
      mspId: consenter.getMspId(),
      address: `${consenter.getHost()}:${consenter.getPort()}`,
      identity: describeCertificate(consenter.getIdentity_asU8()),
    }));
}

function describeAnchors(bytes: Uint8Array): Json {
  return peer.AnchorPeers.deserializeBinary(bytes)
    .getAnchorPeersList()
    .map((anchor) => `${anchor.getHost()}:${anchor.getPort()}`);
}

function describeAcls(bytes: Uint8Array): Json {
  const acls: [string, string][] = [];
  peer.ACLs.deserializeBinary(bytes)
    .getAclsMap()
    .forEach((resource, name) => {
      acls.push([name, resource.getPolicyRef()]);
    });
  return Object.fromEntries(acls);
}

const describers: Readonly<Record<string, (bytes: Uint8Array) => Json>> = {
  MSP: describeMsp,
  AnchorPeers: describeAnchors,
  ACLs: describeAcls,
  Endpoints: (bytes) => common.OrdererAddresses.deserializeBinary(bytes).getAddressesList(),
  OrdererAddresses: (bytes) => common.OrdererAddresses.deserializeBinary(bytes).getAddressesList(),
  Capabilities: (bytes) => [...common.Capabilities.deserializeBinary(bytes).getCapabilitiesMap().keys()],
  HashingAlgorithm: (bytes) => common.HashingAlgorithm.deserializeBinary(bytes).getName(),
  BlockDataHashingStructure: (bytes) => common.BlockDataHashingStructure.deserializeBinary(bytes).getWidth(),
  Consortium: (bytes) => common.Consortium.deserializeBinary(bytes).getName(),
  ConsensusType: describeConsensus,
  Orderers: describeConsenters,
  BatchSize: (bytes) => orderer.BatchSize.deserializeBinary(bytes).toObject(),
  BatchTimeout: (bytes) => orderer.BatchTimeout.deserializeBinary(bytes).getTimeout(),
  ChannelRestrictions: (bytes) => orderer.ChannelRestrictions.deserializeBinary(bytes).toObject(),
};

/** What a value of that name says; hex where the name or the bytes tell nothing. */
export function configValueToJson(name: string, bytes: Uint8Array): Json {
  const describe = Object.hasOwn(describers, name) ? describers[name] : undefined;
  if (describe === undefined) return { hex: toHex(bytes) };
  try {
    return decodeMessage({ type: { deserializeBinary: describe }, bytes, name });
  } catch {
    return { malformed: toHex(bytes) };
  }
}
