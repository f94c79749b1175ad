import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { fabricLimits } from './limits';

/** What an orderer's metrics say when it leads the channel (orderer/consensus/etcdraft and smartbft, metrics.go). */
const leaderPattern = /^consensus_(?:etcdraft|BFT)_is_leader\{channel="([^"]+)"\} 1$/gm;

function readMetrics(port: number): Promise<string> {
  return new Promise((resolve) => {
    const settle = (text: string): void => {
      resolve(text);
    };
    const options = { host: '127.0.0.1', port, path: '/metrics', timeout: fabricLimits.probeTimeoutMs };
    const request = get(options, (response) => {
      response.setEncoding('utf8');
      response.toArray().then(
        (chunks: string[]) => {
          settle(chunks.join(''));
        },
        () => {
          settle('');
        },
      );
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => {
      settle('');
    });
  });
}

/** Settles when one of the orderers leads the channel: before that it takes no transaction. @throws NetworkError FABRIC_NOT_READY */
export async function waitForLeader(options: {
  channelId: string;
  operationsPorts: readonly number[];
}): Promise<void> {
  const { channelId, operationsPorts } = options;
  const attempts = Math.ceil(fabricLimits.convergenceTimeoutMs / fabricLimits.pollIntervalMs);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const metrics = await Promise.all(operationsPorts.map(readMetrics));
    const led = metrics.flatMap((text) => [...text.matchAll(leaderPattern)].map(([, channel]) => channel));
    if (led.includes(channelId)) return;
    await delay(fabricLimits.pollIntervalMs);
  }
  throw new NetworkError({
    code: 'FABRIC_NOT_READY',
    message: `No orderer leads ${channelId} after ${fabricLimits.convergenceTimeoutMs} ms: read the orderers' logs.`,
    details: { channelId },
  });
}
