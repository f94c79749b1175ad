import { common, msp, orderer, peer } from '@hyperledger/fabric-protos';
import type { Message } from 'google-protobuf';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { MspConfig } from '../msp/types';
import type { BatchOptions } from '../orderer/block-cutter';
import { createBlock } from '../orderer/block-writer';
import { ordererLimits } from '../orderer/limits';
import { guardLifecyclePolicy } from '../lifecycle/unanimous-governance';
import { textToSignaturePolicy } from '../policy/policy-text';
import { computeTxId } from '../peer/proposal-checks';
import type { DevnetGovernance } from './types';

export interface GenesisOptions {
  readonly channelId: string;
  readonly companies: readonly MspConfig[];
  readonly ordererOrganisation: MspConfig;
  /** host:port where transactions are taken. */
  readonly ordererEndpoint: string;
  readonly batch: BatchOptions;
  readonly governance: DevnetGovernance;
  /** Who signs headers: `msp.SerializedIdentity` bytes. */
  readonly creator: Uint8Array;
  readonly nonce: Uint8Array;
  readonly timeMs: number;
}

const policyTypes = { signature: 1, implicitMeta: 3 };
const { Rule } = common.ImplicitMetaPolicy;

function addValue(group: common.ConfigGroup, name: string, message: Message): void {
  const value = new common.ConfigValue();
  value.setValue(message.serializeBinary());
  value.setModPolicy('Admins');
  group.getValuesMap().set(name, value);
}

function addPolicy(group: common.ConfigGroup, options: { name: string; type: number; value: Message }): void {
  const policy = new common.Policy();
  policy.setType(options.type);
  policy.setValue(options.value.serializeBinary());
  const configPolicy = new common.ConfigPolicy();
  configPolicy.setPolicy(policy);
  configPolicy.setModPolicy('Admins');
  group.getPoliciesMap().set(options.name, configPolicy);
}

function addMetaPolicy(
  group: common.ConfigGroup,
  options: {
    name: string;
    subPolicy?: string;
    rule: common.ImplicitMetaPolicy.RuleMap[keyof common.ImplicitMetaPolicy.RuleMap];
  },
): void {
  const value = new common.ImplicitMetaPolicy();
  value.setSubPolicy(options.subPolicy ?? options.name);
  value.setRule(options.rule);
  addPolicy(group, { name: options.name, type: policyTypes.implicitMeta, value });
}

function addStandardPolicies(group: common.ConfigGroup): void {
  group.setModPolicy('Admins');
  addMetaPolicy(group, { name: 'Readers', rule: Rule.ANY });
  addMetaPolicy(group, { name: 'Writers', rule: Rule.ANY });
  addMetaPolicy(group, { name: 'Admins', rule: Rule.MAJORITY });
}

function addCapability(group: common.ConfigGroup, name: string): void {
  const capabilities = new common.Capabilities();
  capabilities.getCapabilitiesMap().set(name, new common.Capability());
  addValue(group, 'Capabilities', capabilities);
}

function nodeOu(options: { unit: string; certificatePem: string }): msp.FabricOUIdentifier {
  const identifier = new msp.FabricOUIdentifier();
  identifier.setOrganizationalUnitIdentifier(options.unit);
  identifier.setCertificate(Buffer.from(options.certificatePem));
  return identifier;
}

function mspConfigToMessage(config: MspConfig): msp.MSPConfig {
  const certificatePem = config.rootCerts[0] ?? '';
  const units = new msp.FabricNodeOUs();
  units.setEnable(true);
  units.setClientOuIdentifier(nodeOu({ unit: 'client', certificatePem }));
  units.setPeerOuIdentifier(nodeOu({ unit: 'peer', certificatePem }));
  units.setAdminOuIdentifier(nodeOu({ unit: 'admin', certificatePem }));
  units.setOrdererOuIdentifier(nodeOu({ unit: 'orderer', certificatePem }));
  const crypto = new msp.FabricCryptoConfig();
  crypto.setSignatureHashFamily('SHA2');
  crypto.setIdentityIdentifierHashFunction('SHA256');
  const fabric = new msp.FabricMSPConfig();
  fabric.setName(config.mspId);
  const pemToBytes = (pem: string): Uint8Array => Buffer.from(pem);
  fabric.setRootCertsList(config.rootCerts.map(pemToBytes));
  fabric.setIntermediateCertsList((config.intermediateCerts ?? []).map(pemToBytes));
  fabric.setTlsRootCertsList(config.tlsRootCerts.map(pemToBytes));
  fabric.setAdminsList((config.admins ?? []).map(pemToBytes));
  fabric.setRevocationListList((config.revocationLists ?? []).map(pemToBytes));
  fabric.setFabricNodeOus(units);
  fabric.setCryptoConfig(crypto);
  const message = new msp.MSPConfig();
  message.setConfig(fabric.serializeBinary());
  return message;
}

