import { ReadingSubmission, SubmissionReceipt } from '@kontti/model';
import { submitOperation } from '../operation';

/** Stores up to 16 batches as their devices signed them, in one transaction. @throws SIGNATURE, BATCH_SEQUENCE, BATCH_CONTEXT, DEVICE_REVOKED */
export const submitBatches = submitOperation({
  name: 'reading:Submit',
  request: ReadingSubmission,
  result: SubmissionReceipt,
});
