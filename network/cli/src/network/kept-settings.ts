import type { ChannelCapability, Consensus, Governance } from '@kontti/fabric-admin/consortium';
import { resolve } from 'node:path';
import { readDataRecord } from '@kontti/devnet/data-directory';
import type { StateDatabase } from '@kontti/devnet/devnet';
import { readKeptSettings, type KeptSettings } from '@kontti/fabric-runner/fabric';
import type { NetworkUpOptions } from './up-options';

/** The same for a network of Fabric's programs, whose channel was made with all of these. */
async function withKeptFabric(
  options: NetworkUpOptions & { readonly data: string },
  isGiven: (name: keyof NetworkUpOptions) => boolean,
): Promise<NetworkUpOptions> {
  const made = await readKeptSettings(resolve(options.data));
  if (made === undefined) return options;
  const [{ peers } = { peers: 1 }] = made.companies;
  return {
    ...options,
    ...(isGiven('channel') ? {} : { channel: made.channelId }),
    ...(isGiven('companies') ? {} : { companies: made.companies }),
    ...(isGiven('governance') ? {} : { governance: made.governance as Governance }),
    ...(isGiven('batchMessages') ? {} : { batchMessages: made.batchMessages }),
    ...(isGiven('batchTimeout') ? {} : { batchTimeout: made.batchTimeoutMs }),
    stateDb: isGiven('stateDb') ? options.stateDb : (made.stateDatabase ?? 'leveldb'),
    ...keptAddresses(options, made),
    peers: options.peers ?? peers,
    orderers: options.orderers ?? made.orderers,
    consensus: options.consensus ?? (made.consensus as Consensus),
    ...keptCapability(options, made),
  };
}

function keptAddresses({ couchdb }: NetworkUpOptions, made: KeptSettings): Pick<NetworkUpOptions, 'couchdb'> {
  const { couchdbAddresses = [] } = made;
  if (couchdb !== undefined) return { couchdb };
  return couchdbAddresses.length === 0 ? {} : { couchdb: couchdbAddresses };
}

function keptCapability(
  { channelCapability }: NetworkUpOptions,
  made: { readonly channelCapability?: string },
): Pick<NetworkUpOptions, 'channelCapability'> {
  const capability = channelCapability ?? (made.channelCapability as ChannelCapability | undefined);
  return capability === undefined ? {} : { channelCapability: capability };
}

/**
 * What was asked for, and for the rest what the data directory has: its channel with its capability, companies, governance, state database, ports and how
 * blocks are cut. What was asked for against it is refused later, apart from ports and blocks, which may change. @throws NetworkError LEDGER_CORRUPT
 */
export async function withKeptSettings(
  options: NetworkUpOptions,
  isGiven: (name: keyof NetworkUpOptions) => boolean,
): Promise<NetworkUpOptions> {
  const { data, engine } = options;
  if (engine === 'fabric') {
    return data === undefined ? options : withKeptFabric({ ...options, data }, isGiven);
  }
  const made = options.data === undefined ? undefined : await readDataRecord(resolve(options.data));
  if (made === undefined) return options;
  const { channelId: channel, companies, governance, stateDatabase, cutting } = made;
  const kept =
    cutting === undefined
      ? {}
      : {
          ...(isGiven('batchMessages') ? {} : { batchMessages: cutting.batch.messagesMax }),
          ...(isGiven('batchTimeout') ? {} : { batchTimeout: cutting.batch.timeoutMs }),
          ...(isGiven('blocks') ? {} : { blocks: cutting.blocks }),
        };
  return {
    ...options,
    ...kept,
    ...(isGiven('channel') ? {} : { channel }),
    ...(isGiven('companies') ? {} : { companies }),
    ...(isGiven('governance') ? {} : { governance: governance as Governance }),
    ...(isGiven('stateDb') ? {} : { stateDb: stateDatabase as StateDatabase }),
    ...keptCapability(options, made),
    ...(isGiven('peerPort') ? {} : { peerPort: undefined }),
  };
}
