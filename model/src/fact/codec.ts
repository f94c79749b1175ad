import { createHash } from 'node:crypto';
import type { ClassConstructor } from 'class-transformer';
import { ModelError } from '../errors.js';
import { canonicalJson, parseJson } from '../json.js';
import { LIMITS } from '../limits.js';
import { Field, setOf } from '../validation/field.js';
import { ledgerKey, mspId, ref, time } from '../validation/identifiers.js';
import { parseValue } from '../validation/parse.js';
import { isRecord } from '../validation/rule.js';
import { FACT_BODY_CLASSES, isFactType, type FactBodies, type FactType } from './bodies.js';
import { checkFactConsistency } from './consistency.js';
import { FACT_VERSION, type AnyFact, type AnyFactContent, type Fact, type FactContent } from './fact.js';
import { vouchersDemandedBy } from './vouchers.js';

/** What stands around every fact's body, except its version and type. */
class FactHead {
  @Field(ledgerKey) key!: string;
  @Field(setOf(mspId, { min: 1, max: LIMITS.vouchersMax })) vouchers!: string[];
  @Field(ref) ref!: string;
  @Field(time) at!: number;
}

/**
 * A fact with this content, whose vouchers are those that its type demands.
 * @throws ModelError `FACT_KEY`
 */
export function createFact<T extends FactType>(
  content: FactContent<T> & { ref: string; at: number },
): Fact<T> {
  const { type, key, ref: reference, at, body } = content;
  const vouchers = vouchersDemandedBy({ type, key, body } as AnyFactContent);
  return { v: FACT_VERSION, type, key, vouchers, ref: reference, at, body };
}

/**
 * The canonical bytes of a fact: what is stored and what is sealed.
 * @throws ModelError when the fact is not one that {@link bytesToFact} would read
 */
export function factToBytes(fact: Fact): Buffer {
  const json = canonicalJson(fact);
  jsonToFact(json);
  return Buffer.from(json, 'utf8');
}

/**
 * The fact that these bytes are, when they are the one encoding of a fact of a known version and type, within all bounds,
 * under a key that fits its body and with the vouchers that its type demands.
 * @throws ModelError
 */
export function bytesToFact(bytes: Uint8Array): AnyFact {
  if (bytes.length > LIMITS.factBytesMax) {
    throw new ModelError({ code: 'TOO_LARGE', field: '', rule: `at most ${LIMITS.factBytesMax} bytes` });
  }
  let json: string;
  try {
    json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ModelError({ code: 'FACT_NOT_CANONICAL', field: '', rule: 'UTF-8' });
  }
  return jsonToFact(json);
}

function jsonToFact(json: string): AnyFact {
  const value = parseJson(json, LIMITS.factBytesMax);
  if (!isRecord(value)) throw new ModelError({ code: 'FIELD_TYPE', field: '', rule: 'object' });
  const { v, type, body, ...rest } = value;
  if (v !== FACT_VERSION)
    throw new ModelError({ code: 'FACT_VERSION', field: 'v', rule: String(FACT_VERSION) });
  if (!isFactType(type)) throw new ModelError({ code: 'FACT_TYPE', field: 'type', rule: 'fact type' });
  const bodyClass: ClassConstructor<FactBodies[FactType]> = FACT_BODY_CLASSES[type];
  const { key, vouchers, ref: reference, at } = parseValue(FactHead, rest);
  const fact = {
    v,
    type,
    key,
    vouchers,
    ref: reference,
    at,
    body: parseValue(bodyClass, body, 'body'),
  } as AnyFact;
  if (canonicalJson(value) !== json) {
    throw new ModelError({ code: 'FACT_NOT_CANONICAL', field: '', rule: 'RFC 8785' });
  }
  checkFactConsistency(fact);
  const demanded = vouchersDemandedBy(fact);
  if (demanded.length !== vouchers.length || demanded.some((voucher, index) => voucher !== vouchers[index])) {
    throw new ModelError({ code: 'FACT_VOUCHERS', field: 'vouchers', rule: demanded.join(', ') });
  }
  return fact;
}

/** The digest of a fact's bytes: lower-case hex of their SHA-256. As bytes ({@link sealValue}) it is the seal. */
export function factDigest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The 32 bytes that a voucher's seal collection keeps for a fact with this digest. */
export function sealValue(digest: string): Buffer {
  return Buffer.from(digest, 'hex');
}

/** What `getPrivateDataHash` tells of a seal with this digest: hex of the SHA-256 of the 32 bytes. */
export function sealHash(digest: string): string {
  return factDigest(sealValue(digest));
}
