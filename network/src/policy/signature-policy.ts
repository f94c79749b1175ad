import type { MspManager } from '../msp/types';
import type { Policy } from './types';

export interface SignaturePolicyOptions {
  /** `common.SignaturePolicyEnvelope` bytes. */
  readonly envelopeBytes: Uint8Array;
  readonly mspManager: MspManager;
}

/** @throws NetworkError POLICY_INVALID */
export function createSignaturePolicy(options: SignaturePolicyOptions): Policy {
  throw new Error(`not built: ${options.envelopeBytes.length}`);
}
