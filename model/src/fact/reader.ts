import type { Address, Fact, FactDefinition, Sealed } from './define-fact';

/**
 * What a company's seal leads to. `sealed`: a fact that all its vouchers sealed, and that no company can change. `unsealed`: a voucher's
 * seal is missing, or can still be changed. `altered`: seal and bytes differ, nothing is stored where the seal leads, or what is stored
 * there can still be changed. `unknown`: a type or version that this software does not know.
 */
export type FactReading =
  | { readonly status: 'absent' | 'unknown' }
  | {
      readonly status: 'unsealed' | 'altered';
      /** True where no later transaction can make a fact of it. */
      readonly isFinal?: boolean;
    }
  | { readonly status: 'sealed'; readonly sealed: Sealed };

/** True for a seal that leads to no fact yet: bytes or seals may come later. */
export function isOpen(reading: FactReading): boolean {
  return (reading.status === 'unsealed' || reading.status === 'altered') && reading.isFinal !== true;
}

/** Where signatures of devices and holders count: one for a channel and chaincode is worth nothing in another. */
export interface LedgerScope {
  /** Name of the channel on which signatures count. */
  readonly channel: string;
  /** Name of the chaincode for which signatures count. */
  readonly chaincode: string;
}

/** Reads facts with their seals: of the state of a peer, or of blocks. What is once sealed never changes. */
export interface FactReader {
  /** The channel and chaincode whose facts these are. */
  readonly scope: LedgerScope;
  /** What the company's seal under the key leads to. */
  read(address: Address): Promise<FactReading>;
  /** The fact with this digest. */
  follow(digest: string): Promise<FactReading>;
  /**
   * Makes final what an open seal leads to, so that no fact can ever be found there. Returns false where this reader cannot: all but
   * a contract that records for the company whose seal it is.
   */
  close(address: Address): Promise<boolean>;
}

/** The fact of that type at an address, when it is sealed. */
export async function sealedAt<T extends string, P extends object, B extends object>(
  reader: FactReader,
  definition: FactDefinition<T, P, B>,
  address: Address,
): Promise<Sealed<Fact<T, B>> | undefined> {
  return ofType(await reader.read(address), definition);
}

/** The fact of that type with that digest, when it is sealed. */
export async function sealedWith<T extends string, P extends object, B extends object>(
  reader: FactReader,
  definition: FactDefinition<T, P, B>,
  digest: string,
): Promise<Sealed<Fact<T, B>> | undefined> {
  return ofType(await reader.follow(digest), definition);
}

/** The fact of a reading, when it is sealed and of that type. */
export function ofType<T extends string, P extends object, B extends object>(
  reading: FactReading,
  definition: FactDefinition<T, P, B>,
): Sealed<Fact<T, B>> | undefined {
  if (reading.status !== 'sealed' || reading.sealed.fact.type !== definition.type) return undefined;
  return reading.sealed as Sealed<Fact<T, B>>;
}

/** What a reader finds under an id: what holds, why something does not hold, or nothing. */
export type Found<T> =
  | { readonly found: T }
  | { readonly rejected: { readonly key: string; readonly reason: RejectionReason } }
  | undefined;

/** Why something that is there does not count. `void`: it does not follow from what held before it. */
export type RejectionReason = 'unsealed' | 'altered' | 'unknown' | 'void';

/** What was found, or `undefined` for anything that does not hold. */
export function foundOrAbsent<T>(found: Found<T>): T | undefined {
  return found !== undefined && 'found' in found ? found.found : undefined;
}

/** A reading of one fact as what a reader finds. */
export function toFound<T extends string, P extends object, B extends object>(
  reading: FactReading,
  definition: FactDefinition<T, P, B>,
  key: string,
): Found<Sealed<Fact<T, B>>> {
  if (reading.status === 'absent') return undefined;
  if (reading.status !== 'sealed') return { rejected: { key, reason: reading.status } };
  const sealed = ofType(reading, definition);
  return sealed === undefined ? { rejected: { key, reason: 'void' } } : { found: sealed };
}
