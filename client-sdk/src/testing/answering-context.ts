import type { CancellableCallOptions } from '../gateway/cancellation';
import { createSemaphore } from '../gateway/semaphore';
import { DEFAULT_TIMEOUTS } from '../limits';
import type { OperationContext } from '../operation';

/** One call that the own peer got. */
export interface AskedCall {
  readonly name: string;
  /** The request, as JSON. */
  readonly request: Readonly<Record<string, unknown>>;
  /** What only the peer that is asked sees; absent where that is nothing. */
  readonly transientData?: Readonly<Record<string, Uint8Array>>;
}

interface ProposalOptions {
  readonly arguments: readonly string[];
  readonly transientData?: Readonly<Record<string, Uint8Array>>;
}

/** A context whose peer answers as a test says. */
interface AnsweringContext {
  readonly context: OperationContext;
  readonly asked: AskedCall[];
  /** How each of these calls was bounded. */
  readonly bounds: CancellableCallOptions[];
  /** Facts whose records the company never accepted, by key. */
  readonly disowned: Set<string>;
}

/** Makes a context; `answer` is what the peer returns for a call, as an object or as text. */
export function createAnsweringContext(answer: (call: AskedCall) => unknown): AnsweringContext {
  const asked: AskedCall[] = [];
  const bounds: CancellableCallOptions[] = [];
  const disowned = new Set<string>();
  const timers = { nowMs: () => Date.UTC(2026, 1, 1), random: () => 0, delay: () => Promise.resolve() };
  const contract = {
    newProposal: (name: string, { arguments: [json = ''], transientData = {} }: ProposalOptions) => ({
      evaluate: (options: CancellableCallOptions) => {
        bounds.push(options);
        const request = JSON.parse(json) as AskedCall['request'];
        const isPublic = Object.keys(transientData).length === 0;
        const call = { name, request, ...(isPublic ? {} : { transientData }) };
        asked.push(call);
        const answered = answer(call);
        return Promise.resolve(
          Buffer.from(typeof answered === 'string' ? answered : JSON.stringify(answered)),
        );
      },
    }),
  };
  const session = {
    ...{ mspId: 'AMSP', channelName: 'mychannel', chaincodeName: 'kontti', contract, timers },
    ...{ timeouts: { ...DEFAULT_TIMEOUTS, outageMs: 0 }, closed: new AbortController().signal },
    requireOpen: () => undefined,
  };
  const guard = {
    requireAccepted: () => undefined,
    requireFresh: () => Promise.resolve(),
    isDisowned: (record: { readonly fact?: string; readonly batch?: string }) =>
      disowned.has(record.fact ?? record.batch ?? ''),
  };
  const submits = createSemaphore({ runningMax: 1, waitingMax: 1, timers });
  return { context: { session, guard, submits } as unknown as OperationContext, asked, bounds, disowned };
}
