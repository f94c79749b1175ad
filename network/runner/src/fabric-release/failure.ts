import { NetworkError } from '@kontti/fabric-protocol/base';

/** A download that did not succeed, with what to do about it. */
export function downloadFailure(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'FABRIC_DOWNLOAD_FAILED', message, cause });
}
