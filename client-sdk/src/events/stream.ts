import { withDecimalJson } from '../decimal-json';
import type { DefinitionGuard } from '../definition/guard';
import { readLedgerId } from '../gateway/ledger-id';
import type { Session } from '../gateway/session';
import { decodeBlock } from './block-decoder';
import type { DecodedBlock, DecodedTransaction } from './block-decoder';
import { streamBlocks } from './block-stream';
import { createCustodyTracker } from './custody';
import type { CustodyTracker, FindCustody } from './custody';
import { createDelayTracker } from './delays';
import type { DelayTracker } from './delays';
import type { KonttiEvent, UnprovenEvent } from './domain-event';
import { getHeight } from '../history/transaction';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { abortSignal, blockNumber, callback, matching, oneOf } from '../options/rules';
import { expandFact } from './expand-fact';
import type { EventContent } from './expand-fact';
import { readHints, unprovenHints } from './hints';
import type { UnprovenClaim } from './hints';
import { isAfter, POSITION_FORM, positionToText, textToPosition } from './position';
import type { Position } from './position';
import { transactionToFacts } from './proof';
import type { ReadingProver } from './reading-events';
import type { ReadingRegistry } from './reading-registry';

/** Where a stream starts, when it ends, and what becomes of claims that nothing backs. */
export interface EventsOptions {
  /** Position of the last event that was handled; the stream goes on behind it. */
  readonly after?: string;
  /** First block to read; ignored with `after`. The next block to be committed unless given. */
  readonly fromBlock?: bigint | number;
  /** Last block to read: the stream ends behind it. Goes on for ever unless given. */
  readonly toBlock?: bigint | number;
  /** Ends the stream. */
  readonly signal?: AbortSignal;
  /** Called for each claim that nothing in the ledger backs, in the stream's order. */
  readonly onUnproven?: (event: UnprovenEvent) => void;
}

/** What the options of a stream may be. */
const EVENTS_OPTIONS: OptionRules<EventsOptions & { readonly unproven?: string }> = {
  after: matching(POSITION_FORM, 'the position of an event'),
  fromBlock: blockNumber,
  toBlock: blockNumber,
  signal: abortSignal,
  onUnproven: callback,
  unproven: oneOf('include', 'skip'),
};

/** What a stream stands on. */
export interface EventSource {
  readonly session: Session;
  readonly guard: DefinitionGuard;
  readonly registry: ReadingRegistry;
  readonly prover: ReadingProver;
  readonly findCustody: FindCustody;
}

/**
 * Yields what became true on the ledger, in its order, each event with the proof checked against the same transaction's writes. Only
 * what companies sealed or registered devices signed is yielded; `unproven: 'include'` yields bare claims too, marked as such. When
 * the peer goes away, the stream goes on behind the last block once it is back; it gives up after `outageMs` of the timeouts.
 * @throws OPTIONS_INVALID, POSITION_OF_OTHER_LEDGER, EVENTS_INTERRUPTED, DEFINITION_CHANGED
 */
export function streamEvents(
  source: EventSource,
  options: EventsOptions & { readonly unproven: 'include' },
): AsyncGenerator<KonttiEvent | UnprovenEvent, void, undefined>;
export function streamEvents(
  source: EventSource,
  options?: EventsOptions & { readonly unproven?: 'skip' },
): AsyncGenerator<KonttiEvent, void, undefined>;
export async function* streamEvents(
  source: EventSource,
  options: EventsOptions & { readonly unproven?: 'include' | 'skip' } = {},
): AsyncGenerator<KonttiEvent | UnprovenEvent, void, undefined> {
  const { session, guard } = source;
  checkOptions(EVENTS_OPTIONS, options);
  session.requireOpen();
  guard.requireAccepted();
  const signal =
    options.signal === undefined ? session.closed : AbortSignal.any([options.signal, session.closed]);
  const isResumed = options.after !== undefined || options.fromBlock !== undefined;
  const asked = await untilAborted(signal, () =>
    Promise.all([readLedgerId(session, { signal }), isResumed ? 0n : getHeight(source, { signal })]),
  );
  if (asked === undefined) {
    return;
  }
  const [ledger, height] = asked;
  const after = options.after === undefined ? undefined : textToPosition(options.after, ledger);
  const startBlock = after?.block ?? BigInt(options.fromBlock ?? height);
  const toBlock = options.toBlock === undefined ? undefined : BigInt(options.toBlock);
  if (toBlock !== undefined && isResumed && startBlock > toBlock) {
    return;
  }
  const court = { ...source, ledger, delays: createDelayTracker(), custody: createCustodyTracker(source) };
  for await (const block of streamBlocks({ session, startBlock, signal })) {
    for (const { place, event } of await blockToEvents(court, decodeBlock(block, session.chaincodeName))) {
      if (after === undefined || isAfter(place, after)) {
        if (!event.proven) {
          options.onUnproven?.(event);
        }
        if (event.proven || options.unproven === 'include') {
          yield event;
        }
      }
    }
    guard.requireAccepted();
    if (toBlock !== undefined && BigInt(block.getHeader()?.getNumber() ?? 0) >= toBlock) {
      return;
    }
  }
}

