import type { Identity, MspManager } from '../msp/types';
import type { SignedData } from './types';

export interface SignedDataOptions {
  readonly signedData: readonly SignedData[];
  readonly mspManager: MspManager;
}

/** The distinct valid identities whose signatures verify; whatever does not is dropped. */
export function verifySignedData(options: SignedDataOptions): Identity[] {
  throw new Error(`not built: ${options.signedData.length}`);
}
