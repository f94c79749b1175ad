import {
  canonicalJson,
  factDigest,
  isSealedAt,
  parseRecord,
  readFact,
  SealReadingRecord,
  sealHash,
} from '@kontti/model';
import type { Address, Fact, FactReading, Sealed } from '@kontti/model';
import { createError } from '../errors';
import { evaluate } from '../gateway/evaluate';
import type { Session } from '../gateway/session';

/** A sealed fact, with the size of its bytes. */
export type SizedReading =
  | Exclude<FactReading, { readonly status: 'sealed' }>
  | { readonly status: 'sealed'; readonly sealed: Sealed; readonly size: number };

/** Asks a peer what seals lead to. */
export interface SealSource {
  /** What a company's seal under a key leads to. */
  readSeal(address: Address): Promise<SizedReading>;
  /** What a seal with this hash leads to. */
  followSeal(hash: string): Promise<SizedReading>;
}

/** The seals as the own peer's state has them. Whether bytes are what a seal leads to is checked here. */
export function createPeerSeals(session: Session): SealSource {
  const ask = async (name: string, request: object): Promise<SealReadingRecord> => {
    const bytes = await evaluate(session, { name, args: [canonicalJson(request)] });
    try {
      return parseRecord(SealReadingRecord, Buffer.from(bytes).toString('utf8'));
    } catch (cause) {
      throw createError('RESULT_MALFORMED', { cause });
    }
  };
  return {
    async readSeal({ mspId, key }) {
      const record = await ask('company:ReadSeal', { mspId, key });
      return recordToReading(record, ({ fact }) => isSealedAt(fact, { mspId, key }));
    },
    async followSeal(hash) {
      const record = await ask('company:FollowSeal', { hash });
      return recordToReading(record, ({ digest }) => sealHash(digest) === hash);
    },
  };
}

function recordToReading(
  { status, json = '', isFinal }: SealReadingRecord,
  isMeant: (sealed: Sealed<Fact>) => boolean,
): SizedReading {
  if (status === 'unsealed' || status === 'altered') {
    return { status, ...(isFinal === undefined ? {} : { isFinal }) };
  }
  if (status !== 'sealed') {
    return { status };
  }
  const bytes = Buffer.from(json);
  const fact = readFact(bytes);
  if (fact === 'unknown') {
    return { status: 'unknown' };
  }
  const sealed = fact === undefined ? undefined : { fact, digest: factDigest(bytes) };
  return sealed !== undefined && isMeant(sealed)
    ? { status: 'sealed', sealed, size: bytes.length }
    : { status: 'altered' };
}
