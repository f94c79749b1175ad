import {
  Accrual,
  Compensation,
  FactReceipt,
  JourneyAccrual,
  JourneyCompensation,
  parseValue,
} from '@kontti/model';
import type { CallOptions } from '../gateway/call-options';
import { submitOperation } from '../operation';
import type { OperationContext, Submitted } from '../operation';
import { getTransport } from '../transport/get-transport';
import { getTerms } from './get-terms';
import { issuePoints } from './issue-points';
import type { IssueSource } from './issue-points';
import type { JourneySecret } from './journey-secret';

/** What points are issued with: the client's context, and the secret of the own company's journeys. */
export interface IssueContext extends OperationContext {
  readonly journeySecret: JourneySecret;
}

const submitAccrual = submitOperation({ name: 'loyalty:Accrue', request: Accrual, result: FactReceipt });

const submitCompensation = submitOperation({
  name: 'loyalty:Compensate',
  request: Compensation,
  result: FactReceipt,
});

/** Issues points for the distance of each journey. */
export async function accrue(
  context: IssueContext,
  request: JourneyAccrual,
  options: CallOptions = {},
): Promise<Submitted<FactReceipt>> {
  const { programme, ref, accruals: journeys } = parseValue(JourneyAccrual, request);
  return await issuePoints(createSource(context, options), {
    ...{ programme, journeys, kind: 'accrual', field: 'accruals' },
    submit: (termsVersion, accruals) =>
      submitAccrual(context, { programme, ref, termsVersion, accruals }, options),
  });
}

/** Issues points for late journeys. */
export async function compensate(
  context: IssueContext,
  request: JourneyCompensation,
  options: CallOptions = {},
): Promise<Submitted<FactReceipt>> {
  const { programme, ref, compensations: journeys } = parseValue(JourneyCompensation, request);
  return await issuePoints(createSource(context, options), {
    ...{ programme, journeys, kind: 'compensation', field: 'compensations' },
    submit: (termsVersion, compensations) =>
      submitCompensation(context, { programme, ref, termsVersion, compensations }, options),
  });
}

function createSource(context: IssueContext, options: CallOptions): IssueSource {
  return {
    timers: context.session.timers,
    options,
    journeySecret: () => context.journeySecret(options),
    getTerms: (programme) => getTerms(context, { programme }, options),
    getTransport: (transportId) => getTransport(context, { transportId }, options),
  };
}
