import type { EarningTerms, ProgrammeTerms, TravelledJourney } from '@kontti/model';
import type { Dated } from '../times';
import { earnedPoints } from './earned-points';
import { readTransports } from './issue-points';
import type { IssueSource } from './issue-points';

/** What one journey earns under the terms in force, and under others. */
export interface JourneyPreview {
  /** The holder's id in the programme. */
  readonly holder: string;
  /** Id of the transport. */
  readonly transportId: string;
  /** Points under the terms in force; nothing for what earns none. */
  readonly before: bigint;
  /** Points under the others. */
  readonly after: bigint;
}

/** What a change of terms would mean. */
export interface TermsPreview {
  /** Each journey, in the order of the request. */
  readonly journeys: readonly JourneyPreview[];
  /** All points under the terms in force. */
  readonly before: bigint;
  /** All points under the others. */
  readonly after: bigint;
}

type ComparedTerms = EarningTerms & Pick<Dated<ProgrammeTerms>, 'compensation'>;

/** Computes what journeys earn under two terms. Transports that are not there, or are cancelled, earn nothing. */
export async function previewPoints(
  source: Pick<IssueSource, 'timers' | 'call' | 'getTransport'>,
  compared: {
    readonly before: ComparedTerms;
    readonly after: ComparedTerms;
    readonly accruals: readonly TravelledJourney[];
  },
): Promise<TermsPreview> {
  const { before, after, accruals } = compared;
  const transports = await readTransports(source, accruals);
  const journeys = accruals.map(({ holder, transportId, fare, tier }) => {
    const transport = transports.get(transportId);
    const pointsUnder = (terms: ComparedTerms): bigint => {
      if (transport === undefined) return 0n;
      const points = earnedPoints({ kind: 'accrual', terms, transport, fare, tier });
      return typeof points === 'bigint' ? points : 0n;
    };
    return { holder, transportId, before: pointsUnder(before), after: pointsUnder(after) };
  });
  const sumOf = (side: 'before' | 'after'): bigint => journeys.reduce((sum, each) => sum + each[side], 0n);
  return { journeys, before: sumOf('before'), after: sumOf('after') };
}
