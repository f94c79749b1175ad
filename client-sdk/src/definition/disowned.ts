import { createHash } from 'node:crypto';
import {
  bytesKey,
  factDigest,
  furtherSealsOf,
  leaderOf,
  readFact,
  sealCollectionName,
  sealedBytes,
  unlessRefused,
} from '@kontti/model';
import type { Address, AnyFact, Sealed } from '@kontti/model';
import { blockNumberOf, decodeBlock } from '../ledger/block-decoder';
import type { DecodedTransaction } from '../ledger/block-decoder';
import { streamBlocks } from '../ledger/block-stream';
import { createPeerSeals } from '../ledger/peer-seals';
import type { SealSource } from '../ledger/peer-seals';
import { createError } from '../errors';
import { requireTime, startBounds } from '../gateway/call-options';
import type { CallBounds, StartedCall } from '../gateway/call-options';
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

/**
 * What was found, and the texts by which it is recognised: digests and keys of facts, and the places of seals of which nobody has shown
 * yet to what they lead.
 */
interface Disowned {
  readonly facts: readonly DisownedFact[];
  readonly marks: readonly string[];
}

/** What was recorded in some eras of a ledger, in its order, as the own peer's blocks have it. @throws DEFINITION_CHANGED for too much */
export async function findDisowned(
  session: Session,
  asked: { readonly eras: readonly Era[]; readonly unaccepted: readonly Era[]; readonly call: StartedCall },
): Promise<Disowned> {
  const seals = createPeerSeals(session);
  const bounds = startBounds(asked.call, session.timers.nowMs());
  const facts: DisownedFact[] = [];
  const marks: string[] = [];
  for (const closed of asked.unaccepted.flatMap((era) => closeEra(asked.eras, era))) {
    for await (const found of readEra({ session, seals, bounds }, closed)) {
      if ('places' in found) {
        marks.push(...found.places);
      } else {
        facts.push(found.fact);
        marks.push(found.fact.digest, ...(found.isAtKey ? [found.fact.key] : []));
      }
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
  readonly bounds: CallBounds;
}

interface Found<F> {
  readonly fact: F;
  /** True when the fact has taken its key: the seal of the company that leads to it was written. */
  readonly isAtKey: boolean;
}

/** Seals that lead to nothing that is sealed: bytes or seals may still come, in a later era. */
interface OpenSeals {
  readonly places: readonly string[];
}

async function* readEra(
  reading: Reading,
  { era, lastBlock }: ClosedEra,
): AsyncGenerator<Found<DisownedFact> | OpenSeals> {
  const { session, bounds } = reading;
  const { signal } = bounds;
  for await (const block of streamBlocks({ session, startBlock: era.place.block, signal })) {
    requireTime(bounds, session.timers.nowMs());
    const { number, transactions } = decodeBlock(block, session.chaincodeName);
    for (const transaction of transactions) {
      const { definedAt, transactionId } = transaction;
      if (typeof definedAt === 'object' && isSamePlace(definedAt, era.place)) {
        for (const found of await findSealed(reading.seals, transaction)) {
          if ('places' in found) {
            yield found;
          } else {
            const { fact, digest } = found.fact;
            const { key, type, vouchers } = fact;
            const disowned = { key, type, vouchers, digest, block: number, transactionId };
            yield { fact: disowned, isAtKey: found.isAtKey };
          }
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
): Promise<(Found<SealedFact> | OpenSeals)[]> {
  const placesOf = new Map<string, Set<string>>();
  for (const { hash, collection, keyHash } of writeSet?.privateHashes() ?? []) {
    placesOf.set(hash, (placesOf.get(hash) ?? new Set()).add(`${collection} ${keyHash}`));
  }
  const found: (Found<SealedFact> | OpenSeals)[] = [];
  for (const [hash, places] of placesOf) {
    const write = writeSet?.publicWrite(bytesKey(hash));
    const sealed =
      write?.outcome === 'written' ? bytesToSealed(write.value, hash) : await followSeal(seals, hash);
    if (sealed === undefined) {
      found.push({ places: [...places] });
    } else if (sealsOf(sealed.fact).some((seal) => places.has(placeOf(seal)))) {
      const { key } = sealed.fact;
      found.push({ fact: sealed, isAtKey: places.has(placeOf({ mspId: leaderOf(key) ?? '', key })) });
    }
  }
  return found;
}

function bytesToSealed(stored: Uint8Array, hash: string): SealedFact | undefined {
  const bytes = sealedBytes(Buffer.from(stored), hash);
  const fact = bytes && readFact(bytes);
  return bytes === undefined || fact === undefined || fact === 'unknown'
    ? undefined
    : { fact, digest: factDigest(bytes) };
}

async function followSeal(seals: SealSource, hash: string): Promise<SealedFact | undefined> {
  const reading = await seals.followSeal(hash);
  return reading.status === 'sealed' ? (reading.sealed as SealedFact) : undefined;
}

function placeOf({ mspId, key }: Address): string {
  return `${sealCollectionName(mspId)} ${hashOf(key)}`;
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function sealsOf(fact: AnyFact): Address[] {
  const own = fact.vouchers.map((mspId) => ({ mspId, key: fact.key }));
  // None of an entry whose id is too long for a key.
  const further = unlessRefused(() => furtherSealsOf(fact)) ?? [];
  return [...own, ...further];
}

/** What a company does not own, as far as it is known, by the marks that were found. */
export class DisownedMarks {
  readonly #marks: ReadonlySet<string>;
  /** Of the keys whose seals lead to nothing yet. */
  readonly #openKeyHashes: ReadonlySet<string>;

  constructor(marks: Iterable<string>) {
    this.#marks = new Set(marks);
    this.#openKeyHashes = new Set([...this.#marks].flatMap((mark) => mark.split(' ')[1] ?? []));
  }

  /** True for a fact that is one of them, or has a seal that was there before its bytes. */
  hasFact({ fact, digest }: Sealed): boolean {
    const isOpen = this.#openKeyHashes.size > 0;
    return (
      this.#marks.has(digest) ||
      (isOpen && sealsOf(fact as AnyFact).some((seal) => this.#marks.has(placeOf(seal))))
    );
  }

  /** True when any text in a record is one of a disowned fact: its digest, or its key where a record shows no digest. */
  hasRecord(value: unknown): boolean {
    return this.#marks.size > 0 && textsOf(value).some((text) => this.#marks.has(text));
  }

  /** The keys in a record of which a seal was there before anybody showed to what it leads. */
  openKeysIn(value: unknown): readonly Address[] {
    if (this.#openKeyHashes.size === 0) {
      return [];
    }
    const keys = new Set(textsOf(value).filter((text) => this.#openKeyHashes.has(hashOf(text))));
    return [...keys].flatMap((key) => {
      const mspId = leaderOf(key);
      return mspId === undefined ? [] : [{ mspId, key }];
    });
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
