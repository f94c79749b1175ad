import { createHash } from 'node:crypto';
import type { LedgerScope } from '../fact/reader';
import { canonicalJson } from '../json';
import { isSignedWith } from '../signing';

/** What keys sign when a device gets another one: which device, after which of its facts, which key. */
export interface DeviceKeyClaim {
  /** Id of the device. */
  readonly deviceId: string;
  /** Digest of the device's last fact: `head` of its record. A signature counts for one change alone. */
  readonly head: string;
  /** The new public key, base64 of SPKI DER. */
  readonly publicKey: string;
}

/** Comes first, so that no signature over a batch is one over a key. */
const DOMAIN = 'kontti.device-key.v1\0';

/** The 32 bytes that the new key signs, and the one before it, when a device's key is changed. */
export function deviceKeyToDigest({ channel, chaincode }: LedgerScope, claim: DeviceKeyClaim): Buffer {
  const { deviceId, head, publicKey } = claim;
  const json = canonicalJson({ channel, chaincode, deviceId, head, publicKey });
  return createHash('sha256').update(DOMAIN).update(json).digest();
}

/** True when that key (base64 of SPKI DER) signed the claim. */
export function isKeyProven(
  scope: LedgerScope,
  claim: DeviceKeyClaim,
  signed: { readonly by: string; readonly signature: string },
): boolean {
  return isSignedWith(signed.by, { message: deviceKeyToDigest(scope, claim), signature: signed.signature });
}
