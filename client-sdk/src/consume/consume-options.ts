import type { KonttiClient } from '../client';
import type { KonttiError } from '../errors';
import type { KonttiEvent, UnprovenEvent } from '../events/domain-event';
import { TIMERS } from '../gateway/timers';
import type { Timers } from '../gateway/timers';
import { EVENTS_TOGETHER_MAX, FILTER_NAMES_MAX, HANDLER_ATTEMPTS_MAX } from '../limits';
import type { OptionRules } from '../options/check-options';
import {
  abortSignal,
  blockNumber,
  callback,
  listOf,
  nested,
  object,
  required,
  text,
  wholeNumber,
} from '../options/rules';
import type { EventFilter } from './filter';
import type { ConsumerStore } from './store';

/** What is consumed, and by whom. */
export interface ConsumeOptions<T> {
  /**
   * Makes the client whose company's peers are followed; with several `endpoints` the stream goes on at another peer when one fails. It is called
   * again, after a pause, when it fails and when the stream ends.
   */
  readonly from: () => Promise<KonttiClient>;
  /** Keeps the position where the handler writes. The caller closes it. */
  readonly store: ConsumerStore<T>;
  /** Names the consumer within the store; each has a position of its own. `default` unless given. */
  readonly name?: string;
  /**
   * Handles one event. What it writes with `transaction` is on disk together with the position, or not at all: so each event has its effect
   * exactly once. What it does elsewhere may be repeated.
   */
  readonly handler: (event: KonttiEvent, transaction: T) => void | Promise<void>;
  /** Which events the handler gets; all unless given. */
  readonly filter?: EventFilter;
  /** First block of a consumer that has no position yet; 0 unless given. */
  readonly fromBlock?: bigint | number;
  /** Times that the handler gets an event before it becomes a dead letter; 5 unless given. */
  readonly attempts?: number;
  /**
   * Events of one block that are handled in one transaction at most; 1 unless given. Each still has its effect exactly once. Where the handler
   * fails, it gets them again one by one; so it may get an event that it handled before, in a transaction that was taken back.
   */
  readonly together?: number;
  /** Ends the consuming; the event that is being handled is finished. */
  readonly signal?: AbortSignal;
  /** Called when nothing goes on for a while, with the reason. */
  readonly onPause?: (reason: KonttiError) => void;
  /** Called for each event that became a dead letter. */
  readonly onDeadLetter?: (event: KonttiEvent, reason: unknown) => void;
  /** Called for each claim that nothing in the ledger backs. */
  readonly onUnproven?: (event: UnprovenEvent) => void;
  /** Time and chance; the process's own unless given. */
  readonly timers?: Timers;
}

const names = listOf(text, { min: 1, max: FILTER_NAMES_MAX });

const FILTER: OptionRules<EventFilter> = { types: names, companies: names, assets: names };

/** What the options of a consumer may be. */
export const CONSUME_OPTIONS: OptionRules<ConsumeOptions<never>> = {
  from: required(callback),
  store: required(object),
  name: text,
  handler: required(callback),
  filter: nested(FILTER),
  fromBlock: blockNumber,
  attempts: wholeNumber(1, HANDLER_ATTEMPTS_MAX),
  together: wholeNumber(1, EVENTS_TOGETHER_MAX),
  signal: abortSignal,
  onPause: callback,
  onDeadLetter: callback,
  onUnproven: callback,
  timers: nested(TIMERS),
};
