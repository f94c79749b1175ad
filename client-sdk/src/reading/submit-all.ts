import { KonttiError } from '../errors';
import { CALL_OPTIONS } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import { GROUPS_IN_FLIGHT_MAX } from '../limits';
import type { OperationContext } from '../operation';
import { checkOptions } from '../options/check-options';
import { asyncIterable } from '../options/rules';
import { sourceFailure } from '../options/sources';
import { toGroups } from './batch-groups';
import type { SignedBatch } from './batch-groups';
import { startLine } from './group-line';
import type { GroupLine } from './group-line';
import type { GroupOutcome } from './group-outcome';

/**
 * Stores any number of batches: groups them, keeps a bounded number of groups under way, and yields what became of each group as soon
 * as that is known, failures too. The batches of one device have to come in order: a group waits for the earlier one that carries the
 * same device, and once a batch was not stored, later ones of its device are not sent. Takes batches no faster than it can submit
 * them; `timeoutMs` bounds each group. After a failure that every group would meet, it takes no more batches, and throws it when all
 * outcomes are yielded; `details.nextIndex` is then the first batch that was not taken.
 * @throws OPTIONS_INVALID for what is no batch, SOURCE_FAILED, CLIENT_CLOSED, CANCELLED, DEFINITION_CHANGED, UNREACHABLE
 */
export async function* submitAllBatches(
  context: OperationContext,
  batches: Iterable<SignedBatch> | AsyncIterable<SignedBatch>,
  options: CallOptions = {},
): AsyncGenerator<GroupOutcome, void, undefined> {
  checkOptions<CallOptions>(CALL_OPTIONS, options);
  asyncIterable.check(batches, 'batches');
  const line = startLine(context, options);
  const input = startInput(batches, line);
  try {
    for (;;) {
      input.read();
      if (input.isOver() && line.running.size === 0) {
        break;
      }
      await Promise.race([...line.running, ...input.pending()]);
      yield* line.takeOutcomes();
    }
    yield* line.takeOutcomes();
    input.throwFailure();
  } finally {
    input.close();
  }
}

/** Takes groups from the input into the line while there is room for them. */
function startInput(batches: Iterable<SignedBatch> | AsyncIterable<SignedBatch>, line: GroupLine) {
  const groups = toGroups(batches);
  let reading: Promise<void> | undefined;
  let over: { readonly failure?: KonttiError } | undefined;
  let nextIndex = 0;

  const readGroup = async (): Promise<void> => {
    try {
      const { done, value } = await groups.next();
      if (over === undefined && done === true) {
        over = {};
      } else if (over === undefined && value !== undefined) {
        nextIndex += value.length;
        line.start(value);
      }
    } catch (failure) {
      over ??= { failure: sourceFailure('batches', failure) };
    }
    reading = undefined;
  };
  return {
    read(): void {
      const stopped = line.stopped();
      if (stopped !== undefined) {
        over ??= { failure: withNextIndex(stopped, nextIndex) };
      }
      if (over === undefined && line.running.size < GROUPS_IN_FLIGHT_MAX) {
        reading ??= readGroup();
      }
    },
    pending: (): readonly Promise<void>[] => (reading === undefined || over !== undefined ? [] : [reading]),
    isOver: (): boolean => over !== undefined,
    throwFailure(): void {
      if (over?.failure !== undefined) {
        throw over.failure;
      }
    },
    close(): void {
      over ??= {};
      // A source that waits for a batch of tomorrow is asked to end, and not waited for.
      groups.return().catch(() => undefined);
    },
  };
}

function withNextIndex(error: KonttiError, nextIndex: number): KonttiError {
  const { code, stage, message, details } = error;
  return new KonttiError({
    code,
    stage,
    message: `${message} No batch from batches[${nextIndex}] on was taken.`,
    details: { ...details, nextIndex },
    cause: error,
  });
}
