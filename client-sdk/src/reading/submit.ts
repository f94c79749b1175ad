import {
  batchesToBytes,
  bytesToBatches,
  decodeBatchHeader,
  ReadingSubmission,
  SubmissionReceipt,
  unlessRefused,
} from '@kontti/model';
import type { CallOptions } from '../gateway/call-options';
import { requestToJson, submitArgument } from '../operation';
import type { OperationContext, SubmitOperation, Submitted } from '../operation';
import { checkHappened } from '../request-values';
import { toKonttiError } from '../to-kontti-error';

const SUBMISSION = { name: 'reading:Submit', request: ReadingSubmission, result: SubmissionReceipt };

/**
 * Stores up to 16 batches as their devices signed them, in one transaction.
 * @throws SIGNATURE, BATCH_SEQUENCE, BATCH_CONTEXT, DEVICE_REVOKED, TIME_INVALID
 */
export const submitBatches: SubmitOperation<ReadingSubmission, SubmissionReceipt> = async (
  context,
  request,
  options,
) =>
  submitArgument(
    context,
    {
      ...SUBMISSION,
      toArgument: (submittedMs) => {
        const json = requestToJson(SUBMISSION, request, { submittedMs });
        const { batches } = JSON.parse(json) as ReadingSubmission;
        return toArgument(
          batches.map((batch) => Buffer.from(batch, 'base64')),
          submittedMs,
        );
      },
    },
    options,
  );

/** {@link submitBatches} of bytes. @throws as it */
export async function submitSigned(
  context: OperationContext,
  batches: readonly Uint8Array[],
  options?: CallOptions,
): Promise<Submitted<SubmissionReceipt>> {
  const submission = { ...SUBMISSION, toArgument: (submittedMs: number) => toArgument(batches, submittedMs) };
  return submitArgument(context, submission, options);
}

function toArgument(batches: readonly Uint8Array[], nowMs: number): Uint8Array {
  try {
    const argument = batchesToBytes(batches);
    checkTimes(bytesToBatches(argument), nowMs);
    return argument;
  } catch (error) {
    throw toKonttiError(error);
  }
}

/** What is no batch is for the chaincode to refuse. */
function checkTimes(batches: readonly Uint8Array[], nowMs: number): void {
  for (const [index, batch] of batches.entries()) {
    const header = unlessRefused(() => decodeBatchHeader(batch));
    if (header !== undefined) {
      checkHappened(header.to, { field: `batches[${index}].header.to`, nowMs });
    }
  }
}