/** What the peer answers; nothing when the stream was ended before that was known. */
async function untilAborted<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return signal.aborted ? undefined : await ask();
  } catch (error) {
    if (signal.aborted) {
      return undefined;
    }
    throw error;
  }
}

interface Placed {
  readonly place: Position;
  readonly event: KonttiEvent | UnprovenEvent;
}

async function blockToEvents(source: Court, block: DecodedBlock): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (const transaction of block.transactions) {
    const { proven, unproven } = await judge(source, transaction);
    [...proven, ...unproven].forEach((content, event) => {
      const place = { ledger: source.ledger, block: block.number, tx: transaction.index, event };
      placed.push({ place, event: contentToEvent(content, { transaction, place }) });
    });
    if (transaction.definitionSequence !== undefined) {
      await source.guard.refresh({ sequenceMin: transaction.definitionSequence });
    }
  }
  return placed;
}

/** What one stream judges by. */
interface Court extends EventSource {
  readonly ledger: string | undefined;
  readonly delays: DelayTracker;
  readonly custody: CustodyTracker;
}

interface Judged {
  readonly proven: readonly EventContent[];
  readonly unproven: readonly UnprovenClaim[];
}

async function judge(court: Court, transaction: DecodedTransaction): Promise<Judged> {
  const { session, registry, prover, delays, custody } = court;
  const scope = { channel: session.channelName, chaincode: session.chaincodeName };
  const hints = readHints(transaction);
  const sealed = transactionToFacts(transaction, scope);
  const followed = await custody.judge(sealed.proven);
  registry.observe(followed.proven);
  const measured = await prover.prove(transaction);
  const proven = [
    ...followed.proven.flatMap((each) => expandFact(each, delays.newDelays(each.fact, hints ?? []))),
    ...measured.proven,
  ];
  const found = [...sealed.unproven, ...followed.unproven, ...measured.unproven].map(
    ({ key, reason }): UnprovenClaim => ({ claimedType: undefined, key, reason }),
  );
  const hinted = unprovenHints(hints, { proven, unproven: found });
  const hintedKeys = new Set(hinted.map(({ key }) => key));
  return { proven, unproven: [...found.filter(({ key }) => !hintedKeys.has(key)), ...hinted] };
}

function contentToEvent(
  content: EventContent | UnprovenClaim,
  at: { readonly transaction: DecodedTransaction; readonly place: Placed['place'] },
): KonttiEvent | UnprovenEvent {
  const place = {
    transactionId: at.transaction.transactionId,
    block: at.place.block,
    tx: at.place.tx,
    position: positionToText(at.place),
  };
  if ('reason' in content) {
    return withDecimalJson({ ...place, proven: false, ...content });
  }
  const { ledgerTimeMs, ...rest } = content;
  const entry = content.index === undefined ? '' : `#${content.index}`;
  const event = {
    ...place,
    ...rest,
    proven: true,
    id: `${String(content.type)}:${content.key}${entry}`,
    ledgerTime: new Date(ledgerTimeMs),
  };
  // The union is told apart by `type`, and each content's body was made for its type.
  return withDecimalJson(event as KonttiEvent);
}
