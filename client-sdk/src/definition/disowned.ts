import { createHash } from 'node:crypto';
import {
  bytesKey,
  factDigest,
  furtherSealsOf,
  leaderOf,
  ModelError,
  readFact,
  sealCollectionName,
  sealHash,
} from '@kontti/model';
import type { Address, AnyFact } from '@kontti/model';
import { blockNumberOf, decodeBlock } from '../ledger/block-decoder';
import type { DecodedTransaction } from '../ledger/block-decoder';
import { streamBlocks } from '../ledger/block-stream';
import { createPeerSeals } from '../ledger/peer-seals';
import type { SealSource } from '../ledger/peer-seals';
import { createError } from '../errors';
import type { CallOptions } from '../gateway/call-options';
import type { Session } from '../gateway/session';
import { DISOWNED_MAX } from '../limits';
import { isSamePlace } from './eras';
import type { Era } from './eras';

/** A fact of which a seal was written under a definition that the company never accepted. */
export interface DisownedFact {
  /** Key of the fact on the ledger. */
  readonly key: string;
  /** Type of the fact. */
  readonly type: string;
  /** The companies whose seals it claims. */
  readonly vouchers: readonly string[];
  /** SHA-256 of its bytes, in hex. */
  readonly digest: string;
  /** Number of the block. */
  readonly block: bigint;
  /** Id of the transaction. */
  readonly transactionId: string;
}

/** An era, and the block in which the next one began. */
interface ClosedEra {
  readonly era: Era;
  readonly lastBlock: bigint;
}

/** What was found, and the texts by which records are recognised that show it. */
export interface Disowned {
  readonly facts: readonly DisownedFact[];
  readonly marks: readonly string[];
}

/** What was recorded in some eras of a ledger, in its order, as the own peer's blocks have it. @throws DEFINITION_CHANGED for too much */
export async function findDisowned(
  session: Session,
  asked: { readonly eras: readonly Era[]; readonly unaccepted: readonly Era[]; readonly call: CallOptions },
): Promise<Disowned> {
  const seals = createPeerSeals(session);
  const facts: DisownedFact[] = [];
  const marks: string[] = [];
  for (const closed of asked.unaccepted.flatMap((era) => closeEra(asked.eras, era))) {
    for await (const { fact, isAtKey } of readEra({ session, seals, signal: asked.call.signal }, closed)) {
      facts.push(fact);
      marks.push(fact.digest, ...(isAtKey ? [fact.key] : []));
      if (marks.length > DISOWNED_MAX) {
        const because = `more than ${DISOWNED_MAX} digests and keys were written meanwhile`;
        throw createError('DEFINITION_CHANGED', { because });
      }
    }
  }
  return { facts, marks };
}

function closeEra(eras: readonly Era[], era: Era): ClosedEra[] {
  const next = eras.find(({ sequence }) => sequence === era.sequence + 1);
  return next === undefined ? [] : [{ era, lastBlock: next.place.block }];
}

interface Reading {
  readonly session: Session;
  readonly seals: SealSource;
  readonly signal: AbortSignal | undefined;
}

interface Found {
  readonly fact: DisownedFact;
  /** True when the fact has taken its key: the seal of the company that leads to it was written. */
  readonly isAtKey: boolean;
}

async function* readEra(reading: Reading, { era, lastBlock }: ClosedEra): AsyncGenerator<Found> {
  const { session, signal } = reading;
  for await (const block of streamBlocks({ session, startBlock: era.place.block, signal })) {
    const { number, transactions } = decodeBlock(block, session.chaincodeName);
    for (const transaction of transactions) {
      const { definedAt, transactionId } = transaction;
      if (typeof definedAt === 'object' && isSamePlace(definedAt, era.place)) {
        for (const { fact, digest, isAtKey } of await findSealed(reading.seals, transaction)) {
          const { key, type, vouchers } = fact;
          yield { fact: { key, type, vouchers, digest, block: number, transactionId }, isAtKey };
        }
      }
    }
    if (blockNumberOf(block) >= lastBlock) {
      return;
    }
  }
}

interface SealedFact {
  readonly fact: AnyFact;
  readonly digest: string;
}

/** The facts of which the transaction wrote a seal where it belongs. Seals elsewhere do no harm to the fact whose hash they repeat. */
async function findSealed(
  seals: SealSource,
  { writeSet }: DecodedTransaction,
): Promise<(SealedFact & Pick<Found, 'isAtKey'>)[]> {
  const placesOf = new Map<string, Set<string>>();
  for (const { hash, collection, keyHash } of writeSet?.privateHashes() ?? []) {
    placesOf.set(hash, (placesOf.get(hash) ?? new Set()).add(`${collection} ${keyHash}`));
  }
  const found: (SealedFact & Pick<Found, 'isAtKey'>)[] = [];
  for (const [hash, places] of placesOf) {
    const write = writeSet?.publicWrite(bytesKey(hash));
    const sealed =
      write?.outcome === 'written' ? bytesToSealed(write.value, hash) : await followSeal(seals, hash);
    if (sealed !== undefined && sealsOf(sealed.fact).some((seal) => places.has(placeOf(seal)))) {
      const { key } = sealed.fact;
      found.push({ ...sealed, isAtKey: places.has(placeOf({ mspId: leaderOf(key) ?? '', key })) });
    }
  }
  return found;
}

function bytesToSealed(bytes: Uint8Array, hash: string): SealedFact | undefined {
  const digest = factDigest(bytes);
  const fact = sealHash(digest) === hash ? readFact(bytes) : undefined;
  return fact === undefined || fact === 'unknown' ? undefined : { fact, digest };
}

async function followSeal(seals: SealSource, hash: string): Promise<SealedFact | undefined> {
  const reading = await seals.followSeal(hash);
  return reading.status === 'sealed' ? (reading.sealed as SealedFact) : undefined;
}

function placeOf({ mspId, key }: Address): string {
  return `${sealCollectionName(mspId)} ${createHash('sha256').update(key).digest('hex')}`;
}

function sealsOf(fact: AnyFact): Address[] {
  const own = fact.vouchers.map((mspId) => ({ mspId, key: fact.key }));
  try {
    return [...own, ...furtherSealsOf(fact)];
  } catch (error) {
    // An entry whose id is too long for a key.
    if (error instanceof ModelError) {
      return own;
    }
    throw error;
  }
}

/** True when any text in a record is one of a disowned fact: its digest, or its key where a record shows no digest. */
export function isAnyDisowned(value: unknown, disowned: ReadonlySet<string>): boolean {
  if (typeof value === 'string') {
    return disowned.has(value);
  }
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).some((member: unknown) => isAnyDisowned(member, disowned))
  );
}
