import { resolve } from 'node:path';
import { createKeyBook, type KeyBook } from '@kontti/fabric-protocol/certificates';
import { openDataDirectory } from '../data-directory/data-directory';
import { damaged } from '@kontti/fabric-admin/data-files';
import type { ChannelLedgerOptions } from '../ledger/channel-ledger';
import { createMemoryStore, type Store } from '../state/store';
import type { Settings } from './settings';
import type { DevnetOptions } from './types';

/** Where a network keeps what it must not lose: in memory, or in a data directory. */
export interface DevnetStorage {
  readonly store: Store;
  readonly keys: KeyBook;
  readonly durability: ChannelLedgerOptions['durability'];
  /** The ports of the last time, by MSP id; the orderer's too. */
  readonly ports: Readonly<Record<string, number>>;
  /** Keeps the ports, and the keys issued so far. */
  save(ports: Readonly<Record<string, number>>): Promise<void>;
  /** Refuses a ledger that lacks what belongs to it. @throws NetworkError LEDGER_CORRUPT */
  checkHeight(height: number): void;
  close(options: { isVerified: boolean }): Promise<void>;
}

function createMemoryStorage(): DevnetStorage {
  const store = createMemoryStore();
  return {
    store,
    keys: createKeyBook(),
    durability: undefined,
    ports: {},
    save: () => Promise.resolve(),
    checkHeight: () => undefined,
    close: () => store.close(),
  };
}

/** @throws NetworkError DATA_DIRECTORY_DIFFERS, DATA_DIRECTORY_IN_USE, LEDGER_CORRUPT, DIRECTORY_UNUSABLE */
export async function openStorage(options: DevnetOptions, settings: Settings): Promise<DevnetStorage> {
  const { dataDirectory, companies, onVerifying = () => undefined } = options;
  if (dataDirectory === undefined) return createMemoryStorage();
  const { channelId, governance, channelCapability, stateDatabase, batch, blocks } = settings;
  const data = await openDataDirectory({
    directory: resolve(dataDirectory),
    settings: {
      ...{ channelId, governance, channelCapability, stateDatabase },
      companies: companies.map(({ mspId, domain }) => ({ mspId, domain })),
    },
    cutting: { batch, blocks },
  });
  const { store, keys, mark, ports } = data;
  return {
    ...{ store, keys, ports },
    durability: {
      location: data.files.ledger,
      marked: mark.found,
      mark: (chain, written) => {
        mark.write(chain, written);
      },
      onProgress: onVerifying,
    },
    save: (ports) => data.save(ports),
    checkHeight: (height) => {
      if (data.isNew && height > 0) {
        throw damaged({ file: data.files.record, reason: 'it is gone, while the ledger has blocks' });
      }
      // The first block may have been written just before the process ended.
      if (mark.found === undefined && height > 1) {
        throw damaged({ file: data.files.mark, reason: 'it is gone, while the ledger has blocks' });
      }
    },
    close: (closing) => data.close(closing),
  };
}
