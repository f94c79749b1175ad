import { journeyCommitment, LIMITS } from '@kontti/model';
import type {
  EarnedPoints,
  EarningTerms,
  Journey,
  LotOrigin,
  TermsRecord,
  TransportRecord,
  TravelledJourney,
} from '@kontti/model';
import { KonttiError } from '../errors';
import { startBounds } from '../gateway/call-options';
import type { StartedCall } from '../gateway/call-options';
import { createSemaphore } from '../gateway/semaphore';
import type { Timers } from '../gateway/timers';
import { TRANSPORT_READS_MAX } from '../limits';
import type { Dated } from '../times';
import { earnedPoints, unearnedToError } from './earned-points';
import type { Unearned } from './earned-points';
import { retryOutdated } from './retry-outdated';

/** Where the things are read from which points follow. */
export interface IssueSource {
  readonly timers: Timers;
  readonly call: StartedCall;
  journeySecret(): Promise<Uint8Array>;
  getTerms(programme: string): Promise<EarningTerms & Pick<Dated<TermsRecord>, 'version' | 'compensation'>>;
  /** @throws UNKNOWN_TRANSPORT */
  getTransport(
    transportId: string,
  ): Promise<Pick<Dated<TransportRecord>, 'plan' | 'status' | 'delayMinutes'>>;
}

/** Journeys for which points are issued, and the call that issues them. */
export interface Issue<R> {
  readonly programme: string;
  readonly journeys: readonly TravelledJourney[];
  readonly kind: LotOrigin;
  /** Name of the request's list, for errors. */
  readonly field: string;
  readonly submit: (termsVersion: number, earned: readonly EarnedPoints[]) => Promise<R>;
}

/**
 * Computes what journeys earn and has it issued. Where other terms come into force meanwhile, the contract refuses, and it is computed anew.
 * @throws NOTHING_EARNED, UNKNOWN_TRANSPORT, STATE naming the journey
 */
export async function issuePoints<R>(source: IssueSource, asked: Issue<R>): Promise<R> {
  return await retryOutdated(async () => {
    const { termsVersion, earned, unearned } = await computePoints(source, asked);
    try {
      return await asked.submit(termsVersion, earned);
    } catch (error) {
      // What earns nothing by now may have been booked before: only the contract recognises a repeated request.
      const isUnearned = error instanceof KonttiError && error.code === 'NOTHING_EARNED';
      throw isUnearned ? (unearned ?? error) : error;
    }
  });
}

interface ComputedPoints {
  readonly termsVersion: number;
  readonly earned: readonly EarnedPoints[];
  /** Why the first journey that earns nothing does not. */
  readonly unearned: KonttiError | undefined;
}

async function computePoints(
  source: IssueSource,
  asked: Omit<Issue<unknown>, 'submit'>,
): Promise<ComputedPoints> {
  const { programme, journeys, kind, field } = asked;
  const [secret, terms, transports] = await Promise.all([
    source.journeySecret(),
    source.getTerms(programme),
    readTransports(source, journeys),
  ]);
  let unearned: KonttiError | undefined;
  const earned = journeys.map(({ holder, transportId, fare, tier }, index): EarnedPoints => {
    const transport = transports.get(transportId);
    const points: bigint | Unearned =
      transport === undefined
        ? { code: 'UNKNOWN_TRANSPORT' }
        : earnedPoints({ kind, terms, transport, fare, tier });
    const journey = journeyCommitment(secret, { kind, programme, holder, transportId });
    if (typeof points === 'bigint') {
      return { holder, journey, amount: points };
    }
    unearned ??= unearnedToError(points, `${field}[${index}]`);
    return { holder, journey, amount: 0n };
  });
  return { termsVersion: terms.version, earned, unearned };
}

type ReadTransport = Awaited<ReturnType<IssueSource['getTransport']>>;

/** Those of the journeys' transports that there are. */
export async function readTransports(
  source: Pick<IssueSource, 'timers' | 'call' | 'getTransport'>,
  journeys: readonly Journey[],
): Promise<ReadonlyMap<string, ReadTransport>> {
  const { timers, call } = source;
  const reads = createSemaphore({ runningMax: TRANSPORT_READS_MAX, waitingMax: LIMITS.bulkMax, timers });
  const transports = new Map<string, ReadTransport>();
  const bounds = startBounds(call, timers.nowMs());
  const ids = new Set(journeys.map(({ transportId }) => transportId));
  const read = async (transportId: string): Promise<void> => {
    try {
      transports.set(transportId, await source.getTransport(transportId));
    } catch (error) {
      if (!(error instanceof KonttiError) || error.code !== 'UNKNOWN_TRANSPORT') {
        throw error;
      }
    }
  };
  await Promise.all([...ids].map((id) => reads.run(() => read(id), bounds)));
  return transports;
}
