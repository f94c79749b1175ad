import {
  attachmentKey,
  CLOSED_BYTES,
  factDigest,
  furtherSealsOf,
  parseBytesKey,
  partsOf,
  readFact,
  sealCollectionName,
  sealedBytes,
  unlessRefused,
} from '@kontti/model';
import type { Address, AnyFact } from '@kontti/model';
import type { DecodedTransaction } from '../ledger/block-decoder';
import type { WriteSet } from '../ledger/write-set';

/** Why something that a transaction claims is not shown as true. */
export type UnprovenReason =
  /** The bytes are no fact, or not the ones that their key names. */
  | 'malformed'
  /** The fact's type or version is not known to this software. */
  | 'unknown'
  /** A seal of a voucher, of an entry, or of what the fact uses up is missing in the transaction. */
  | 'unsealed'
  /** A seal or an attachment in the transaction is that of other bytes, or is written more than once. */
  | 'altered'
  /** The transaction did not read that the seals were absent before it. */
  | 'rewritten'
  /** The transaction does not write everything once for ever, so it could be changed later. */
  | 'unprotected'
  /** The device did not sign. */
  | 'unsigned'
  /** The transaction did not read that nothing forbids the fact, such as the revocation of its device. */
  | 'revoked'
  /** The fact, or an entry of it, does not follow from what held before it, or its holder did not sign. */
  | 'void'
  /** The transaction was endorsed under a chaincode definition that the own company never accepted. */
  | 'definition'
  /** The chaincode's event names a fact that the transaction did not write. */
  | 'absent'
  /** The chaincode's event cannot be read. */
  | 'unreadable';

/** A fact that a transaction recorded once for ever, together with the seals of all its vouchers. */
export interface ProvenFact {
  readonly fact: AnyFact;
  readonly digest: string;
  /** The bytes that belong to the fact, in its own order. */
  readonly attachments: readonly Uint8Array[];
  /** Of the fact's bytes. */
  readonly size: number;
}

/** Something that a transaction wrote in a fact's place, and that proves nothing. */
export interface UnprovenFact {
  /** Key of the fact; of its bytes where they are no fact. */
  readonly key: string;
  readonly reason: UnprovenReason;
  /** What the bytes say, where they are a fact. */
  readonly fact: AnyFact | undefined;
}

/** The facts that a transaction recorded, in the order of writing, and what it claims besides. */
export interface TransactionFacts {
  readonly proven: readonly ProvenFact[];
  readonly unproven: readonly UnprovenFact[];
}

/** Takes the facts out of a transaction's writes, and checks each by the same transaction's seals and policies. */
export function transactionToFacts({ writeSet }: Pick<DecodedTransaction, 'writeSet'>): TransactionFacts {
  const proven: ProvenFact[] = [];
  const unproven: UnprovenFact[] = [];
  for (const key of writeSet?.publicKeys() ?? []) {
    const parsed = parseBytesKey(key);
    if (writeSet !== undefined && parsed !== undefined && parsed.attachment === undefined) {
      const checked = checkWritten({ writeSet, hash: parsed.hash }, key);
      if (checked !== undefined && 'reason' in checked) {
        unproven.push(checked);
      } else if (checked !== undefined) {
        proven.push(checked);
      }
    }
  }
  return { proven, unproven };
}

interface Proving {
  readonly writeSet: WriteSet;
  /** That the key of the fact's bytes names. */
  readonly hash: string;
}

/** Nothing for a key that the transaction deletes, or at which it closes a seal. */
function checkWritten(proving: Proving, key: string): ProvenFact | UnprovenFact | undefined {
  const write = proving.writeSet.publicWrite(key);
  if (write?.outcome !== 'written') {
    return write?.outcome === 'unclear' ? { key, reason: 'altered', fact: undefined } : undefined;
  }
  if (CLOSED_BYTES.equals(write.value)) {
    return undefined;
  }
  const bytes = sealedBytes(Buffer.from(write.value), proving.hash);
  const fact = bytes && readFact(bytes);
  if (bytes === undefined || fact === undefined || fact === 'unknown') {
    return { key, reason: fact === 'unknown' ? fact : 'malformed', fact: undefined };
  }
  const checked = unlessRefused(() => {
    const attached = attachmentsOf(proving, fact);
    const reason = write.isProtected ? (reasonAgainst(proving, fact) ?? attached.reason) : 'unprotected';
    return reason === undefined
      ? { fact, digest: factDigest(bytes), attachments: attached.values, size: bytes.length }
      : { key: fact.key, reason, fact };
  });
  // Refused is an entry whose id is too long for a key.
  return checked ?? { key: fact.key, reason: 'malformed', fact };
}

function reasonAgainst(proving: Proving, fact: AnyFact): UnprovenReason | undefined {
  const { definition, parts } = partsOf(fact);
  const { key, vouchers } = fact;
  const seals = [...vouchers.map((mspId) => ({ mspId, key })), ...furtherSealsOf(fact)];
  const guards = definition.guards?.(parts) ?? [];
  return (
    firstReason(seals, (seal) => reasonAgainstSeal(proving, seal)) ??
    firstReason(guards, (guard) => (proving.writeSet.isReadAbsent(toPlace(guard)) ? undefined : 'revoked'))
  );
}

function reasonAgainstSeal({ writeSet, hash }: Proving, seal: Address): UnprovenReason | undefined {
  const place = toPlace(seal);
  const write = writeSet.privateWrite(place);
  if (write?.outcome !== 'written') {
    return write?.outcome === 'unclear' ? 'altered' : 'unsealed';
  }
  if (Buffer.from(write.value).toString('hex') !== hash) {
    return 'altered';
  }
  if (!writeSet.isReadAbsent(place)) {
    return 'rewritten';
  }
  return write.isProtected ? undefined : 'unprotected';
}

function attachmentsOf(
  { writeSet, hash }: Proving,
  fact: AnyFact,
): { readonly values: readonly Uint8Array[]; readonly reason: UnprovenReason | undefined } {
  const { definition } = partsOf(fact);
  const values: Uint8Array[] = [];
  const digests = definition.attachments?.(fact.body) ?? [];
  const reason = firstReason([...digests.entries()], ([index, digest]) => {
    const write = writeSet.publicWrite(attachmentKey(hash, index));
    if (write?.outcome !== 'written' || factDigest(write.value) !== digest) {
      return 'altered';
    }
    values.push(write.value);
    return write.isProtected ? undefined : 'unprotected';
  });
  return { values, reason };
}

function firstReason<T>(
  values: readonly T[],
  reasonOf: (value: T) => UnprovenReason | undefined,
): UnprovenReason | undefined {
  for (const value of values) {
    const reason = reasonOf(value);
    if (reason !== undefined) {
      return reason;
    }
  }
  return undefined;
}

function toPlace({ mspId, key }: Address): { readonly collection: string; readonly key: string } {
  return { collection: sealCollectionName(mspId), key };
}
