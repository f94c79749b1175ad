import {
  Accrual,
  canonicalJson,
  Compensation,
  FactReceipt,
  JourneyAccrual,
  JourneyCompensation,
  journeyCommitment,
  ownerOf,
  parseValue,
  pointsEarned,
  ProgrammeTerms,
  PurchaseAccrual,
  TravelledJourney,
} from '@kontti/model';
import { startCall } from '../gateway/call-options';
import type { CallOptions, StartedCall } from '../gateway/call-options';
import { submitOperation } from '../operation';
import type { OperationContext, Submitted } from '../operation';
import { getTransport } from '../transport/get-transport';
import { getTerms } from './get-terms';
import { retryOutdated } from './retry-outdated';
import { issuePoints } from './issue-points';
import type { IssueSource } from './issue-points';
import { previewPoints } from './preview';
import type { TermsPreview } from './preview';
import type { JourneySecret } from './journey-secret';

/** What points are issued with: the client's context, and the secret of the own company's journeys. */
interface IssueContext extends OperationContext {
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
  const call = startCall(options, context.session.timers);
  return await issuePoints(createSource(context, call), {
    ...{ programme, journeys, kind: 'accrual', field: 'accruals' },
    submit: (termsVersion, accruals) =>
      submitAccrual(context, { programme, ref, termsVersion, accruals }, call),
  });
}

/** Issues points for late journeys. */
export async function compensate(
  context: IssueContext,
  request: JourneyCompensation,
  options: CallOptions = {},
): Promise<Submitted<FactReceipt>> {
  const { programme, ref, compensations: journeys } = parseValue(JourneyCompensation, request);
  const call = startCall(options, context.session.timers);
  return await issuePoints(createSource(context, call), {
    ...{ programme, journeys, kind: 'compensation', field: 'compensations' },
    submit: (termsVersion, compensations) =>
      submitCompensation(context, { programme, ref, termsVersion, compensations }, call),
  });
}

/** Issues points for what travellers bought at partners. */
export async function accruePurchases(
  context: IssueContext,
  request: PurchaseAccrual,
  options: CallOptions = {},
): Promise<Submitted<FactReceipt>> {
  const { programme, ref, purchases } = parseValue(PurchaseAccrual, JSON.parse(canonicalJson(request)));
  const call = startCall(options, context.session.timers);
  return await retryOutdated(async () => {
    const [secret, terms] = await Promise.all([
      context.journeySecret(call),
      getTerms(context, { programme }, call),
    ]);
    const accruals = purchases.map(({ holder, purchaseId: transportId, spentMinor, at, tier }) => ({
      holder,
      journey: journeyCommitment(secret, { kind: 'accrual', programme, holder, transportId }),
      amount: pointsEarned(terms, { at, partner: ownerOf(transportId), spentMinor, tier }),
    }));
    const { version: termsVersion } = terms;
    return await submitAccrual(context, { programme, ref, termsVersion, accruals }, call);
  });
}

/** What journeys would earn under other terms. */
export async function preview(
  context: IssueContext,
  request: { readonly programme: string; readonly terms: ProgrammeTerms } & Pick<JourneyAccrual, 'accruals'>,
  options: CallOptions = {},
): Promise<TermsPreview> {
  const { programme } = request;
  const accruals = request.accruals.map((journey) => parseValue(TravelledJourney, journey));
  const terms = parseValue(ProgrammeTerms, JSON.parse(canonicalJson(request.terms)));
  const call = startCall(options, context.session.timers);
  const inForce = await getTerms(context, { programme }, call);
  return await previewPoints(createSource(context, call), { before: inForce, after: terms, accruals });
}

function createSource(context: IssueContext, call: StartedCall): IssueSource {
  return {
    timers: context.session.timers,
    call,
    journeySecret: () => context.journeySecret(call),
    getTerms: (programme) => getTerms(context, { programme }, call),
    getTransport: (transportId) => getTransport(context, { transportId }, call),
  };
}
