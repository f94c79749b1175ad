import { ModelError } from '@kontti/model';
import { createError, KonttiError } from './errors';

/**
 * Any failure as a `KonttiError`. What the model refuses before a request leaves has the model's own code, as it would have from the
 * chaincode.
 */
export function toKonttiError(failure: unknown): KonttiError {
  if (failure instanceof KonttiError) {
    return failure;
  }
  if (!(failure instanceof ModelError)) {
    const because = failure instanceof Error ? failure.message : undefined;
    return createError('UNEXPECTED', { because, cause: failure });
  }
  const { code, message, field, rule } = failure;
  const remedy = 'Correct the field that details.field names, and send the request again';
  return new KonttiError({
    code,
    stage: 'local',
    message: `${message}. ${remedy}.`,
    details: { ...failure.details, remedy, field, rule },
    cause: failure,
  });
}
