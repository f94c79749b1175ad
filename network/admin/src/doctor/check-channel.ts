import { peer } from '@hyperledger/fabric-protos';
import { NetworkError, decodeMessage } from '@kontti/fabric-protocol/base';
import { createReporter, type Finding } from './finding';
import type { OpenedPeer } from './opened-peer';

async function joinedChannels({ connection }: OpenedPeer): Promise<readonly string[]> {
  const response = await connection.call({
    channelId: '',
    chaincodeName: 'cscc',
    functionName: 'GetChannels',
    argument: new Uint8Array(),
    stage: 'query',
  });
  const type = peer.ChannelQueryResponse;
  const answer = decodeMessage({ type, bytes: response.getPayload_asU8(), name: 'ChannelQueryResponse' });
  return answer.getChannelsList().map((channel) => channel.getChannelId());
}

/** A peer of the company, and how many blocks it has; undefined when it could not be asked. */
interface PeerHeight {
  readonly opened: OpenedPeer;
  readonly height: number | undefined;
  readonly findings: readonly Finding[];
}

/** Whether a peer has joined the channel and says its height. */
export async function checkJoined(opened: OpenedPeer, channelId: string): Promise<PeerHeight> {
  const report = createReporter('channel', opened.target.endpoint);
  try {
    const joined = await joinedChannels(opened);
    if (!joined.includes(channelId)) {
      const others = joined.length === 0 ? 'no channel' : joined.join(', ');
      const finding = report.problem(
        `the peer has joined ${others}, not ${channelId}`,
        `join it with the channel's genesis block (peer channel join), or name the right one with --channel`,
      );
      return { opened, height: undefined, findings: [finding] };
    }
    const height = await opened.ledger.height();
    return { opened, height, findings: [report.ok(`has joined ${channelId} and has ${height} blocks`)] };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    const finding = report.problem(
      error.message,
      'use a valid identity of the company that runs this peer, and see that the peer runs',
    );
    return { opened, height: undefined, findings: [finding] };
  }
}

/** Whether the company's peers are at the same height; who is behind is asked again, since blocks come meanwhile. */
export async function checkHeights(
  peers: readonly PeerHeight[],
  channelId: string,
): Promise<readonly Finding[]> {
  const known = peers.filter(({ height }) => height !== undefined);
  if (known.length < 2) return [];
  const report = createReporter('channel', channelId);
  const highest = Math.max(...known.map(({ height = 0 }) => height));
  const behind: string[] = [];
  for (const { opened, height = 0 } of known) {
    if (height >= highest) continue;
    const now = await opened.ledger.height();
    if (now < highest) behind.push(`${opened.target.endpoint} has ${now} of ${highest} blocks`);
  }
  if (behind.length === 0) return [report.ok(`the company's ${known.length} peers are at the same height`)];
  return [
    report.warning(
      `the company's peers are at different heights: ${behind.join('; ')}`,
      "ask again in a moment; if it stays behind, read that peer's log: it does not reach the orderers or another peer",
    ),
  ];
}
