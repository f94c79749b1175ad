import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { parseSigningKey } from '../signing';
import { base64 } from './identifiers';
import type { Rule } from './rule';

const encoded = base64(LIMITS.publicKeyLengthMax);

/** Base64 of the SPKI DER of a P-256 or Ed25519 public key, in its one encoding (no compressed points). */
export const publicKey: Rule = {
  check: (value, field) => {
    encoded.check(value, field);
    if (parseSigningKey(value as string) === undefined) {
      throw new ModelError({ code: 'PUBLIC_KEY', field, rule: 'SPKI of P-256 or Ed25519' });
    }
  },
};
