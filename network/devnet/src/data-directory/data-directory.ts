import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createKeyBook, type KeyBook } from '@kontti/fabric-protocol/certificates';
import type { CertifiedKey } from '@kontti/fabric-protocol/signatures';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { createDiskStore, type Store } from '../state/store';
import {
  damaged,
  checkEngine,
  engineRecords,
  readSealedFile,
  writeSealedFile,
} from '@kontti/fabric-admin/data-files';
import { checkFileList, removeFileList, writeFileList } from './file-list';
import { type HeightMark, openHeightMark } from './height-mark';
import { checkSettings, type DataSettings } from './settings';

const privateMode = 0o700;
const format = 1;

/** What stands in `network.json`. */
export interface DataRecord extends DataSettings {
  readonly format: typeof format;
  /** By MSP id; the orderer's too. */
  readonly ports: Readonly<Record<string, number>>;
  readonly keys: Readonly<Record<string, CertifiedKey>>;
}

/** The folder of a network that goes on after a restart: `network.json`, `height`, `ledger/` and, once closed, `closed.json`. */
export interface DataDirectory {
  /** No network was kept in it before. */
  readonly isNew: boolean;
  readonly files: DataFiles;
  /** Open and locked. */
  readonly store: Store;
  readonly mark: HeightMark;
  readonly keys: KeyBook;
  readonly ports: Readonly<Record<string, number>>;
  /** Keeps the ports and the keys that were issued, if there is news; to be called before the first block. */
  save(ports: Readonly<Record<string, number>>): Promise<void>;
  /** Closes the store too. Its files are listed only when the ledger was verified, now or when it was last closed. */
  close(options: { isVerified: boolean }): Promise<void>;
}

/** Where everything is. */
export interface DataFiles {
  readonly record: string;
  /** LevelDB's folder. */
  readonly ledger: string;
  readonly mark: string;
  readonly list: string;
}

function pathsOf(directory: string): DataFiles {
  return {
    record: join(directory, engineRecords.devnet),
    ledger: join(directory, 'ledger'),
    mark: join(directory, 'height'),
    list: join(directory, 'closed.json'),
  };
}

/** What a data directory was made with; undefined when there is none yet. @throws NetworkError LEDGER_CORRUPT */
export async function readDataRecord(directory: string): Promise<DataRecord | undefined> {
  const file = pathsOf(directory).record;
  const record = (await readSealedFile(file)) as DataRecord | undefined;
  if (record !== undefined && record.format !== format) {
    throw damaged({ file, reason: 'it has another format' });
  }
  return record;
}

async function makeFolder(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: privateMode });
  } catch (cause) {
    const message = `The data directory ${directory} cannot be made.`;
    throw new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details: { directory }, cause });
  }
}

/** LevelDB's own lock keeps other processes away. @throws NetworkError DATA_DIRECTORY_IN_USE, LEDGER_CORRUPT */
async function openStore(options: { directory: string; createIfMissing: boolean }): Promise<Store> {
  const { directory, createIfMissing } = options;
  const file = pathsOf(directory).ledger;
  const store = createDiskStore({ location: file });
  try {
    await store.open({ createIfMissing });
    return store;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const detail = cause instanceof Error ? cause.message : String(error);
    if (cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED') {
      const message = `Another network uses the data directory ${directory}: stop it first, or choose another.`;
      throw new NetworkError({ code: 'DATA_DIRECTORY_IN_USE', message, details: { directory }, cause });
    }
    throw damaged({ file, reason: detail, cause: error });
  }
}

/**
 * Opens a data directory, or makes one, and keeps other processes out of it.
 * @throws NetworkError DATA_DIRECTORY_DIFFERS, DATA_DIRECTORY_IN_USE, LEDGER_CORRUPT, DIRECTORY_UNUSABLE
 */
export async function openDataDirectory(options: {
  directory: string;
  settings: DataSettings;
}): Promise<DataDirectory> {
  const { directory, settings } = options;
  const files = pathsOf(directory);
  await checkEngine({ directory, engine: 'devnet' });
  await makeFolder(directory);
  const record = await readDataRecord(directory);
  if (record !== undefined) checkSettings({ directory, made: record, asked: settings });
  const mark = openHeightMark(files.mark);
  if (record === undefined && mark.found !== undefined) {
    throw damaged({ file: files.record, reason: 'it is gone, while the ledger has blocks' });
  }
  const wasListed = await checkFileList({ folder: files.ledger, list: files.list });
  await removeFileList(files.list);
  const store = await openStore({ directory, createIfMissing: mark.found === undefined });
  const keys = createKeyBook(record?.keys);
  return {
    isNew: record === undefined,
    ...{ files, store, mark, keys },
    ports: record?.ports ?? {},
    async save(ports) {
      if (!keys.hasNew && isDeepStrictEqual(record?.ports, ports)) return;
      const content: DataRecord = { format, ...settings, ports, keys: keys.entries() };
      await writeSealedFile({ file: files.record, content });
    },
    async close({ isVerified }) {
      await store.close();
      mark.close();
      if (isVerified || wasListed) await writeFileList({ folder: files.ledger, list: files.list });
    },
  };
}
