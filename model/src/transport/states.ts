import { LIMITS } from '../limits';
import { delayMinutes } from './delay';
import type { TransportPlan } from './plan';
import type { TransportStatus } from './record';
import type { TransportUpdate, TransportUpdateKind } from './update';

/** What is known of a transport after a number of updates. */
export interface TransportState {
  /** What the updates say so far. */
  readonly status: TransportStatus;
  /** Number of the latest update, 0 without one. */
  readonly sequence: number;
  /** Estimated or actual, as the status says. */
  readonly departure?: number;
  /** Estimated or actual, as the status says. */
  readonly arrival?: number;
  /** Minutes behind the plan at the arrival, negative when early; absent while no update has an arrival. */
  readonly delayMinutes?: number;
}

/** Why an update cannot follow, and which of its fields says so. */
export interface UpdateRefusal {
  /** Code of the place: an UN/LOCODE, or an IATA code of an airport. */
  readonly code: 'SEQUENCE' | 'STATE' | 'DATE_ORDER' | 'AMOUNT_RANGE';
  readonly field: keyof TransportUpdate;
}

/** State × kind of update → state; what is not listed is refused. Only the operator's own seal moves a transport. */
export const TRANSPORT_TRANSITIONS: Readonly<
  Record<TransportStatus, Readonly<Partial<Record<TransportUpdateKind, TransportStatus>>>>
> = {
  planned: { estimated: 'planned', departed: 'departed', arrived: 'arrived', cancelled: 'cancelled' },
  departed: { estimated: 'departed', arrived: 'arrived' },
  arrived: {},
  cancelled: {},
};

/** The state of a transport of which nothing is known but its plan. */
export const PLANNED: TransportState = { status: 'planned', sequence: 0 };

/** What is known once an update follows a state, or why it cannot follow. */
export function updateTransport(
  plan: Pick<TransportPlan, 'arrivalPlanned'>,
  state: TransportState,
  update: TransportUpdate,
): TransportState | UpdateRefusal {
  if (update.sequence !== state.sequence + 1) return { code: 'SEQUENCE', field: 'sequence' };
  const status = TRANSPORT_TRANSITIONS[state.status][update.kind];
  if (status === undefined) return { code: 'STATE', field: 'kind' };
  const isDeparted = state.status === 'departed';
  if (isDeparted && update.departure !== undefined && update.departure !== state.departure) {
    return { code: 'STATE', field: 'departure' };
  }
  if (status === 'cancelled') return { status, sequence: update.sequence };
  const times = mergeTimes(state, update);
  if (times === undefined) {
    return { code: 'DATE_ORDER', field: update.arrival === undefined ? 'departure' : 'arrival' };
  }
  return withDelay({ status, sequence: update.sequence, ...times }, plan);
}

type Times = Pick<TransportState, 'departure' | 'arrival'>;

/**
 * The times that follow from an update and the state before it, or `undefined` when they go backwards. An actual time
 * overtakes an estimate of the other one: an estimated departure is dropped, an estimated arrival stays until a better one comes.
 */
function mergeTimes(state: TransportState, update: TransportUpdate): Times | undefined {
  const departure = update.departure ?? state.departure;
  const arrival = update.arrival ?? state.arrival;
  if (departure === undefined) return arrival === undefined ? {} : { arrival };
  if (arrival === undefined) return { departure };
  if (departure <= arrival) return { departure, arrival };
  if (update.kind === 'departed' && update.arrival === undefined) return { departure, arrival };
  const isOvertaken = update.kind === 'arrived' && state.status === 'planned';
  return isOvertaken && update.departure === undefined ? { arrival } : undefined;
}

/** True for a refusal of {@link updateTransport}. */
export function isUpdateRefusal(outcome: TransportState | UpdateRefusal): outcome is UpdateRefusal {
  return 'code' in outcome;
}

function withDelay(
  state: TransportState,
  plan: Pick<TransportPlan, 'arrivalPlanned'>,
): TransportState | UpdateRefusal {
  if (state.arrival === undefined) return state;
  const minutes = delayMinutes({ arrivalPlanned: plan.arrivalPlanned, arrival: state.arrival });
  if (Math.abs(minutes) > LIMITS.delayMinutesMax) return { code: 'AMOUNT_RANGE', field: 'arrival' };
  return { ...state, delayMinutes: minutes };
}
