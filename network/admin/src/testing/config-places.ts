import { common, msp, orderer, peer } from '@hyperledger/fabric-protos';
import { everyScalar, filled, type Message } from './change-fields';

/** Something in an update, and how the update comes to hold it. */
interface Place {
  readonly name: string;
  /** With every field set. */
  readonly make: () => Message;
  readonly wrap: (message: Message) => common.ConfigUpdate;
}

const bytes = (text: string): Uint8Array => Buffer.from(text);
/** An update whose write set is filled so. */
export function updateOf(fill: (group: common.ConfigGroup) => void): common.ConfigUpdate {
  const group = new common.ConfigGroup();
  fill(group);
  const update = new common.ConfigUpdate();
  update.setChannelId('mychannel');
  update.setReadSet(new common.ConfigGroup());
  update.setWriteSet(group);
  return update;
}

/** An update that sets the value of that name. */
export const inValue =
  (name: string) =>
  (message: Message): common.ConfigUpdate =>
    updateOf((group) => {
      const value = new common.ConfigValue();
      value.setValue(message.serializeBinary());
      group.getValuesMap().set(name, value);
    });

const inPolicy =
  (type: number) =>
  (message: Message): common.ConfigUpdate =>
    updateOf((group) => {
      const policy = new common.Policy();
      policy.setType(type);
      policy.setValue(message.serializeBinary());
      const config = new common.ConfigPolicy();
      config.setPolicy(policy);
      group.getPoliciesMap().set('Admins', config);
    });

const inPrincipal =
  (classification: number) =>
  (message: Message): common.ConfigUpdate => {
    const principal = new msp.MSPPrincipal();
    principal.setPrincipalClassification(classification as 0);
    principal.setPrincipal(message.serializeBinary());
    const envelope = signedBy(principal);
    return inPolicy(common.Policy.PolicyType.SIGNATURE)(envelope as unknown as Message);
  };

function signedBy(principal: msp.MSPPrincipal): common.SignaturePolicyEnvelope {
  const rule = new common.SignaturePolicy();
  rule.setSignedBy(0);
  const gate = new common.SignaturePolicy.NOutOf();
  gate.setN(1);
  gate.setRulesList([rule]);
  const outer = new common.SignaturePolicy();
  outer.setNOutOf(gate);
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setVersion(1);
  envelope.setRule(outer);
  envelope.setIdentitiesList([principal]);
  return envelope;
}

const inMsp = (message: Message): common.ConfigUpdate => {
  const config = new msp.MSPConfig();
  config.setConfig(message.serializeBinary());
  return inValue('MSP')(config as unknown as Message);
};

const inConsensus =
  (type: string) =>
  (message: Message): common.ConfigUpdate => {
    const consensus = new orderer.ConsensusType();
    consensus.setType(type);
    consensus.setMetadata(message.serializeBinary());
    return inValue('ConsensusType')(consensus as unknown as Message);
  };

const unit = (pem: Uint8Array): Message =>
  filled(new msp.FabricOUIdentifier(), { Certificate: pem, OrganizationalUnitIdentifier: 'unit' });

const principal = (): Message => {
  const role = filled(new msp.MSPRole(), { MspIdentifier: 'Org1MSP', Role: msp.MSPRole.MSPRoleType.ADMIN });
  return filled(new msp.MSPPrincipal(), { PrincipalClassification: 0, Principal: role.serializeBinary() });
};

