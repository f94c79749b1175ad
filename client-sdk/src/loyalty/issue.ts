import {
  Accrual,
  Compensation,
  FactReceipt,
  journeyCommitment,
  JourneyAccrual,
  JourneyCompensation,
  LIMITS,
  parseValue,
} from '@kontti/model';
import type { EarnedPoints, Journey, LotOrigin, TransportRecord } from '@kontti/model';
import { KonttiError } from '../errors';
import { startBounds } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import { createSemaphore } from '../gateway/semaphore';
import { TERMS_ATTEMPTS_MAX, TRANSPORT_READS_MAX } from '../limits';
import { submitOperation } from '../operation';
import type { OperationContext, Submitted } from '../operation';
import type { Dated } from '../times';
import { earnedPoints, unearnedToError } from './earned-points';
import type { Unearned } from './earned-points';
import { getTerms } from './get-terms';
import { getTransport } from './get-transport';
import type { JourneySecret } from './journey-secret';

/** What points are issued from: the client's context, and the secret of the own company's journeys. */
export interface IssueContext extends OperationContext {
  readonly journeySecret: JourneySecret;
}

const submitAccrual = submitOperation({ name: 'loyalty:Accrue', request: Accrual, result: FactReceipt });

const submitCompensation = submitOperation({
  name: 'loyalty:Compensate',
  request: Compensation,
  result: FactReceipt,
});

/**
 * Issues points for the distance of each journey, under the terms in force, once for each traveller and transport. Which transport it was
 * stays with the issuer: the ledger shows a commitment.
 * @throws NOTHING_EARNED, ALREADY_BOOKED, UNKNOWN_TRANSPORT, STATE, REF_REUSED
 */
export async function accrue(
  context: IssueContext,
  request: JourneyAccrual,
  options: CallOptions = {},
): Promise<Submitted<FactReceipt>> {
  const { programme, ref, accruals: journeys } = parseValue(JourneyAccrual, request);
  return await issue(context, options, {
    ...{ programme, journeys, kind: 'accrual', field: 'accruals' },
    submit: (termsVersion, accruals) =>
      submitAccrual(context, { programme, ref, termsVersion, accruals }, options),
  });
}

/**
 * Issues points for late journeys, once for each traveller and transport; the amount follows from the terms in force and the transport's
 * recorded delay.
 * @throws NOTHING_EARNED, ALREADY_BOOKED, UNKNOWN_TRANSPORT, STATE, REF_REUSED
 */
export async function compensate(
  context: IssueContext,
  request: JourneyCompensation,
  options: CallOptions = {},
): Promise<Submitted<FactReceipt>> {
  const { programme, ref, compensations: journeys } = parseValue(JourneyCompensation, request);
  return await issue(context, options, {
    ...{ programme, journeys, kind: 'compensation', field: 'compensations' },
    submit: (termsVersion, compensations) =>
      submitCompensation(context, { programme, ref, termsVersion, compensations }, options),
  });
}

interface Issue {
  readonly programme: string;
  readonly journeys: readonly Journey[];
  readonly kind: LotOrigin;
  /** Name of the request's list, for errors. */
  readonly field: string;
  readonly submit: (termsVersion: number, earned: readonly EarnedPoints[]) => Promise<Submitted<FactReceipt>>;
}

/** Terms that come into force meanwhile are refused by the contract: then the points are computed anew. */
async function issue(
  context: IssueContext,
  options: CallOptions,
  asked: Issue,
): Promise<Submitted<FactReceipt>> {
  for (let attempt = 1; ; attempt += 1) {
    const { termsVersion, earned, unearned } = await computePoints(context, options, asked);
    try {
      return await asked.submit(termsVersion, earned);
    } catch (error) {
      if (!(error instanceof KonttiError)) {
        throw error;
      }
      // What earns nothing by now may have been booked before: only the contract can tell a repeated request.
      if (error.code === 'NOTHING_EARNED' && unearned !== undefined) {
        throw unearned;
      }
      const isOutdated = error.code === 'SEQUENCE' && error.details.field === 'termsVersion';
      if (!isOutdated || attempt >= TERMS_ATTEMPTS_MAX) {
        throw error;
      }
    }
  }
}

interface ComputedPoints {
  readonly termsVersion: number;
  readonly earned: readonly EarnedPoints[];
  /** Why the first journey that earns nothing does not. */
  readonly unearned: KonttiError | undefined;
}

async function computePoints(
  context: IssueContext,
  options: CallOptions,
  asked: Pick<Issue, 'programme' | 'journeys' | 'kind' | 'field'>,
): Promise<ComputedPoints> {
  const { programme, journeys, kind, field } = asked;
  const [secret, terms, transports] = await Promise.all([
    context.journeySecret(options),
    getTerms(context, { programme }, options),
    readTransports(context, options, journeys),
  ]);
  let unearned: KonttiError | undefined;
  const earned = journeys.map(({ holder, transportId }, index): EarnedPoints => {
    const transport = transports.get(transportId);
    const points: bigint | Unearned =
      transport === undefined ? { code: 'UNKNOWN_TRANSPORT' } : earnedPoints({ kind, terms, transport });
    const journey = journeyCommitment(secret, { kind, programme, holder, transportId });
    if (typeof points === 'bigint') {
      return { holder, journey, amount: points };
    }
    unearned ??= unearnedToError(points, `${field}[${index}]`);
    return { holder, journey, amount: 0n };
  });
  return { termsVersion: terms.version, earned, unearned };
}

/** Those of the journeys' transports that there are. */
async function readTransports(
  context: OperationContext,
  options: CallOptions,
  journeys: readonly Journey[],
): Promise<ReadonlyMap<string, Dated<TransportRecord>>> {
  const { timers } = context.session;
  const reads = createSemaphore({ runningMax: TRANSPORT_READS_MAX, waitingMax: LIMITS.bulkMax, timers });
  const transports = new Map<string, Dated<TransportRecord>>();
  const bounds = startBounds(options, timers.nowMs());
  const ids = new Set(journeys.map(({ transportId }) => transportId));
  const read = async (transportId: string): Promise<void> => {
    try {
      transports.set(transportId, await getTransport(context, { transportId }, options));
    } catch (error) {
      if (!(error instanceof KonttiError) || error.code !== 'UNKNOWN_TRANSPORT') {
        throw error;
      }
    }
  };
  await Promise.all([...ids].map((id) => reads.run(() => read(id), bounds)));
  return transports;
}
