import { createCompanies } from '../company/companies';
import type { Companies } from '../company/companies';
import { createError } from '../errors';
import type { CallOptions } from '../gateway/call-options';
import type { Session } from '../gateway/session';
import type { Timers } from '../gateway/timers';
import { DEFAULT_TIMEOUTS } from '../limits';
import { createDeals } from '../lot/deals';
import type { Deals } from '../lot/deals';
import { createLots } from '../lot/lots';
import type { Lots } from '../lot/lots';
import { createLoyalty } from '../loyalty/loyalty';
import type { Loyalty } from '../loyalty/loyalty';
import type { OperationContext, Submitted } from '../operation';
import { createProducts } from '../product/products';
import type { Products } from '../product/products';
import { createReadings } from '../reading/readings';
import type { Readings } from '../reading/readings';
import { createRecords } from '../record/records';
import type { Records } from '../record/records';
import { createShipments } from '../shipment/shipments';
import type { Shipments } from '../shipment/shipments';
import { createTransports } from '../transport/transports';
import type { Transports } from '../transport/transports';

interface Groups {
  readonly companies: Companies;
  readonly transports: Transports;
  readonly shipments: Shipments;
  readonly readings: Readings;
  readonly loyalty: Loyalty;
  readonly lots: Lots;
  readonly deals: Deals;
  readonly products: Products;
  readonly records: Records;
}

const GROUPS: { readonly [G in keyof Groups]: (context: OperationContext) => Groups[G] } = {
  companies: createCompanies,
  transports: createTransports,
  shipments: createShipments,
  readings: createReadings,
  loyalty: createLoyalty,
  lots: createLots,
  deals: createDeals,
  products: createProducts,
  records: createRecords,
};

/** The requests of a group's operations that change the ledger, by the operation's name. */
type RequestsOf<G> = {
  readonly [
    M in keyof G as G[M] extends (request: never, options?: CallOptions) => Promise<Submitted<infer _>>
      ? M
      : never
  ]: G[M] extends (request: infer Q, options?: CallOptions) => unknown ? Q : never;
};

type RequestsOfGroups = {
  readonly [G in keyof Groups]: {
    readonly [M in keyof RequestsOf<Groups[G]> & string as `${G}.${M}`]: RequestsOf<Groups[G]>[M];
  };
};

type Flat<T> = { [K in keyof T]: (each: T[K]) => void }[keyof T] extends (each: infer I) => void ? I : never;

/** The request of each operation that an outbox takes, by its name on the client: `shipments.consign`. */
export type OutboxRequests = { readonly [O in keyof Flat<RequestsOfGroups>]: Flat<RequestsOfGroups>[O] };

/** An operation that an outbox takes. */
export type OutboxOperation = Extract<keyof OutboxRequests, string>;

/** How an operation that was refused goes on. */
interface OperationTraits {
  /** True where a holder's wallet signs the request, so that only the holder can make another one. */
  readonly isSigned?: true;
}

const OPERATIONS: Readonly<Record<OutboxOperation, OperationTraits>> = {
  'companies.register': {},
  'companies.setRule': {},
  'companies.registerPlaces': {},
  'companies.registerDevice': {},
  'companies.revokeDevice': {},
  'transports.plan': {},
  'transports.update': {},
  'shipments.consign': {},
  'shipments.consignAll': {},
  'shipments.amend': {},
  'shipments.cancel': {},
  'shipments.reportMilestones': {},
  'shipments.grantAccess': {},
  'shipments.offerCustody': {},
  'shipments.withdrawOffer': {},
  'shipments.acceptCustody': {},
  'shipments.deliver': {},
  'readings.submit': {},
  'readings.registerSite': {},
  'readings.grantReadings': {},
  'loyalty.setTerms': {},
  'loyalty.accrue': {},
  'loyalty.accruePurchases': {},
  'loyalty.compensate': {},
  'loyalty.transfer': { isSigned: true },
  'loyalty.redeem': { isSigned: true },
  'loyalty.proposeSettlement': {},
  'loyalty.acceptSettlement': {},
  'lots.setClass': {},
  'lots.issue': {},
  'lots.move': { isSigned: true },
  'deals.propose': {},
  'deals.agree': {},
  'deals.close': {},
  'deals.withdraw': {},
  'products.setClass': {},
  'products.make': {},
  'products.link': {},
  'products.mark': {},
  'products.recall': {},
  'products.answerRecall': {},
  'products.contradict': {},
  'records.anchor': {},
  'records.acknowledge': {},
  'records.correct': {},
};

const CHOOSES =
  'it chooses lots by what the ledger says when it is called; add lots.move or deals.propose with the lots';

/** Groups of a client whose operations an outbox does not take, and why. */
const REFUSED_GROUPS: Readonly<Record<string, string>> = {
  privateRecords: 'a private value goes to the peers that keep it, and is not kept anywhere else',
  devices: 'it asks the ledger for the next change of the device when it is called',
  trade: CHOOSES,
  settlement: CHOOSES,
  rewards: CHOOSES,
  licences: CHOOSES,
  leases: CHOOSES,
};

/** The names of the operations that an outbox takes. */
export const OUTBOX_OPERATIONS = Object.keys(OPERATIONS) as readonly OutboxOperation[];

/** True for an operation whose request a wallet signs. */
export function isSignedByHolder(operation: string): boolean {
  return OPERATIONS[operation as OutboxOperation]?.isSigned === true;
}

/** Calls an operation of a client by its name. */
export async function callOperation(
  context: OperationContext,
  call: { readonly operation: string; readonly request: unknown; readonly options: CallOptions },
): Promise<void> {
  const [group = '', method = ''] = call.operation.split('.');
  if (!Object.hasOwn(OPERATIONS, call.operation)) {
    const reason = Object.hasOwn(REFUSED_GROUPS, group) ? REFUSED_GROUPS[group] : undefined;
    const because =
      reason === undefined
        ? `no operation is called ${call.operation}`
        : `an outbox does not take ${call.operation}: ${reason}`;
    throw createError('OPTIONS_INVALID', { because });
  }
  const methods = GROUPS[group as keyof Groups](context) as unknown as Readonly<
    Record<string, (request: unknown, options: CallOptions) => Promise<unknown>>
  >;
  await methods[method]?.(call.request, call.options);
}

/** Ends an operation where it would ask the ledger. */
const CHECKED = new Error('checked');

/**
 * Checks a request as its operation does, by letting it run up to where it would ask the ledger.
 * @throws what the operation throws for a request that the model does not allow
 */
export async function checkRequest(operation: string, request: unknown, timers: Timers): Promise<void> {
  const end = (): never => {
    throw CHECKED;
  };
  const session = {
    timers,
    timeouts: DEFAULT_TIMEOUTS,
    requireOpen: end,
    channelName: '',
    chaincodeName: '',
  };
  const guard = { requireAccepted: () => undefined, requireFresh: end };
  const context = { session: session as unknown as Session, guard, submits: { run: end } };
  try {
    await callOperation(context as unknown as OperationContext, { operation, request, options: {} });
  } catch (error) {
    if (error !== CHECKED) {
      throw error;
    }
  }
}
