import type { EventBodiesOfFacts } from '@kontti/model';
import type { Dated } from '../times';
import type { UnprovenReason } from './proof';
import type { ReadingEventBodies } from './readings';

type BodiesOfFacts = Omit<EventBodiesOfFacts, keyof ReadingEventBodies>;

/** What each type of event says: the model's bodies with times as dates, and readings with the bytes that a device signed. */
export type EventBodies = {
  readonly [T in keyof BodiesOfFacts]: Dated<BodiesOfFacts[T]>;
} & ReadingEventBodies;

/** The type of an event. */
export type DomainEventType = keyof EventBodies;

/** Where in the ledger an event is. */
export interface EventPlace {
  /** Id of the transaction. */
  readonly transactionId: string;
  /** Number of the block. */
  readonly block: bigint;
  /** Index of the transaction in its block. */
  readonly tx: number;
  /**
   * Text to keep with the effect of the event: `client.events({ after })` goes on behind it. It names the
   * ledger too: `<ledger>:<block>.<tx>.<event>`.
   */
  readonly position: string;
}

/** Something that companies vouch for, that holds, and that became true with its transaction. */
export interface ProvenEvent<T extends DomainEventType = DomainEventType> extends EventPlace {
  /** Always true: the event may be acted on. */
  readonly proven: true;
  /** What became true. */
  readonly type: T;
  /** The same for every company and at every time: `<type>:<key>` and, for an entry of a list, `#<index>`. */
  readonly id: string;
  /** Key of the fact. */
  readonly key: string;
  /** Of the fact's bytes. */
  readonly digest: string;
  /** Entry of the fact's list; `undefined` for a fact without a list. */
  readonly index: number | undefined;
  /** MSP ids of the companies that sealed the fact. */
  readonly vouchers: readonly string[];
  /** Business reference; the last part of the key where the request had none. */
  readonly ref: string;
  /** Ledger time: the proposal's, which its client chose. */
  readonly ledgerTime: Date;
  /** What the fact says. */
  readonly body: EventBodies[T];
}

/** A claim in a valid transaction that nothing in the ledger backs. Never act on it. */
export interface UnprovenEvent extends EventPlace {
  /** Always false: never act on it. */
  readonly proven: false;
  /** Why nothing backs it. */
  readonly reason: UnprovenReason;
  /** What the chaincode's event claims; `undefined` when only bytes are there. */
  readonly claimedType: string | undefined;
  /** Key of the fact that it claims; `undefined` where it names none. */
  readonly key: string | undefined;
  /** Which entry of the fact's list is meant; absent where all of them are. */
  readonly index?: number;
}

/** A proven event of any type, distinguished by `type`. */
export type KonttiEvent = { [T in DomainEventType]: ProvenEvent<T> }[DomainEventType];
