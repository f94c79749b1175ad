import type { KonttiError } from '../errors';
import { DOUBTFUL_ATTEMPTS_MAX } from '../limits';
import { isSignedByHolder } from './operations';

/**
 * How a row goes on that was not recorded: `pause`: no row would get further, so all wait; `later`: this one is tried again after a while;
 * `failed`: somebody has to look at it; `unsigned`: its holder has to sign another order.
 */
type Verdict = 'pause' | 'later' | 'failed' | 'unsigned';

/** Faults of this machine, the connection, the identity or the definition: they are mended for all rows at once. */
const PAUSING: ReadonlySet<string> = new Set([
  'ACCESS_DENIED',
  'CERTIFICATE_EXPIRED',
  'CHAINCODE_NOT_FOUND',
  'CHANNEL_NOT_FOUND',
  'CLIENT_CLOSED',
  'CLOCK_SKEW',
  'DEFINITION_CHANGED',
  'DEFINITION_FILE_UNREADABLE',
  'GATEWAY_MISSING',
  'HOST_UNKNOWN',
  'SIGNER_FAILED',
  'STORE_BUSY',
  'STORE_FAILED',
  'TLS_CLIENT_REFUSED',
  'TLS_EXPECTED',
  'TLS_SPOKEN',
  'TLS_EXPIRED',
  'TLS_NAME_MISMATCH',
  'TLS_UNTRUSTED',
  'UNREACHABLE',
]);

/** Faults that pass, or that concern the companies of one row alone. */
const PASSING: ReadonlySet<string> = new Set([
  'CANCELLED',
  'CONFLICT',
  'ENDORSEMENTS_DIFFER',
  'ENDORSERS_MISSING',
  'ENDORSEMENT_REFUSED',
  'NODE_FAILED',
  'ORDERER_REFUSED',
  'OUTCOME_UNKNOWN',
  'POLICY_NOT_SATISFIED',
  'STORE_KEY_WRONG',
  'TIMED_OUT',
  'TOO_MANY_SUBMITS',
]);

/** Faults that may pass, and may be a defect: they are tried a bounded number of times. */
const DOUBTFUL: ReadonlySet<string> = new Set(['CHAINCODE_FAILED', 'REQUEST_REFUSED', 'TRANSACTION_INVALID']);

/** Codes with which a contract refuses an order whose inputs, terms or signature no longer hold. */
const ORDER_OUTDATED: ReadonlySet<string> = new Set([
  'INSUFFICIENT_POINTS',
  'LOT_EXPIRED',
  'LOT_OF_OTHER',
  'LOT_SPENT',
  'SIGNATURE',
  'UNKNOWN_LOT',
  'VALUE_TOO_LOW',
]);

/** Says how a row goes on after `attempts` tries. */
export function toVerdict(
  error: Pick<KonttiError, 'code'>,
  { operation, attempts }: { readonly operation: string; readonly attempts: number },
): Verdict {
  const { code } = error;
  if (PAUSING.has(code)) {
    return 'pause';
  }
  if (PASSING.has(code) || (DOUBTFUL.has(code) && attempts < DOUBTFUL_ATTEMPTS_MAX)) {
    return 'later';
  }
  return isSignedByHolder(operation) && ORDER_OUTDATED.has(code) ? 'unsigned' : 'failed';
}
