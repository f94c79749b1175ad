import { common, orderer, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import { createCompanyGroup } from './change-companies';
import {
  adminsPolicy,
  setConfigValue,
  setMetaPolicy,
  setRolePolicies,
} from '@kontti/fabric-protocol/configuration';
import type { BatchSettings } from './change-batch';
import { guardLifecyclePolicy } from './governance';
import type { ChannelCapability, Governance } from '../consortium/types';
import { mspMaterialToMessage, standardNodeOus, type MspMaterial } from './msp-config';
import type { MspConfig } from '@kontti/fabric-protocol/msp';
import { createBlock, computeTxId } from '@kontti/fabric-protocol/envelopes';

interface GenesisOptions {
  readonly channelId: string;
  readonly companies: readonly MspConfig[];
  readonly ordererOrganisation: MspConfig;
  /** host:port where transactions are taken. */
  readonly ordererEndpoint: string;
  readonly batch: BatchSettings;
  readonly governance: Governance;
  readonly channelCapability: ChannelCapability;
  /** Who signs headers: `msp.SerializedIdentity` bytes. */
  readonly creator: Uint8Array;
  readonly nonce: Uint8Array;
  readonly timeMs: number;
}

const { Rule } = common.ImplicitMetaPolicy;

function addCapability(group: common.ConfigGroup, name: string): void {
  const capabilities = new common.Capabilities();
  capabilities.getCapabilitiesMap().set(name, new common.Capability());
  setConfigValue(group, 'Capabilities', capabilities);
}

function addStandardPolicies(group: common.ConfigGroup): void {
  group.setModPolicy(adminsPolicy);
  setMetaPolicy(group, { name: 'Readers', rule: Rule.ANY });
  setMetaPolicy(group, { name: 'Writers', rule: Rule.ANY });
  setMetaPolicy(group, { name: 'Admins', rule: Rule.MAJORITY });
}

function withNodeOus(config: MspConfig): MspMaterial {
  return { ...config, nodeOus: standardNodeOus(config) };
}

function ordererOrganisationGroup(options: GenesisOptions): common.ConfigGroup {
  const { ordererOrganisation: config, ordererEndpoint } = options;
  const group = new common.ConfigGroup();
  group.setModPolicy(adminsPolicy);
  setConfigValue(group, 'MSP', mspMaterialToMessage(withNodeOus(config)));
  const roles = { Readers: ['member'], Writers: ['member'], Admins: ['admin'] };
  setRolePolicies(group, { mspId: config.mspId, roles });
  const endpoints = new common.OrdererAddresses();
  endpoints.addAddresses(ordererEndpoint);
  setConfigValue(group, 'Endpoints', endpoints);
  return group;
}

function applicationGroup(options: GenesisOptions): common.ConfigGroup {
  const group = new common.ConfigGroup();
  addStandardPolicies(group);
  setMetaPolicy(group, { name: 'Endorsement', rule: Rule.MAJORITY });
  setMetaPolicy(group, {
    name: 'LifecycleEndorsement',
    subPolicy: 'Endorsement',
    rule: options.governance === 'unanimous' ? Rule.ALL : Rule.MAJORITY,
  });
  addCapability(group, 'V2_5');
  if (options.governance === 'unanimous') guardLifecyclePolicy(group);
  for (const config of options.companies) {
    group.getGroupsMap().set(config.mspId, createCompanyGroup({ material: withNodeOus(config) }));
  }
  setConfigValue(group, 'ACLs', new peer.ACLs());
  return group;
}

function ordererGroup(options: GenesisOptions): common.ConfigGroup {
  const { batch, ordererOrganisation: config } = options;
  const group = new common.ConfigGroup();
  addStandardPolicies(group);
  setMetaPolicy(group, { name: 'BlockValidation', subPolicy: 'Writers', rule: Rule.ANY });
  addCapability(group, 'V2_0');
  const consensus = new orderer.ConsensusType();
  consensus.setType('solo');
  setConfigValue(group, 'ConsensusType', consensus);
  const size = new orderer.BatchSize();
  size.setMaxMessageCount(batch.messagesMax);
  size.setAbsoluteMaxBytes(batch.absoluteBytesMax);
  size.setPreferredMaxBytes(batch.preferredBytesMax);
  setConfigValue(group, 'BatchSize', size);
  const timeout = new orderer.BatchTimeout();
  timeout.setTimeout(`${batch.timeoutMs}ms`);
  setConfigValue(group, 'BatchTimeout', timeout);
  group.getGroupsMap().set(config.mspId, ordererOrganisationGroup(options));
  return group;
}

function channelConfig(options: GenesisOptions): common.Config {
  const group = new common.ConfigGroup();
  addStandardPolicies(group);
  addCapability(group, options.channelCapability);
  const hashing = new common.HashingAlgorithm();
  hashing.setName('SHA256');
  setConfigValue(group, 'HashingAlgorithm', hashing);
  const structure = new common.BlockDataHashingStructure();
  structure.setWidth(2 ** 32 - 1);
  setConfigValue(group, 'BlockDataHashingStructure', structure);
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
