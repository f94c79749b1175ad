import {
  FactReceipt,
  TransportPlanning,
  TransportQuery,
  TransportRecord,
  TransportUpdating,
} from '@kontti/model';
import type { TransportRequest } from '@kontti/model';
import { bindOperations } from '../bind';
import type { CallOptions } from '../gateway/call-options';
import { listOperation, submitOperation } from '../operation';
import type { ListQuery, OperationContext, Submitted } from '../operation';
import type { Dated, Undated } from '../times';
import { getTransport } from './get-transport';

/** Legs by sea, rail, road and air: their plans, and what becomes of them. */
export interface Transports {
  /**
   * Plans 1 to 100 legs that the own company operates; needs the role `operator`. Both places have to be in the own directory.
   * @example
   * await client.transports.plan({
   *   ref: 'week-5',
   *   transports: [{
   *     transportId: 'Org1MSP/V-7', mode: 'sea', number: 'V7', from: 'FIHEL', to: 'EETLL', distanceMeters: 82_000,
   *     departurePlanned: '2026-01-31T08:00:00Z', arrivalPlanned: '2026-01-31T10:30:00Z',
   *   }],
   * });
   * @throws ALREADY_EXISTS, REF_REUSED, UNKNOWN_PLACE, NOT_OWNER, DATE_ORDER, ROLE_MISSING
   */
  plan(request: Undated<TransportPlanning>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Records new estimates, departures, arrivals and cancellations of own transports, 1 to 100 at once; needs the role `operator`.
   * Updates of a transport count from 1. A delay is known to everybody with its transaction, as the event `transport.delayed`.
   * @example
   * await client.transports.update({
   *   ref: 'V7-1',
   *   updates: [{ transportId: 'Org1MSP/V-7', sequence: 1, kind: 'estimated', arrival: '2026-01-31T12:00:00Z' }],
   * });
   * @throws SEQUENCE, STATE, DATE_ORDER, UNKNOWN_TRANSPORT, REF_REUSED, NOT_OWNER, ROLE_MISSING
   */
  update(request: Undated<TransportUpdating>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Returns a transport: its plan, and what its updates make known by now.
   * @example const { status, delayMinutes } = await client.transports.get({ transportId: 'Org1MSP/V-7' });
   * @throws UNKNOWN_TRANSPORT
   */
  get(request: Undated<TransportRequest>, options?: CallOptions): Promise<Dated<TransportRecord>>;
  /**
   * Yields transports that meet all conditions, by the day (UTC) of the planned departure, which `from` and `to` bound; what
   * was planned together for a day is side by side. The list is a hint: what it shows is
   * verified, but only a consumer of all blocks knows that nothing is missing.
   * @example for await (const transport of client.transports.query({ company: 'Org1MSP', late: true })) console.log(transport.plan.number);
   * @throws OPTIONS_INVALID, FIELD_FORMAT, TIME_INVALID, DEFINITION_CHANGED
   */
  readonly query: ListQuery<TransportQuery, TransportRecord>;
}

const OPERATIONS = {
  plan: submitOperation({
    name: 'transport:Plan',
    request: TransportPlanning,
    result: FactReceipt,
    timeFields: ['departurePlanned', 'arrivalPlanned'],
  }),
  update: submitOperation({
    name: 'transport:Update',
    request: TransportUpdating,
    result: FactReceipt,
    timeFields: ['departure', 'arrival'],
    happenedFields: ({ kind }) =>
      kind === 'departed' ? ['departure'] : kind === 'arrived' ? ['departure', 'arrival'] : [],
  }),
  get: getTransport,
};

const query = listOperation({
  name: 'transport:Query',
  request: TransportQuery,
  record: TransportRecord,
  timeFields: ['from', 'to'],
});

/** Makes the operations for one client. */
export function createTransports(context: OperationContext): Transports {
  return { ...bindOperations(context, OPERATIONS), query: query(context) };
}
