import { NetworkError } from '@kontti/fabric-protocol/base';

export function packageInvalid(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'PACKAGE_INVALID', message, cause });
}