const treePlaces: readonly Place[] = [
  {
    name: 'ConfigUpdate',
    make: () =>
      filled(
        updateOf((group) => group.getValuesMap().set('Unknown', new common.ConfigValue())),
        {},
      ),
    wrap: (message) => message as unknown as common.ConfigUpdate,
  },
  {
    name: 'ConfigGroup',
    make: () => filled(new common.ConfigGroup(), { Version: 1, ModPolicy: 'Admins' }),
    wrap: (message) => {
      const update = updateOf(() => undefined);
      update.setWriteSet(message as unknown as common.ConfigGroup);
      return update;
    },
  },
  {
    name: 'ConfigValue',
    make: () => filled(new common.ConfigValue(), { Version: 1, ModPolicy: 'Admins', Value: bytes('x') }),
    wrap: (message) =>
      updateOf((group) => group.getValuesMap().set('Unknown', message as unknown as common.ConfigValue)),
  },
  {
    name: 'ConfigPolicy',
    make: () =>
      filled(new common.ConfigPolicy(), {
        ...{ Version: 1, ModPolicy: 'Admins' },
        Policy: filled(new common.Policy(), { Type: common.Policy.PolicyType.MSP, Value: bytes('x') }),
      }),
    wrap: (message) =>
      updateOf((group) => group.getPoliciesMap().set('Admins', message as unknown as common.ConfigPolicy)),
  },
  {
    name: 'ImplicitMetaPolicy',
    make: () => filled(new common.ImplicitMetaPolicy(), { SubPolicy: 'Admins', Rule: 2 }),
    wrap: inPolicy(common.Policy.PolicyType.IMPLICIT_META),
  },
  {
    name: 'SignaturePolicyEnvelope',
    make: () => signedBy(principal() as unknown as msp.MSPPrincipal) as unknown as Message,
    wrap: inPolicy(common.Policy.PolicyType.SIGNATURE),
  },
];

const principalPlaces = (pem: Uint8Array): readonly Place[] => [
  {
    name: 'MSPRole',
    make: () => filled(new msp.MSPRole(), { MspIdentifier: 'Org1MSP', Role: 1 }),
    wrap: inPrincipal(msp.MSPPrincipal.Classification.ROLE),
  },
  {
    name: 'OrganizationUnit',
    make: () =>
      filled(new msp.OrganizationUnit(), {
        ...{ MspIdentifier: 'Org1MSP', OrganizationalUnitIdentifier: 'a' },
        CertifiersIdentifier: bytes('c'),
      }),
    wrap: inPrincipal(msp.MSPPrincipal.Classification.ORGANIZATION_UNIT),
  },
  {
    name: 'SerializedIdentity',
    make: () => filled(new msp.SerializedIdentity(), { Mspid: 'Org1MSP', IdBytes: pem }),
    wrap: inPrincipal(msp.MSPPrincipal.Classification.IDENTITY),
  },
  {
    name: 'MSPIdentityAnonymity',
    make: () => filled(new msp.MSPIdentityAnonymity(), { AnonymityType: 1 }),
    wrap: inPrincipal(msp.MSPPrincipal.Classification.ANONYMITY),
  },
  {
    name: 'CombinedPrincipal',
    make: () => filled(new msp.CombinedPrincipal(), { PrincipalsList: [principal()] }),
    wrap: inPrincipal(msp.MSPPrincipal.Classification.COMBINED),
  },
];

const mspPlaces = (pem: Uint8Array): readonly Place[] => [
  {
    name: 'MSPConfig',
    make: () => filled(new msp.MSPConfig(), { Config: bytes('x'), Type: 1 }),
    wrap: inValue('MSP'),
  },
  {
    name: 'FabricMSPConfig',
    make: () =>
      filled(new msp.FabricMSPConfig(), {
        Name: 'Org1MSP',
        RootCertsList: [pem],
        IntermediateCertsList: [pem],
        AdminsList: [pem],
        RevocationListList: [bytes('list')],
        SigningIdentity: filled(new msp.SigningIdentityInfo(), {
          PublicSigner: pem,
          PrivateSigner: filled(new msp.KeyInfo(), { KeyIdentifier: 'key', KeyMaterial: bytes('k') }),
        }),
        OrganizationalUnitIdentifiersList: [unit(pem)],
        CryptoConfig: filled(new msp.FabricCryptoConfig(), {
          ...{ SignatureHashFamily: 'SHA2', IdentityIdentifierHashFunction: 'SHA256' },
        }),
        TlsRootCertsList: [pem],
        TlsIntermediateCertsList: [pem],
        FabricNodeOus: filled(new msp.FabricNodeOUs(), {
          ...{ Enable: true, ClientOuIdentifier: unit(pem), PeerOuIdentifier: unit(pem) },
          ...{ AdminOuIdentifier: unit(pem), OrdererOuIdentifier: unit(pem) },
        }),
      }),
    wrap: inMsp,
  },
];

