import { withDecimalJson } from '../decimal-json';
import type { DefinitionGuard } from '../definition/guard';
import { fieldsToSequence } from '../definition/lifecycle-fields';
import { readLedgerId } from '../ledger/ledger-id';
import type { Session } from '../gateway/session';
import { decodeBlock } from '../ledger/block-decoder';
import type { DecodedBlock } from '../ledger/block-decoder';
import { streamBlocks } from '../ledger/block-stream';
import type { KonttiEvent, UnprovenEvent } from './domain-event';
import { getHeight, requireReached } from '../ledger/height';
import { toEvents } from './fact-events';
import type { EventContent, TransactionEvents, UnprovenClaim } from './fact-events';
import { createFactJudge } from './fact-judge';
import type { FactJudge, JudgedTransaction } from './fact-judge';
import { checkOptions, optionError } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { abortSignal, blockNumber, callback, matching, oneOf } from '../options/rules';
import { readHints, unprovenHints } from './hints';
import { isAfter, POSITION_FORM, positionBehind, positionToText, textToPosition } from './position';
import type { Position } from './position';

/** Where a stream starts, when it ends, and what becomes of claims that nothing backs. */
export interface EventsOptions {
  /** Position of the last event that was handled; the stream goes on behind it. The own peer has to have its block, or to get it soon. */
  readonly after?: string;
  /** First block to read, the next one to be committed at most; ignored with `after`. The next block to be committed unless given. */
  readonly fromBlock?: bigint | number;
  /** Last block to read: the stream ends behind it. Goes on for ever unless given. */
  readonly toBlock?: bigint | number;
  /** Ends the stream. */
  readonly signal?: AbortSignal;
  /** Called for each claim that nothing in the ledger backs, in the stream's order. */
  readonly onUnproven?: (event: UnprovenEvent) => void;
  /** Called, and awaited, behind the last event of each block, also of one without events, with the position behind it. */
  readonly onBlock?: (position: string) => void | Promise<void>;
}

/** What the options of a stream may be. */
const EVENTS_OPTIONS: OptionRules<EventsOptions & { readonly unproven?: string }> = {
  after: matching(POSITION_FORM, 'the position of an event'),
  fromBlock: blockNumber,
  toBlock: blockNumber,
  signal: abortSignal,
  onUnproven: callback,
  onBlock: callback,
  unproven: oneOf('include', 'skip'),
};

/**
 * Who reads on behind the last block may find nothing new. What lies further apart was mixed up.
 * @throws OPTIONS_INVALID
 */
function requireForwards({ after, fromBlock, toBlock }: EventsOptions): void {
  if (after !== undefined || fromBlock === undefined || toBlock === undefined) return;
  if (BigInt(toBlock) + 1n < BigInt(fromBlock)) {
    const rule = 'the number of the block before fromBlock, or of a later one';
    throw optionError({ option: 'toBlock', rule, value: toBlock });
  }
}

/** What a stream reads from. */
interface EventSource {
  readonly session: Session;
  readonly guard: DefinitionGuard;
}

/**
 * Yields what became true on the ledger, in its order, each event with the proof checked against the same transaction's reads and
 * writes. Only what companies sealed and what holds after the facts before it is yielded; `unproven: 'include'` yields bare claims
 * too, marked as such. When the peer goes away, the stream goes on behind the last block once it is back; it gives up after `outageMs` of the timeouts.
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
  requireForwards(options);
  session.requireOpen();
  const signal =
    options.signal === undefined ? session.closed : AbortSignal.any([options.signal, session.closed]);
  const judge = createFactJudge(session, guard);
  const isResumed = options.after !== undefined || options.fromBlock !== undefined;
  const asked = await untilAborted(signal, async () => {
    await guard.requireFresh({ signal });
    return Promise.all([readLedgerId(session, { signal }), isResumed ? 0n : getHeight(session, { signal })]);
  });
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
  if (isResumed) {
    const option = after === undefined ? 'fromBlock' : 'after';
    const start = { block: startBlock, option, value: options[option] } as const;
    await untilAborted(signal, () => requireReached(session, start, { signal }));
  }
  for await (const block of streamBlocks({ session, startBlock, signal })) {
    const decoded = decodeBlock(block, session.chaincodeName);
    for (const { place, event } of await blockToEvents(judge, { ledger, block: decoded })) {
      // What is read already is not given once the caller has ended the stream.
      if (signal.aborted) {
        return;
      }
      if (after === undefined || isAfter(place, after)) {
        if (!event.proven) {
          options.onUnproven?.(event);
        }
        if (event.proven || options.unproven === 'include') {
          yield event;
        }
      }
    }
    await followDefinition(guard, decoded);
    guard.requireAccepted();
    await options.onBlock?.(positionBehind({ ledger, block: decoded.number }));
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

async function blockToEvents(
  judge: FactJudge,
  { ledger, block }: { readonly ledger: string | undefined; readonly block: DecodedBlock },
): Promise<Placed[]> {
  const placed: Placed[] = [];
  for (const judged of await judge.judgeBlock(block.number, block.transactions)) {
    const { proven, unproven } = withHints(judged, await toEvents(judge, judged));
    const { index, transactionId } = judged.transaction;
    [...proven, ...unproven].forEach((content, event) => {
      const place = { ledger, block: block.number, tx: index, event };
      placed.push({ place, event: contentToEvent(content, { transactionId, place }) });
    });
  }
  return placed;
}

/** Claims of the chaincode's event come with what is known of the facts that they name. */
function withHints({ transaction }: JudgedTransaction, events: TransactionEvents): TransactionEvents {
  const hinted = unprovenHints(readHints(transaction), events);
  const hintedKeys = new Set(hinted.map(({ key }) => key));
  const { proven, unproven } = events;
  return { proven, unproven: [...unproven.filter(({ key }) => !hintedKeys.has(key)), ...hinted] };
}

/** A peer shows a block before its state has followed. */
async function followDefinition(guard: DefinitionGuard, { transactions }: DecodedBlock): Promise<void> {
  for (const { definition } of transactions) {
    if (definition !== undefined) {
      await guard.refresh({ sequenceMin: fieldsToSequence(definition) ?? 0 });
    }
  }
}

function contentToEvent(
  content: EventContent | UnprovenClaim,
  at: { readonly transactionId: string; readonly place: Placed['place'] },
): KonttiEvent | UnprovenEvent {
  const place = {
    transactionId: at.transactionId,
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
  // The union is distinguished by `type`, and each content's body was made for its type.
  return withDecimalJson(event as KonttiEvent);
}
