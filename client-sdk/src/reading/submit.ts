import { decodeBatchHeader, ModelError, ReadingSubmission, SubmissionReceipt } from '@kontti/model';
import type { BatchHeader } from '@kontti/model';
import { submitOperation } from '../operation';
import type { SubmitOperation } from '../operation';
import { checkHappened } from '../request-values';

const submit = submitOperation({
  name: 'reading:Submit',
  request: ReadingSubmission,
  result: SubmissionReceipt,
});

/**
 * Stores up to 16 batches as their devices signed them, in one transaction.
 * @throws SIGNATURE, BATCH_SEQUENCE, BATCH_CONTEXT, DEVICE_REVOKED, TIME_INVALID
 */
export const submitBatches: SubmitOperation<ReadingSubmission, SubmissionReceipt> = async (
  context,
  request,
  options,
) => {
  checkBatchTimes(request, context.session.timers.nowMs());
  return submit(context, request, options);
};

/** What is no batch is for the model and the chaincode to refuse. */
function checkBatchTimes(request: unknown, nowMs: number): void {
  const { batches } = (request ?? {}) as { readonly batches?: unknown };
  for (const [index, batch] of (Array.isArray(batches) ? (batches as unknown[]) : []).entries()) {
    const header = typeof batch === 'string' ? headerOf(batch) : undefined;
    if (header !== undefined) {
      checkHappened(header.to, { field: `batches[${index}].header.to`, nowMs });
    }
  }
}

function headerOf(batch: string): BatchHeader | undefined {
  try {
    return decodeBatchHeader(Buffer.from(batch, 'base64'));
  } catch (error) {
    if (error instanceof ModelError) {
      return undefined;
    }
    throw error;
  }
}