const channelPlaces = (pem: Uint8Array): readonly Place[] => [
  {
    name: 'AnchorPeers',
    make: () =>
      filled(new peer.AnchorPeers(), {
        AnchorPeersList: [filled(new peer.AnchorPeer(), { Host: 'a', Port: 1 })],
      }),
    wrap: inValue('AnchorPeers'),
  },
  {
    name: 'OrdererAddresses',
    make: () => filled(new common.OrdererAddresses(), { AddressesList: ['a:1'] }),
    wrap: inValue('OrdererAddresses'),
  },
  {
    name: 'HashingAlgorithm',
    make: () => filled(new common.HashingAlgorithm(), { Name: 'SHA256' }),
    wrap: inValue('HashingAlgorithm'),
  },
  {
    name: 'BlockDataHashingStructure',
    make: () => filled(new common.BlockDataHashingStructure(), { Width: 7 }),
    wrap: inValue('BlockDataHashingStructure'),
  },
  {
    name: 'Consortium',
    make: () => filled(new common.Consortium(), { Name: 'c' }),
    wrap: inValue('Consortium'),
  },
  {
    name: 'Orderers',
    make: () =>
      filled(new common.Orderers(), {
        ConsenterMappingList: [
          filled(new common.Consenter(), {
            ...{ Id: 1, Host: 'a', Port: 1, MspId: 'OrdererMSP' },
            ...{ Identity: pem, ClientTlsCert: pem, ServerTlsCert: pem },
          }),
        ],
      }),
    wrap: inValue('Orderers'),
  },
];

const ordererPlaces = (pem: Uint8Array): readonly Place[] => [
  {
    name: 'ConsensusType',
    make: () => filled(new orderer.ConsensusType(), { Type: 'other', Metadata: bytes('m'), State: 1 }),
    wrap: inValue('ConsensusType'),
  },
  {
    name: 'ConfigMetadata of Raft',
    make: () =>
      filled(new orderer.etcdraft.ConfigMetadata(), {
        ConsentersList: [
          filled(new orderer.etcdraft.Consenter(), {
            ...{ Host: 'a', Port: 1, ClientTlsCert: pem, ServerTlsCert: pem },
          }),
        ],
        Options: filled(new orderer.etcdraft.Options(), {
          ...{ TickInterval: '1s', ElectionTick: 1, HeartbeatTick: 1 },
          ...{ MaxInflightBlocks: 1, SnapshotIntervalSize: 1 },
        }),
      }),
    wrap: inConsensus('etcdraft'),
  },
  {
    name: 'Options of BFT',
    make: () => everyScalar(new orderer.smartbft.Options()),
    wrap: inConsensus('BFT'),
  },
  { name: 'BatchSize', make: () => everyScalar(new orderer.BatchSize()), wrap: inValue('BatchSize') },
  {
    name: 'BatchTimeout',
    make: () => filled(new orderer.BatchTimeout(), { Timeout: '2s' }),
    wrap: inValue('BatchTimeout'),
  },
  {
    name: 'ChannelRestrictions',
    make: () => everyScalar(new orderer.ChannelRestrictions()),
    wrap: inValue('ChannelRestrictions'),
  },
];

/** Every message of which a channel's configuration is made; `pem` is a certificate. */
export const createPlaces = (pem: Uint8Array): readonly Place[] => [
  ...treePlaces,
  ...principalPlaces(pem),
  ...mspPlaces(pem),
  ...channelPlaces(pem),
  ...ordererPlaces(pem),
];
