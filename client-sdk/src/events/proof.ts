import type { AnyFact } from '@kontti/model';
import {
  bytesToFact,
  factDigest,
  isSignedByHolder,
  ModelError,
  parseKey,
  sealCollectionName,
  sealHash,
  FACT_KEY_KINDS,
} from '@kontti/model';
import type { DecodedTransaction } from './block-decoder';
import { markersDemandedBy } from './markers';

/** Why something that a transaction claims is not shown as true. */
export type UnprovenReason =
  /** The bytes under a fact's key are no fact of that key, or its vouchers are not those that its type demands. */
  | 'malformed'
  /** A voucher's seal, or the marker of a lot or journey that the fact uses up, is missing in the transaction. */
  | 'unsealed'
  /** A voucher's seal in the transaction is that of other bytes. */
  | 'altered'
  /** What was told before may be told anew: the transaction did not read that no seal, marker or batch stood there. */
  | 'rewritten'
  /** The holder of the points, or the device, did not sign. */
  | 'unsigned'
  /** The chaincode's event names a fact or batch that the transaction did not write. */
  | 'absent'
  /** The device's registration is not sealed, or is not known to the own peer. */
  | 'unregistered'
  /** The device's owner had revoked it. */
  | 'revoked'
  /** The fact does not follow from those before it: a company gave away or delivered what it did not have. */
  | 'void'
  /** The chaincode's event cannot be read. */
  | 'unreadable';

/** A fact that a transaction wrote together with the seals of all its vouchers. */
export interface ProvenFact {
  readonly fact: AnyFact;
  readonly digest: string;
}

/** Something under the key of a fact that is none. */
export interface UnprovenFact {
  readonly key: string;
  readonly reason: UnprovenReason;
}

/** Where a holder's signature has to count. */
export interface ProofScope {
  readonly channel: string;
  readonly chaincode: string;
}

const FACT_KINDS: ReadonlySet<string> = new Set(Object.values(FACT_KEY_KINDS));

/** Takes the facts out of a transaction's writes, in the order of writing, and judges each by the same transaction's seals. */
export function transactionToFacts(
  transaction: DecodedTransaction,
  scope: ProofScope,
): { readonly proven: ProvenFact[]; readonly unproven: UnprovenFact[] } {
  const proven: ProvenFact[] = [];
  const unproven: UnprovenFact[] = [];
  for (const [key, bytes] of transaction.writes) {
    const kind = parseKey(key)?.kind;
    if (kind !== undefined && FACT_KINDS.has(kind)) {
      const judged = judge(transaction, { key, bytes, scope });
      if ('fact' in judged) {
        proven.push(judged);
      } else {
        unproven.push(judged);
      }
    }
  }
  return { proven, unproven };
}

interface Written {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly scope: ProofScope;
}

function judge(transaction: DecodedTransaction, { key, bytes, scope }: Written): ProvenFact | UnprovenFact {
  const fact = readFact(bytes);
  if (fact?.key !== key) {
    return { key, reason: 'malformed' };
  }
  const digest = factDigest(bytes);
  const expected = sealHash(digest);
  const places = [...fact.vouchers.map((mspId) => ({ mspId, key })), ...markersDemandedBy(fact)];
  const seals = places.map((place) =>
    transaction.hashedWrite({ collection: sealCollectionName(place.mspId), key: place.key }),
  );
  if (seals.includes(undefined)) {
    return { key, reason: 'unsealed' };
  }
  if (seals.some((seal) => seal?.hash !== expected)) {
    return { key, reason: 'altered' };
  }
  if (seals.some((seal) => seal?.isFirst !== true)) {
    return { key, reason: 'rewritten' };
  }
  const isSigned = fact.type !== 'loyalty.spent' || isSignedByHolder(fact.body, scope);
  return isSigned ? { fact, digest } : { key, reason: 'unsigned' };
}

function readFact(bytes: Uint8Array): AnyFact | undefined {
  try {
    return bytesToFact(bytes);
  } catch (error) {
    if (error instanceof ModelError) {
      return undefined;
    }
    throw error;
  }
}
