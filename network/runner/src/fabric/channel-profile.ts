import type { ChannelCapability, Consensus, Governance } from '@kontti/fabric-admin/consortium';

interface ProfileOrderer {
  readonly port: number;
  /** Paths of the certificates by which the other orderers know it. */
  readonly tlsCertificate: string;
  readonly identityCertificate: string;
}

export interface ChannelProfileOptions {
  readonly companies: readonly {
    readonly mspId: string;
    readonly mspDirectory: string;
    readonly peerPorts: readonly number[];
  }[];
  readonly consensus: Consensus;
  readonly ordererMspDirectory: string;
  readonly orderers: readonly ProfileOrderer[];
  readonly batch: { readonly messagesMax: number; readonly timeoutMs: number };
  readonly governance: Governance;
  readonly channelCapability: ChannelCapability;
}

const profileName = 'Kontti';

/** Of a company's peers these many are named to the others' gossip: the second is used when the first is down. */
const anchorPeersMax = 2;

function signature(rule: string): object {
  return { Type: 'Signature', Rule: rule };
}

function implicitMeta(rule: string): object {
  return { Type: 'ImplicitMeta', Rule: rule };
}

function groupPolicies(): Record<string, object> {
  return {
    Readers: implicitMeta('ANY Readers'),
    Writers: implicitMeta('ANY Writers'),
    Admins: implicitMeta('MAJORITY Admins'),
  };
}

function consenter({ port, tlsCertificate }: ProfileOrderer): object {
  return { Host: 'localhost', Port: port, ClientTLSCert: tlsCertificate, ServerTLSCert: tlsCertificate };
}

function raftSettings(orderers: readonly ProfileOrderer[]): object {
  return {
    OrdererType: 'etcdraft',
    EtcdRaft: {
      Consenters: orderers.map(consenter),
      // Fabric's own defaults but for the election: on one machine a lost leader is missed within a second.
      Options: {
        TickInterval: '100ms',
        ElectionTick: 10,
        HeartbeatTick: 1,
        MaxInflightBlocks: 5,
        SnapshotIntervalSize: '16 MB',
      },
    },
  };
}

/** SmartBFT's own batching is beside the channel's and must not hold back what that one would cut. */
function bftSettings({ orderers, batch }: ChannelProfileOptions): object {
  return {
    OrdererType: 'BFT',
    SmartBFT: {
      RequestBatchMaxCount: batch.messagesMax,
      RequestBatchMaxBytes: 10_485_760,
      RequestBatchMaxInterval: `${batch.timeoutMs}ms`,
      IncomingMessageBufferSize: 200,
      RequestPoolSize: 100_000,
      // A silent leader: forwarded to it, then complained of, then voted out.
      RequestForwardTimeout: '2s',
      RequestComplainTimeout: '10s',
      RequestAutoRemoveTimeout: '3m0s',
      ViewChangeResendInterval: '5s',
      ViewChangeTimeout: '20s',
      LeaderHeartbeatTimeout: '10s',
      LeaderHeartbeatCount: 10,
      CollectTimeout: '1s',
    },
    ConsenterMapping: orderers.map((orderer, index) => ({
      ID: index + 1,
      ...consenter(orderer),
      MSPID: 'OrdererMSP',
      Identity: orderer.identityCertificate,
    })),
  };
}

function ordererSection(options: ChannelProfileOptions): object {
  const { consensus, orderers, batch, ordererMspDirectory } = options;
  return {
    ...(consensus === 'bft' ? bftSettings(options) : raftSettings(orderers)),
    BatchTimeout: `${batch.timeoutMs}ms`,
    BatchSize: {
      MaxMessageCount: batch.messagesMax,
      AbsoluteMaxBytes: '99 MB',
      PreferredMaxBytes: '2 MB',
    },
    Organizations: [
      {
        Name: 'OrdererOrg',
        ID: 'OrdererMSP',
        MSPDir: ordererMspDirectory,
        OrdererEndpoints: orderers.map(({ port }) => `localhost:${port}`),
        Policies: {
          Readers: signature("OR('OrdererMSP.member')"),
          Writers: signature("OR('OrdererMSP.member')"),
          Admins: signature("OR('OrdererMSP.admin')"),
        },
      },
    ],
    // With BFT configtxgen puts a quorum of the consenters in the place of BlockValidation.
    Policies: { ...groupPolicies(), BlockValidation: implicitMeta('ANY Writers') },
    Capabilities: { V2_0: true },
  };
}

/**
 * `configtx.yaml` with one profile, {@link channelProfileName}: the policies of fabric-samples' test network; with governance
 * `unanimous` every company has to endorse a change of a chaincode's definition.
 */
export function channelProfile(options: ChannelProfileOptions): object {
  const { companies, governance, channelCapability } = options;
  const lifecycle = governance === 'unanimous' ? 'ALL Endorsement' : 'MAJORITY Endorsement';
  return {
    Profiles: {
      [profileName]: {
        Policies: groupPolicies(),
        Capabilities: { [channelCapability]: true },
        Orderer: ordererSection(options),
        Application: {
          Organizations: companies.map(companyProfile),
          Policies: {
            ...groupPolicies(),
            LifecycleEndorsement: implicitMeta(lifecycle),
            Endorsement: implicitMeta('MAJORITY Endorsement'),
          },
          Capabilities: { V2_5: true },
        },
      },
    },
  };
}

function companyProfile({
  mspId,
  mspDirectory,
  peerPorts,
}: ChannelProfileOptions['companies'][number]): object {
  return {
    Name: mspId,
    ID: mspId,
    MSPDir: mspDirectory,
    AnchorPeers: peerPorts.slice(0, anchorPeersMax).map((port) => ({ Host: 'localhost', Port: port })),
    Policies: {
      Readers: signature(`OR('${mspId}.admin', '${mspId}.peer', '${mspId}.client')`),
      Writers: signature(`OR('${mspId}.admin', '${mspId}.client')`),
      Admins: signature(`OR('${mspId}.admin')`),
      Endorsement: signature(`OR('${mspId}.peer')`),
    },
  };
}

export const channelProfileName = profileName;
