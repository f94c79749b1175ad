import {
  endOf,
  foundOrAbsent,
  readChangedDevice,
  readEntry,
  type BatchEntry,
  type ChangedDevice,
  type DeviceStateRecord,
  type DeviceStateRequest,
  type HeldBatch,
} from '@kontti/model';
import { ContractError } from '../errors';
import { toPlain } from '../kernel/plain';
import type { List } from '../kernel/list-entries';
import type { Lists } from '../kernel/lists';
import { PageBudget } from '../kernel/page-budget';
import type { Ledger } from '../kernel/ledger';

/** A device's latest batches first: ids are what is missing to the largest number. */
function latestList(device: string): List {
  return { kind: 'batch/latest', value: device, order: 'id' };
}

/** Lists the last batch of a device that a submission has. */
export function listLatest(lists: Lists, { device, firstSequence }: BatchEntry, digest: string): void {
  lists.add(latestList(device), { id: mirrored(firstSequence), digest });
}

/** How far a device's batches are on the ledger, from the latest that is listed or from the batch that is asked for. */
export async function getDeviceState(
  ledger: Ledger,
  request: DeviceStateRequest,
): Promise<DeviceStateRecord> {
  const { deviceId: device } = request;
  const life = foundOrAbsent(await readChangedDevice(ledger.facts, device));
  if (life === undefined) throw new ContractError({ code: 'UNKNOWN_DEVICE', field: 'deviceId' });
  let latest = await findStart(ledger, life, request);
  const budget = new PageBudget(ledger.state);
  for (;;) {
    const next = await readEntry(ledger.facts, life, latest === undefined ? 0 : endOf(latest.entry));
    if (next === undefined) return toState(device, latest);
    if (budget.isSpent) return { ...toPlain(toState(device, latest)), isPartial: true };
    budget.spend(undefined);
    latest = next;
  }
}

/** The latest batch of the list's first page: others can add entries, so there may be none, or a later one may follow. */
async function findStart(
  ledger: Ledger,
  life: ChangedDevice,
  request: DeviceStateRequest,
): Promise<HeldBatch | undefined> {
  const { deviceId: device, firstSequence: from } = request;
  if (from !== undefined) {
    const named = await readEntry(ledger.facts, life, from);
    if (named === undefined) throw new ContractError({ code: 'NOT_FOUND', field: 'firstSequence' });
    return named;
  }
  const { records } = await ledger.lists.page<HeldBatch>({
    list: latestList(device),
    pageSize: 1,
    show: async (id) => {
      const firstSequence = Number.MAX_SAFE_INTEGER - Number(id);
      if (!/^[0-9]{16}$/.test(id) || firstSequence < 0) return undefined;
      const record = await readEntry(ledger.facts, life, firstSequence);
      return record === undefined ? undefined : { record, entry: { digest: record.sealed.digest } };
    },
  });
  return records[0];
}

function mirrored(sequence: number): string {
  return String(Number.MAX_SAFE_INTEGER - sequence).padStart(16, '0');
}

function toState(deviceId: string, latest: HeldBatch | undefined): DeviceStateRecord {
  if (latest === undefined) return { deviceId, nextSequence: 0 };
  const { entry } = latest;
  return {
    deviceId,
    nextSequence: endOf(entry),
    previousSequence: entry.firstSequence,
    previousDigest: entry.digest,
  };
}
