import { X509Certificate } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createKeyBook, type KeyBook } from '@kontti/fabric-protocol/certificates';
import type { CertifiedKey } from '@kontti/fabric-protocol/signatures';
import { systemClock, makeWritableFolder, NetworkError } from '@kontti/fabric-protocol/base';
import { checkEngine, engineRecords, readSealedFile, writeSealedFile } from '@kontti/fabric-admin/data-files';
import type { Topology } from './topology';

/** What a network was made with, and only goes on with: its channel's first block says so. */
export interface KeptSettings {
  readonly channelId: string;
  readonly governance: string;
  readonly consensus: string;
  /** Absent from what was kept before there was a choice. */
  readonly channelCapability?: string;
  readonly orderers: number;
  readonly batchMessages: number;
  readonly batchTimeoutMs: number;
  readonly companies: readonly { readonly mspId: string; readonly domain: string; readonly peers: number }[];
  /** Where peers keep state; absent from what was kept before peers could choose. */
  readonly stateDatabase?: 'leveldb' | 'couchdb';
  /** `HOST:PORT` of the CouchDBs that the network does not start itself, peer by peer. */
  readonly couchdbAddresses?: readonly string[];
}

interface KeptRecord {
  readonly format: 'fabric-1';
  readonly settings: KeptSettings;
  readonly topology: Topology;
  readonly keys: Readonly<Record<string, CertifiedKey>>;
  /** Whether every node came to join the channel: before that there is nothing worth keeping. */
  readonly isComplete: boolean;
}

/** The folder of a network that goes on after a restart. */
export interface KeptNetwork {
  readonly keys: KeyBook;
  /** Undefined when nothing was kept here before. */
  readonly topology: Topology | undefined;
  save(state: { topology: Topology; isComplete: boolean }): Promise<void>;
}

const privateMode = 0o700;

/** @throws NetworkError LEDGER_CORRUPT */
async function readRecord(directory: string): Promise<KeptRecord | undefined> {
  return (await readSealedFile(join(directory, engineRecords.fabric))) as KeptRecord | undefined;
}

/** What the network in a folder was made with; undefined where none is kept. @throws NetworkError LEDGER_CORRUPT */
export async function readKeptSettings(directory: string): Promise<KeptSettings | undefined> {
  const record = await readRecord(directory);
  return record?.isComplete === true ? record.settings : undefined;
}

function settingToText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What was kept before peers could choose says nothing of state databases and capabilities. */
function withDefaults(settings: KeptSettings): KeptSettings {
  const channelCapability = settings.consensus === 'bft' ? 'V3_0' : 'V2_0';
  return { stateDatabase: 'leveldb', couchdbAddresses: [], channelCapability, ...settings };
}

function checkSame(options: { directory: string; made: KeptSettings; asked: KeptSettings }): void {
  const { directory, made, asked } = options;
  const before = withDefaults(made);
  const now = withDefaults(asked);
  for (const name of Object.keys(before) as (keyof KeptSettings)[]) {
    const [was, is] = [settingToText(before[name]), settingToText(now[name])];
    if (was === is) continue;
    throw new NetworkError({
      code: 'DATA_DIRECTORY_DIFFERS',
      message: `${directory} was made with ${name} ${was}, not ${is}: ask for the same, or choose another data directory.`,
      details: { directory, setting: name, was, is },
    });
  }
}

function checkCertificates(directory: string, keys: KeptRecord['keys']): void {
  for (const [name, { certificatePem }] of Object.entries(keys)) {
    const certificate = new X509Certificate(certificatePem);
    if (Date.parse(certificate.validTo) > systemClock.nowMs()) continue;
    throw new NetworkError({
      code: 'IDENTITY_INVALID',
      message: `The certificate ${name} kept in ${directory} ended on ${certificate.validTo}: choose another data directory.`,
      details: { directory, name },
    });
  }
}

/** Makes the folder empty but for what this project did not put there, which is refused. */
async function beginAnew(directory: string, isUnfinished: boolean): Promise<void> {
  try {
    await makeWritableFolder(directory, privateMode);
    const names = await readdir(directory);
    if (names.length > 0 && !isUnfinished) {
      throw new NetworkError({
        code: 'DATA_DIRECTORY_DIFFERS',
        message: `${directory} holds something else than a network of Fabric's programs: choose an empty folder.`,
        details: { directory },
      });
    }
    await Promise.all(names.map((name) => rm(join(directory, name), { recursive: true })));
  } catch (cause) {
    if (cause instanceof NetworkError) throw cause;
    const message = `The data directory ${directory} cannot be written: choose another.`;
    throw new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details: { directory }, cause });
  }
}

/**
 * Opens the folder of a kept network or makes one; what a start that did not come to its end left there is removed.
 * @throws NetworkError DATA_DIRECTORY_DIFFERS, IDENTITY_INVALID, LEDGER_CORRUPT, DIRECTORY_UNUSABLE
 */
export async function openKeptNetwork(options: {
  directory: string;
  settings: KeptSettings;
}): Promise<KeptNetwork> {
  const { directory, settings } = options;
  await checkEngine({ directory, engine: 'fabric' });
  const found = await readRecord(directory);
  const record = found?.isComplete === true ? found : undefined;
  if (record === undefined) {
    await beginAnew(directory, found !== undefined);
  } else {
    checkSame({ directory, made: record.settings, asked: settings });
    checkCertificates(directory, record.keys);
  }
  const keys = createKeyBook(record?.keys);
  return {
    keys,
    topology: record?.topology,
    async save({ topology, isComplete }) {
      const content: KeptRecord = {
        format: 'fabric-1',
        settings,
        topology,
        keys: keys.entries(),
        isComplete,
      };
      await writeSealedFile({ file: join(directory, engineRecords.fabric), content });
    },
  };
}
