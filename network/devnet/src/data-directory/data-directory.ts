import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { createKeyBook, type KeyBook } from '@kontti/fabric-protocol/certificates';
import type { CertifiedKey } from '@kontti/fabric-protocol/signatures';
import { makeWritableFolder, NetworkError } from '@kontti/fabric-protocol/base';
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
import { checkSettings, type BlockSettings, type DataSettings } from './settings';

const privateMode = 0o700;
const format = 1;

/** What is in `network.json`. */
interface DataRecord extends DataSettings {
  /** Of the last run; absent in folders of earlier versions. */
  readonly cutting?: BlockSettings;
  readonly format: typeof format;
  /** By MSP id; the orderer's too. */
  readonly ports: Readonly<Record<string, number>>;
  readonly keys: Readonly<Record<string, CertifiedKey>>;
}

/** The folder of a network that goes on after a restart: `network.json`, `height`, `ledger/` and, once closed, `closed.json`. */
interface DataDirectory {
  /** No network was kept in it before. */
  readonly isNew: boolean;
  readonly files: DataFiles;
  /** Open and locked. */
  readonly store: Store;
  readonly mark: HeightMark;
  readonly keys: KeyBook;
  readonly ports: Readonly<Record<string, number>>;
  /** Keeps the ports, how blocks are cut and the keys that were issued, if there is news; to be called before the first block. */
  save(ports: Readonly<Record<string, number>>): Promise<void>;
  /** Closes the store too. What was never saved is removed; its files are listed only when the ledger was verified, now or when it was last closed. */
  close(options: { isVerified: boolean }): Promise<void>;
}

/** Where everything is. */
interface DataFiles {
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
  cutting: BlockSettings;
}): Promise<DataDirectory> {
  const { directory, settings, cutting } = options;
  const files = pathsOf(directory);
  await checkEngine({ directory, engine: 'devnet' });
  const [firstMade] = await makeWritableFolder(directory, privateMode);
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
  let isUnused = record === undefined && mark.found === undefined;
  return {
    isNew: record === undefined,
    ...{ files, store, mark, keys },
    ports: record?.ports ?? {},
    async save(ports) {
      isUnused = false;
      const isSame = isDeepStrictEqual([record?.ports, record?.cutting], [ports, cutting]);
      if (isSame && !keys.hasNew) return;
      const content: DataRecord = { format, ...settings, cutting, ports, keys: keys.entries() };
      await writeSealedFile({ file: files.record, content });
    },
    async close({ isVerified }) {
      await store.close();
      mark.close();
      if (isUnused) await rm(firstMade ?? files.ledger, { recursive: true, force: true });
      else if (isVerified || wasListed) await writeFileList({ folder: files.ledger, list: files.list });
    },
  };
}
