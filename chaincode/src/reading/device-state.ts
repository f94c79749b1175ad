import { foundOrAbsent, readDevice, type BatchEntry, type DeviceStateRecord } from '@kontti/model';
import { ContractError } from '../errors.js';
import type { List, Lists } from '../kernel/lists.js';
import type { Ledger } from '../kernel/ledger.js';
import { CHAINCODE_LIMITS } from '../limits.js';
import { nextSequence } from './batch-lists.js';
import { findBatch, type ProvenBatch } from './batch-record.js';

/** A device's latest batches first: ids are what is missing to the largest number. */
function latestList(device: string): List {
  return { kind: 'batch/latest', value: device, order: 'id' };
}

/** Lists the last batch of a device that a submission has. */
export function listLatest(lists: Lists, { device, firstSequence }: BatchEntry, digest: string): void {
  lists.add(latestList(device), { id: mirrored(firstSequence), digest });
}

/** How far a device's batches are on the ledger. */
export async function getDeviceState(ledger: Ledger, deviceId: string): Promise<DeviceStateRecord> {
  if (foundOrAbsent(await readDevice(ledger.facts, deviceId)) === undefined) {
    throw new ContractError({ code: 'UNKNOWN_DEVICE', field: 'deviceId' });
  }
  let latest = await findListed(ledger, deviceId);
  for (let steps = 0; steps < CHAINCODE_LIMITS.scanMax; steps += 1) {
    const firstSequence = latest === undefined ? 0 : nextSequence(latest);
    const next = foundOrAbsent(await findBatch(ledger, { device: deviceId, firstSequence }));
    if (next === undefined) return toState(deviceId, latest);
    latest = next;
  }
  throw new ContractError({ code: 'SERIES_TOO_LONG', details: { max: CHAINCODE_LIMITS.scanMax } });
}

async function findListed(ledger: Ledger, device: string): Promise<ProvenBatch | undefined> {
  let bookmark = '';
  do {
    const page = await ledger.lists.page<ProvenBatch>({
      list: latestList(device),
      pageSize: 1,
      bookmark,
      show: async (id) => {
        if (!/^[0-9]{16}$/.test(id)) return undefined;
        const firstSequence = Number.MAX_SAFE_INTEGER - Number(id);
        if (!Number.isSafeInteger(firstSequence) || firstSequence < 0) return undefined;
        const found = foundOrAbsent(await findBatch(ledger, { device, firstSequence }));
        return found === undefined ? undefined : { record: found, entry: { digest: found.sealed.digest } };
      },
    });
    const [latest] = page.records;
    if (latest !== undefined) return latest;
    bookmark = page.bookmark;
  } while (bookmark !== '');
  return undefined;
}

function mirrored(sequence: number): string {
  return String(Number.MAX_SAFE_INTEGER - sequence).padStart(16, '0');
}

function toState(deviceId: string, latest: ProvenBatch | undefined): DeviceStateRecord {
  if (latest === undefined) return { deviceId, nextSequence: 0 };
  const { entry } = latest;
  return {
    deviceId,
    nextSequence: nextSequence(latest),
    previousSequence: entry.firstSequence,
    previousDigest: entry.digest,
  };
}
