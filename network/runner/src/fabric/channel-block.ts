import { join } from 'node:path';
import { channelProfile, channelProfileName, type ChannelProfileOptions } from './channel-profile';
import { guardChannelBlock } from './guard-channel-block';
import { runFabricTool } from './fabric-tool';
import { nodeCryptoDirectory, writeSettings, type NetworkPlan } from './network-plan';
import { bftUnknown, ordererDomain } from './topology';
import { NetworkError } from '@kontti/fabric-protocol/base';

/** What the first block says beside who is there. */
export type ChannelBlockSettings = Pick<ChannelProfileOptions, 'batch' | 'governance' | 'channelCapability'>;

function companiesOf({ topology, organizations }: NetworkPlan): ChannelProfileOptions['companies'] {
  const domains = new Map(topology.peers.map(({ mspId, domain }) => [mspId, domain]));
  return [...domains].map(([mspId, domain]) => ({
    mspId,
    mspDirectory: join(organizations, 'peerOrganizations', domain, 'msp'),
    peerPorts: topology.peers.filter((peer) => peer.mspId === mspId).map(({ port }) => port),
  }));
}

/** Writes the channel's first block, which says who its members and consenters are; returns its path. @throws NetworkError FABRIC_START_FAILED */
export async function createChannelBlock(
  plan: NetworkPlan,
  {
    batch,
    governance,
    channelCapability,
  }: Pick<ChannelProfileOptions, 'batch' | 'governance' | 'channelCapability'>,
): Promise<string> {
  const { binaries, channelId, organizations, topology } = plan;
  const configDirectory = await writeSettings({
    directory: join(plan.directory, 'channel'),
    file: 'configtx.yaml',
    settings: channelProfile({
      companies: companiesOf(plan),
      consensus: topology.consensus,
      ordererMspDirectory: join(organizations, 'ordererOrganizations', ordererDomain, 'msp'),
      orderers: topology.orderers.map((orderer) => {
        const crypto = nodeCryptoDirectory(plan, orderer);
        return {
          port: orderer.port,
          tlsCertificate: join(crypto, 'tls', 'server.crt'),
          identityCertificate: join(crypto, 'msp', 'signcerts', `${orderer.name}-cert.pem`),
        };
      }),
      ...{ batch, governance, channelCapability },
    }),
  });
  const block = channelBlockFile(plan);
  try {
    await runFabricTool({
      command: binaries.path('configtxgen'),
      args: ['-profile', channelProfileName, '-channelID', channelId, '-outputBlock', block],
      configDirectory,
    });
  } catch (error) {
    // Programs built from source do not say their version; v2.5's configtxgen does not know this key.
    const output = error instanceof NetworkError ? String(error.details['output']) : '';
    if (topology.consensus === 'bft' && /invalid keys: .*ConsenterMapping/.test(output)) {
      throw bftUnknown('older');
    }
    throw error;
  }
  if (governance === 'unanimous') await guardChannelBlock(block);
  return block;
}

function channelBlockFile({ directory, channelId }: NetworkPlan): string {
  return join(directory, 'channel', `${channelId}.block`);
}
