import { readConsortium } from '@kontti/fabric-admin/consortium';
import type { NetworkUpOptions } from './up-options';

/**
 * What was asked for, and for the rest what a consortium's file says. How many peers and orderers there are counts on Fabric's own
 * programs alone: a devnet has one peer a company. @throws NetworkError CONSORTIUM_INVALID
 */
export async function withConsortium(
  options: NetworkUpOptions,
  isGiven: (name: keyof NetworkUpOptions) => boolean,
): Promise<NetworkUpOptions> {
  if (options.consortium === undefined) return options;
  const { channel, governance, batch, orderers, companies, stateDatabase } = await readConsortium(
    options.consortium,
  );
  const isFabric = options.engine === 'fabric';
  const members = companies.map(({ mspId, domain, peers }) => ({
    mspId,
    domain,
    ...(isFabric ? { peers } : {}),
  }));
  return {
    ...options,
    ...(isGiven('channel') ? {} : { channel }),
    ...(isGiven('companies') ? {} : { companies: members }),
    ...(isGiven('governance') ? {} : { governance }),
    ...(isGiven('stateDb') ? {} : { stateDb: stateDatabase }),
    ...(isGiven('batchMessages') ? {} : { batchMessages: batch.messagesMax }),
    ...(isGiven('batchTimeout') ? {} : { batchTimeout: batch.timeoutMs }),
    ...(isFabric
      ? { orderers: options.orderers ?? orderers.count, consensus: options.consensus ?? orderers.consensus }
      : {}),
  };
}
