import { ERRORS, KonttiError } from '@kontti/client-sdk';

type StoreErrorCode =
  | 'CONSUMER_MOVED'
  | 'OPTIONS_INVALID'
  | 'STATEMENT_REFUSED'
  | 'STORE_BUSY'
  | 'STORE_DRIVER_MISSING'
  | 'STORE_FAILED'
  | 'STORE_LEASE_LOST'
  | 'STORE_VERSION'
  | 'TRACE_INVALID';

/** Makes an error of the SDK's catalogue. */
export function storeError(
  code: StoreErrorCode,
  {
    cause,
    details = {},
  }: { readonly cause?: unknown; readonly details?: Readonly<Record<string, unknown>> } = {},
): KonttiError {
  const { text, remedy } = ERRORS[code];
  const because = cause instanceof Error ? `: ${cause.message}` : '';
  return new KonttiError({
    code,
    stage: 'local',
    message: `${text}${because}. ${remedy}.`,
    details: { remedy, ...details },
    cause,
  });
}
