import { compensationPoints, CONTRACT_ERRORS, ownerOf, pointsEarned } from '@kontti/model';
import type { EarningTerms, LotOrigin, ProgrammeTerms, TransportRecord } from '@kontti/model';
import { KonttiError } from '../errors';
import { codeToRemedy } from '../gateway/chaincode-remedies';
import type { Dated } from '../times';

/** Why a journey earns nothing: a code of the contracts, and what of the journey it is about. */
export interface Unearned {
  readonly code: 'STATE' | 'NOTHING_EARNED' | 'UNKNOWN_TRANSPORT';
  readonly details?: Readonly<Record<string, string>>;
}

/** The points that a journey earns under terms, or why it earns none. A delay is final once the transport has arrived. */
export function earnedPoints(journey: {
  readonly kind: LotOrigin;
  readonly terms: EarningTerms & Pick<Dated<ProgrammeTerms>, 'compensation'>;
  readonly transport: Pick<Dated<TransportRecord>, 'plan' | 'status' | 'delayMinutes'>;
  readonly fare?: string | undefined;
  readonly tier?: string | undefined;
}): bigint | Unearned {
  const { kind, terms, transport, fare, tier } = journey;
  const { plan, status, delayMinutes = 0 } = transport;
  if (kind === 'accrual' ? status === 'cancelled' : status !== 'arrived') {
    return { code: 'STATE', details: { status } };
  }
  const points =
    kind === 'accrual'
      ? pointsEarned(terms, {
          ...{ at: plan.departurePlanned, partner: ownerOf(plan.transportId), fare, tier },
          distanceMeters: plan.distanceMeters,
        })
      : compensationPoints(terms.compensation, delayMinutes);
  return points === 0n ? { code: 'NOTHING_EARNED' } : points;
}

/** The error of a journey that earns nothing, as the contracts word it. */
export function unearnedToError({ code, details }: Unearned, field: string): KonttiError {
  const path = code === 'NOTHING_EARNED' ? field : `${field}.transportId`;
  const remedy = codeToRemedy(code);
  return new KonttiError({
    code,
    stage: 'local',
    message: `${path}: ${CONTRACT_ERRORS[code]}. ${remedy}.`,
    details: { ...details, remedy, field: path },
  });
}