function organisationGroup(options: {
  config: MspConfig;
  roles: Readonly<Record<string, readonly string[]>>;
}): common.ConfigGroup {
  const { config, roles } = options;
  const group = new common.ConfigGroup();
  group.setModPolicy('Admins');
  addValue(group, 'MSP', mspConfigToMessage(config));
  for (const [name, names] of Object.entries(roles)) {
    const text = `OR(${names.map((role) => `'${config.mspId}.${role}'`).join(', ')})`;
    addPolicy(group, { name, type: policyTypes.signature, value: textToSignaturePolicy(text) });
  }
  return group;
}

function applicationGroup(options: GenesisOptions): common.ConfigGroup {
  const group = new common.ConfigGroup();
  addStandardPolicies(group);
  addMetaPolicy(group, { name: 'Endorsement', rule: Rule.MAJORITY });
  addMetaPolicy(group, {
    name: 'LifecycleEndorsement',
    subPolicy: 'Endorsement',
    rule: options.governance === 'unanimous' ? Rule.ALL : Rule.MAJORITY,
  });
  if (options.governance === 'unanimous') guardLifecyclePolicy(group);
  addCapability(group, 'V2_5');
  const roles = {
    Readers: ['admin', 'peer', 'client'],
    Writers: ['admin', 'client'],
    Admins: ['admin'],
    Endorsement: ['peer'],
  };
  for (const config of options.companies) {
    group.getGroupsMap().set(config.mspId, organisationGroup({ config, roles }));
  }
  addValue(group, 'ACLs', new peer.ACLs());
  return group;
}

function ordererGroup(options: GenesisOptions): common.ConfigGroup {
  const { batch, ordererOrganisation: config } = options;
  const group = new common.ConfigGroup();
  addStandardPolicies(group);
  addMetaPolicy(group, { name: 'BlockValidation', subPolicy: 'Writers', rule: Rule.ANY });
  addCapability(group, 'V2_0');
  const consensus = new orderer.ConsensusType();
  consensus.setType('solo');
  addValue(group, 'ConsensusType', consensus);
  const size = new orderer.BatchSize();
  size.setMaxMessageCount(batch.messagesMax);
  size.setAbsoluteMaxBytes(ordererLimits.absoluteBytesMax);
  size.setPreferredMaxBytes(batch.preferredBytesMax ?? ordererLimits.preferredBytesMax);
  addValue(group, 'BatchSize', size);
  const timeout = new orderer.BatchTimeout();
  timeout.setTimeout(`${batch.timeoutMs}ms`);
  addValue(group, 'BatchTimeout', timeout);
  const roles = { Readers: ['member'], Writers: ['member'], Admins: ['admin'] };
  const organisation = organisationGroup({ config, roles });
  const endpoints = new common.OrdererAddresses();
  endpoints.addAddresses(options.ordererEndpoint);
  addValue(organisation, 'Endpoints', endpoints);
  group.getGroupsMap().set(config.mspId, organisation);
  return group;
}

function channelConfig(options: GenesisOptions): common.Config {
  const group = new common.ConfigGroup();
  addStandardPolicies(group);
  addCapability(group, 'V2_0');
  const hashing = new common.HashingAlgorithm();
  hashing.setName('SHA256');
  addValue(group, 'HashingAlgorithm', hashing);
  const structure = new common.BlockDataHashingStructure();
  structure.setWidth(2 ** 32 - 1);
  addValue(group, 'BlockDataHashingStructure', structure);
  group.getGroupsMap().set('Application', applicationGroup(options));
  group.getGroupsMap().set('Orderer', ordererGroup(options));
  const config = new common.Config();
  config.setChannelGroup(group);
  return config;
}

/** Block 0: the channel's configuration, with the policies of fabric-samples' test network. */
export function createGenesisBlock(options: GenesisOptions): common.Block {
  const configEnvelope = new common.ConfigEnvelope();
  configEnvelope.setConfig(channelConfig(options));
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(options.creator);
  signatureHeader.setNonce(options.nonce);
  const timestamp = new Timestamp();
  timestamp.setSeconds(Math.floor(options.timeMs / 1000));
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.CONFIG);
  channelHeader.setVersion(1);
  channelHeader.setChannelId(options.channelId);
  channelHeader.setTxId(computeTxId(signatureHeader));
  channelHeader.setTimestamp(timestamp);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(configEnvelope.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return createBlock({ number: 0, previousHash: new Uint8Array(), data: [envelope.serializeBinary()] });
}
