import type { FactBodies, FactType } from './bodies.js';

/** The schema version that new facts carry. */
export const FACT_VERSION = 1;

/** What companies vouch for: immutable content under a key of its own. */
export interface Fact<T extends FactType = FactType> {
  readonly v: typeof FACT_VERSION;
  readonly type: T;
  readonly key: string;
  /** MSP ids of the companies whose seals the fact demands, sorted by code unit, none twice. */
  readonly vouchers: readonly string[];
  /** The request's business reference; where it has none, the last part of the key. */
  readonly ref: string;
  /** Ledger time: the proposal's, milliseconds UTC. */
  readonly at: number;
  readonly body: FactBodies[T];
}

/** A fact of any type, told apart by `type`. */
export type AnyFact = { [T in FactType]: Fact<T> }[FactType];

/** What a fact says, before anybody vouches for it. */
export type FactContent<T extends FactType = FactType> = Pick<Fact<T>, 'type' | 'key' | 'body'>;

/** The content of a fact of any type, told apart by `type`. */
export type AnyFactContent = { [T in FactType]: FactContent<T> }[FactType];
