import { status } from '@grpc/grpc-js';
import type { EndorseOutcome } from '../peer/types';

interface ResponseStatus {
  readonly code: status;
  readonly message: string;
  /** True when another peer may succeed. */
  readonly retry: boolean;
}

/** What an endorser's answer means. Mirrors internal/pkg/gateway/apiutils.go responseStatus. */
export function responseStatus(outcome: EndorseOutcome): ResponseStatus {
  const { response, refusal } = outcome;
  if (response === undefined) {
    return { code: status.UNAVAILABLE, message: refusal ?? 'no response', retry: true };
  }
  if (refusal !== undefined) {
    return { code: status.FAILED_PRECONDITION, message: refusal, retry: false };
  }
  const result = response.getResponse();
  const code = result?.getStatus() ?? 0;
  const message = result?.getMessage() ?? '';
  if (code >= 200 && code < 400) {
    return { code: status.OK, message: '', retry: false };
  }
  if (code === 500 && response.getPayload_asU8().length === 0) {
    return { code: status.ABORTED, message, retry: true };
  }
  return { code: status.UNKNOWN, message: `chaincode response ${code}, ${message}`, retry: false };
}
