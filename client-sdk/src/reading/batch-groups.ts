import { setImmediate as nextTurn } from 'node:timers/promises';
import { LIMITS } from '@kontti/model';
import { GROUP_BYTES_MAX } from '../limits';
import { checkMembers } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { bytes, required, text } from '../options/rules';

/** A batch as its device signed it. */
export interface SignedBatch {
  /** Id of the device that signed. */
  readonly deviceId: string;
  /** The batch as its device signed it. */
  readonly bytes: Uint8Array;
}

/** A batch and its place in the input. */
export interface IndexedBatch extends SignedBatch {
  /** From 0. */
  readonly index: number;
}

const SIGNED_BATCH: OptionRules<SignedBatch> = { deviceId: required(text), bytes: required(bytes) };

/** Batches in the order of the input, as many together as one transaction takes. */
export async function* toGroups(
  batches: Iterable<SignedBatch> | AsyncIterable<SignedBatch>,
): AsyncGenerator<readonly IndexedBatch[], void, undefined> {
  const group = startGroup();
  let index = 0;
  try {
    for await (const batch of batches) {
      checkMembers(SIGNED_BATCH, batch, `batches[${index}]`);
      if (!group.hasRoomFor(batch)) {
        yield group.take();
      }
      group.add({ deviceId: batch.deviceId, bytes: batch.bytes, index });
      index += 1;
      // A source that signs never waits by itself: without a turn of the loop nothing of the groups before would be sent until it did.
      await nextTurn();
    }
  } catch (error) {
    // What came before the input failed is submitted.
    yield* group.rest();
    throw error;
  }
  yield* group.rest();
}

function startGroup() {
  let batches: IndexedBatch[] = [];
  let size = 0;
  const take = (): readonly IndexedBatch[] => {
    const taken = batches;
    batches = [];
    size = 0;
    return taken;
  };
  return {
    hasRoomFor: (batch: SignedBatch): boolean =>
      batches.length === 0 ||
      (batches.length < LIMITS.batchesMax && size + batch.bytes.length <= GROUP_BYTES_MAX),
    add(batch: IndexedBatch): void {
      batches.push(batch);
      size += batch.bytes.length;
    },
    take,
    *rest(): Generator<readonly IndexedBatch[]> {
      if (batches.length > 0) {
        yield take();
      }
    },
  };
}
