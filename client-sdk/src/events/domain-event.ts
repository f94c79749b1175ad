import type {
  FactBodies,
  FactType,
  IssuedLot,
  LotOrigin,
  Milestone,
  Place,
  TransportPlan,
  TransportUpdateEntry,
} from '@kontti/model';
import type { Dated } from '../times';
import type { UnprovenReason } from './proof';
import type { ReadingEventBodies } from './reading-events';

/** A lot of points, and where it stands. */
export interface LotIssued extends IssuedLot {
  readonly lotId: string;
  readonly programme: string;
  readonly origin: LotOrigin;
}

/** That a transport is late, as its operator's update says. */
export interface TransportDelayed {
  readonly transportId: string;
  readonly sequence: number;
  readonly kind: TransportUpdateEntry['kind'];
  /** More than 0. */
  readonly delayMinutes: number;
}

/** Facts that carry lists give one event for each entry. */
interface EntryBodies {
  'company.places': Place;
  'transport.planned': TransportPlan;
  'transport.updated': TransportUpdateEntry;
  'shipment.milestones': Milestone;
  'loyalty.lots': LotIssued;
}

type FactEventBodies = Omit<FactBodies, keyof EntryBodies> & EntryBodies;

/** What each type of event tells. */
export type EventBodies = { readonly [T in FactType]: Dated<FactEventBodies[T]> } & {
  readonly 'transport.delayed': TransportDelayed;
} & ReadingEventBodies;

/** The type of an event. */
export type DomainEventType = keyof EventBodies;

/** Where in the ledger an event stands. */
export interface EventPlace {
  readonly transactionId: string;
  readonly block: bigint;
  /** Index of the transaction in its block. */
  readonly tx: number;
  /**
   * Text to keep with the effect of the event: `client.events({ after })` goes on behind it. It names the
   * ledger too: `<ledger>:<block>.<tx>.<event>`.
   */
  readonly position: string;
}

/** Something that companies vouch for, or that a registered device signed, and that became true with its transaction. */
export interface ProvenEvent<T extends DomainEventType = DomainEventType> extends EventPlace {
  readonly proven: true;
  readonly type: T;
  /** The same for every company and at every time: `<type>:<key>` and, for an entry of a list, `#<index>`. */
  readonly id: string;
  /** Key of the fact or batch. */
  readonly key: string;
  /** Of the fact's or batch's bytes. */
  readonly digest: string;
  /** Entry of the fact's list; `undefined` for a fact without a list. */
  readonly index: number | undefined;
  /** MSP ids of the companies that sealed the fact; the device's owner for what a device signed. */
  readonly vouchers: readonly string[];
  /** Business reference; `undefined` for what a device signed. */
  readonly ref: string | undefined;
  /** Ledger time: the proposal's, which its client chose. */
  readonly ledgerTime: Date;
  readonly body: EventBodies[T];
}

/** A claim in a valid transaction that nothing in the ledger backs. Never act on it. */
export interface UnprovenEvent extends EventPlace {
  readonly proven: false;
  readonly reason: UnprovenReason;
  /** What the chaincode's event claims; `undefined` when only bytes stand under a fact's key. */
  readonly claimedType: string | undefined;
  readonly key: string | undefined;
}

/** A proven event of any type, told apart by `type`. */
export type KonttiEvent = { [T in DomainEventType]: ProvenEvent<T> }[DomainEventType];
