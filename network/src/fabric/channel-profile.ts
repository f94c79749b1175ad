/** How many must agree to change a chaincode's definition. */
export type Governance = 'unanimous' | 'majority';

export interface ChannelProfileOptions {
  readonly companies: readonly {
    readonly mspId: string;
    readonly mspDirectory: string;
    readonly peerPort: number;
  }[];
  readonly orderer: { readonly mspDirectory: string; readonly port: number; readonly tlsCertificate: string };
  readonly batch: { readonly messagesMax: number; readonly timeoutMs: number };
  readonly governance: Governance;
}

const profileName = 'Kontti';

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

/**
 * `configtx.yaml` with one profile, {@link channelProfileName}: the policies of fabric-samples' test network; with governance
 * `unanimous` every company has to endorse a change of a chaincode's definition.
 */
export function channelProfile({ companies, orderer, batch, governance }: ChannelProfileOptions): object {
  const endpoint = `localhost:${orderer.port}`;
  const lifecycle = governance === 'unanimous' ? 'ALL Endorsement' : 'MAJORITY Endorsement';
  return {
    Profiles: {
      [profileName]: {
        Policies: groupPolicies(),
        Capabilities: { V2_0: true },
        Orderer: {
          OrdererType: 'etcdraft',
          BatchTimeout: `${batch.timeoutMs}ms`,
          BatchSize: {
            MaxMessageCount: batch.messagesMax,
            AbsoluteMaxBytes: '99 MB',
            PreferredMaxBytes: '2 MB',
          },
          EtcdRaft: {
            Consenters: [
              {
                Host: 'localhost',
                Port: orderer.port,
                ClientTLSCert: orderer.tlsCertificate,
                ServerTLSCert: orderer.tlsCertificate,
              },
            ],
          },
          Organizations: [
            {
              Name: 'OrdererOrg',
              ID: 'OrdererMSP',
              MSPDir: orderer.mspDirectory,
              OrdererEndpoints: [endpoint],
              Policies: {
                Readers: signature("OR('OrdererMSP.member')"),
                Writers: signature("OR('OrdererMSP.member')"),
                Admins: signature("OR('OrdererMSP.admin')"),
              },
            },
          ],
          Policies: { ...groupPolicies(), BlockValidation: implicitMeta('ANY Writers') },
          Capabilities: { V2_0: true },
        },
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
  peerPort,
}: ChannelProfileOptions['companies'][number]): object {
  return {
    Name: mspId,
    ID: mspId,
    MSPDir: mspDirectory,
    AnchorPeers: [{ Host: 'localhost', Port: peerPort }],
    Policies: {
      Readers: signature(`OR('${mspId}.admin', '${mspId}.peer', '${mspId}.client')`),
      Writers: signature(`OR('${mspId}.admin', '${mspId}.client')`),
      Admins: signature(`OR('${mspId}.admin')`),
      Endorsement: signature(`OR('${mspId}.peer')`),
    },
  };
}

export const channelProfileName = profileName;
