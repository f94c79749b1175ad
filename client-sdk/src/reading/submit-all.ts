import { LIMITS } from '@kontti/model';
import type { SubmissionReceipt } from '@kontti/model';
import type { CallOptions } from '../gateway/call-options';
import { GROUP_BYTES_MAX, GROUPS_IN_FLIGHT_MAX } from '../limits';
import type { OperationContext, Submitted } from '../operation';
import { submitBatches } from './submit';

/**
 * Stores any number of batches: groups them, keeps a bounded number of groups under way, and yields what became of each group as it
 * commits. The batches of one device have to come in order, since a group waits for the earlier one that carries the same device.
 * Takes batches no faster than it can submit them.
 */
export async function* submitAllBatches(
  context: OperationContext,
  batches: Iterable<SignedBatch> | AsyncIterable<SignedBatch>,
  options: CallOptions = {},
): AsyncGenerator<Submitted<SubmissionReceipt>, void, undefined> {
  const line = new Set<Promise<Submitted<SubmissionReceipt>>>();
  const lastOfDevice = new Map<string, Promise<unknown>>();
  const start = (group: readonly SignedBatch[]): void => {
    const devices = new Set(group.map(({ deviceId }) => deviceId));
    const earlier = [...devices].map((deviceId) => lastOfDevice.get(deviceId) ?? Promise.resolve());
    const submitted = Promise.all(earlier).then(() =>
      submitBatches(
        context,
        { batches: group.map(({ bytes }) => Buffer.from(bytes).toString('base64')) },
        options,
      ),
    );
    line.add(submitted);
    for (const deviceId of devices) {
      lastOfDevice.set(deviceId, submitted);
    }
    const forget = (): void => {
      for (const deviceId of devices) {
        if (lastOfDevice.get(deviceId) === submitted) {
          lastOfDevice.delete(deviceId);
        }
      }
    };
    // A failure is told when the group's turn comes.
    submitted.then(forget, forget);
  };
  for await (const group of toGroups(batches)) {
    start(group);
    for (const first of line) {
      if (line.size < GROUPS_IN_FLIGHT_MAX) {
        break;
      }
      line.delete(first);
      yield await first;
    }
  }
  for (const submitted of line) {
    yield await submitted;
  }
}

/** A batch as its device signed it. */
export interface SignedBatch {
  readonly deviceId: string;
  readonly bytes: Uint8Array;
}

async function* toGroups(
  batches: Iterable<SignedBatch> | AsyncIterable<SignedBatch>,
): AsyncGenerator<readonly SignedBatch[], void, undefined> {
  let group: SignedBatch[] = [];
  let groupBytes = 0;
  for await (const batch of batches) {
    const isFull = group.length >= LIMITS.batchesMax || groupBytes + batch.bytes.length > GROUP_BYTES_MAX;
    if (isFull && group.length > 0) {
      yield group;
      group = [];
      groupBytes = 0;
    }
    group.push(batch);
    groupBytes += batch.bytes.length;
  }
  if (group.length > 0) {
    yield group;
  }
}
