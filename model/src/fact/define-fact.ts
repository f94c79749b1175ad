import type { ClassConstructor } from 'class-transformer';
import type { AssetType } from '../asset-types';
import type { KeyForm } from './key-form';

/** What a fact says, before anybody vouches for it: the parts of its key, the key, and its body. */
export interface FactParts<P extends object = object, B extends object = object> {
  readonly key: string;
  readonly parts: P;
  readonly body: B;
}

/** A key in a company's seal collection. */
export interface Address {
  readonly mspId: string;
  readonly key: string;
}

/** One event that a fact means: of its own type, or of another one that follows from it. */
export type FactEvent<E extends object = object> = {
  /** Which entry of the fact's list is meant; absent for a fact without a list. */
  readonly index?: number;
} & ({ readonly type?: undefined; readonly body: E } | { readonly type: string; readonly body: object });

/** A body of an earlier version of a type, and how it becomes one of the next version. */
export interface OlderBody {
  readonly body: ClassConstructor<object>;
  readonly up: (body: object) => object;
}

/**
 * Everything that is particular to one type of fact. What holds, how keys are protected, how facts are sealed, read, shown as
 * events and found in histories follows from it.
 */
export interface FactDefinition<
  T extends string = string,
  P extends object = object,
  B extends object = object,
> {
  readonly type: T;
  /** Version of this type's body; a change of the body is a new version. */
  readonly version: number;
  /** Bodies of the versions before, from version 1 on. */
  readonly older?: readonly OlderBody[];
  readonly key: KeyForm<P>;
  readonly body: ClassConstructor<B>;
  /** The company whose seal under the key leads to the fact. It always vouches. */
  firstVoucher(parts: P): string;
  /** The companies that vouch besides, as far as the fact itself shows; a rule can demand more. */
  otherVouchers?(content: FactParts<P, B>): readonly string[];
  /** Present where the fact makes an asset: the latest rule of the first voucher for this type governs it from then on. */
  readonly governedBy?: AssetType;
  /** @throws ModelError when key and body do not fit */
  check?(content: FactParts<P, B>): void;
  /** Further keys in the first voucher's seals that lead to this fact, each of them once for ever: those of its entries. */
  addresses?(content: FactParts<P, B>): readonly string[];
  /** Keys in companies' seals that say what the fact uses up, each of them once for ever. */
  markers?(content: FactParts<P, B>): readonly Address[];
  /** Keys of seals that have to be free when the fact is recorded, e.g. that of a revocation. */
  guards?(content: FactParts<P, B>): readonly Address[];
  /** SHA-256 (hex) of each piece of bytes that is stored beside the fact, in order. */
  attachments?(body: B): readonly string[];
  /** What the fact means as events; one with its whole body unless given. */
  events?(content: FactParts<P, B>): readonly FactEvent[];
  /** `<kind>/<id>` of each asset that the fact is about, for histories. */
  assets(content: FactParts<P, B>): readonly string[];
}

/** A definition that has the type of its events' bodies too: that of the fact's body, or of one entry of its list. */
export interface DefinedFact<
  T extends string = string,
  P extends object = object,
  B extends object = object,
  E extends object = B,
> extends FactDefinition<T, P, B> {
  events?(content: FactParts<P, B>): readonly FactEvent<E>[];
}

/** Declares a type of fact. */
export function defineFact<const T extends string, P extends object, B extends object, E extends object = B>(
  definition: DefinedFact<T, P, B, E>,
): DefinedFact<T, P, B, E> {
  return definition;
}

/** What companies vouch for: immutable content under a key of its own. */
export interface Fact<T extends string = string, B extends object = object> {
  /** Version of the type's body when the fact was written; `body` has the newest form. */
  readonly v: number;
  /** What kind of fact it is, e.g. `shipment.consigned`. */
  readonly type: T;
  /** Key of the fact on the ledger. */
  readonly key: string;
  /** MSP ids of the companies whose seals the fact demands, sorted by code unit, none twice. */
  readonly vouchers: readonly string[];
  /** The request's business reference; where it has none, the last part of the key. */
  readonly ref: string;
  /** Ledger time: the proposal's, which its client chose; milliseconds UTC. Nothing is decided by it but expiry. */
  readonly at: number;
  /** Digest of the fact `company.rule` that governs the asset which this fact makes; absent without a rule. */
  readonly rule?: string;
  /** What the companies vouch for, in the form of its type. */
  readonly body: B;
}

/** A fact that all of its vouchers sealed, with the digest of its bytes. */
export interface Sealed<F extends Fact = Fact> {
  readonly fact: F;
  readonly digest: string;
}
