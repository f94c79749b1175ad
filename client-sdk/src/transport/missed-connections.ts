import { FINDING_ENTRIES_MAX } from '../limits';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { date, listOf, membersOf, notNegative, required, text } from '../options/rules';

/** One leg of a shipment, as `transports.get` returns it. */
export interface PlannedLeg {
  /** The plan. */
  readonly plan: {
    /** Id of the transport. */
    readonly transportId: string;
    /** Where it leaves. */
    readonly from: string;
    /** When it leaves by plan. */
    readonly departurePlanned: Date;
    /** When it arrives by plan. */
    readonly arrivalPlanned: Date;
  };
  /** When it left, or will by the operator's latest word. */
  readonly departure?: Date | undefined;
  /** When it arrived, or will by the operator's latest word. */
  readonly arrival?: Date | undefined;
}

/** How much time a change takes. */
export interface MissedConnectionOptions {
  /** What a change takes; 0 unless given. */
  readonly minMinutes?: number;
}

const PLAN: OptionRules<PlannedLeg['plan']> = {
  transportId: required(text),
  from: required(text),
  departurePlanned: required(date),
  arrivalPlanned: required(date),
};
const LEG: OptionRules<PlannedLeg> = { plan: required(membersOf(PLAN)), departure: date, arrival: date };
const MISSED_CONNECTION_OPTIONS: OptionRules<MissedConnectionOptions> = { minMinutes: notNegative };

/** A leg that does not wait for the one before. */
export interface MissedConnection {
  /** The leg that comes too late. */
  readonly after: string;
  /** The leg that is missed. */
  readonly missed: string;
  /** Where. */
  readonly place: string;
  /** Minutes between arrival and departure; negative where the next leg leaves first. */
  readonly slackMinutes: number;
  /** Minutes of slack that the plan had. */
  readonly plannedMinutes: number;
  /** The legs behind the missed one, which are in danger with it. */
  readonly downstream: readonly string[];
}

/**
 * Finds what a delay makes late downstream: legs of one shipment, in their order, whose departure is less than the minimum after the arrival of the
 * leg before. It is a finding and no fact: times are the operators' latest words, or the plan where there is none.
 * @example
 * const legs = await Promise.all(shipment.legs.map((transportId) => client.transports.get({ transportId })));
 * for (const { missed, slackMinutes } of findMissedConnections(legs, { minMinutes: 120 })) console.log(missed, slackMinutes);
 * @throws OPTIONS_INVALID
 */
export function findMissedConnections(
  legs: readonly PlannedLeg[],
  options: MissedConnectionOptions = {},
): MissedConnection[] {
  listOf(membersOf(LEG), { min: 0, max: FINDING_ENTRIES_MAX }).check(legs, 'legs');
  checkOptions(MISSED_CONNECTION_OPTIONS, options);
  const { minMinutes = 0 } = options;
  return legs.slice(1).flatMap((next, index) => {
    const before = legs[index];
    if (before === undefined) {
      return [];
    }
    const arrival = before.arrival ?? before.plan.arrivalPlanned;
    const departure = next.departure ?? next.plan.departurePlanned;
    const slackMinutes = minutesBetween(arrival, departure);
    if (slackMinutes >= minMinutes) {
      return [];
    }
    return [
      {
        after: before.plan.transportId,
        missed: next.plan.transportId,
        place: next.plan.from,
        slackMinutes,
        plannedMinutes: minutesBetween(before.plan.arrivalPlanned, next.plan.departurePlanned),
        downstream: legs.slice(index + 2).map(({ plan }) => plan.transportId),
      },
    ];
  });
}

function minutesBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / 60_000);
}
