import { createCompanies } from './company/companies';
import type { Companies } from './company/companies';
import type { DisownedFact } from './definition/disowned';
import type { DefinitionGuard, DefinitionStatus } from './definition/guard';
import { streamEvents } from './events/stream';
import type { EventsOptions } from './events/stream';
import type { KonttiEvent, UnprovenEvent } from './events/domain-event';
import type { CallOptions } from './gateway/call-options';
import type { Session } from './gateway/session';
import type { Semaphore } from './gateway/semaphore';
import { readHistory } from './history/history';
import type { HistoryEntry, HistoryOptions } from './history/history';
import { getTransaction } from './history/transaction';
import type { TransactionInfo } from './history/transaction';
import { createLoyalty } from './loyalty/loyalty';
import type { Loyalty } from './loyalty/loyalty';
import { createReadings } from './reading/readings';
import type { Readings } from './reading/readings';
import { createShipments } from './shipment/shipments';
import type { Shipments } from './shipment/shipments';
import { createTransports } from './transport/transports';
import type { Transports } from './transport/transports';

/** Opens a stream of events; see `EventsOptions`. */
export interface OpenEvents {
  (
    options: EventsOptions & { readonly unproven: 'include' },
  ): AsyncGenerator<KonttiEvent | UnprovenEvent, void, undefined>;
  (options?: EventsOptions & { readonly unproven?: 'skip' }): AsyncGenerator<KonttiEvent, void, undefined>;
}

/** One company's use of the ledger. */
export interface KonttiClient extends AsyncDisposable {
  /** The own company. */
  readonly mspId: string;
  readonly channel: string;
  readonly chaincode: string;
  readonly companies: Companies;
  readonly transports: Transports;
  readonly shipments: Shipments;
  readonly readings: Readings;
  readonly loyalty: Loyalty;
  /** What became true on the ledger, proven from the blocks. */
  readonly events: OpenEvents;
  /** Each write of a fact about an asset, with who endorsed it. */
  history(options: HistoryOptions): AsyncGenerator<HistoryEntry, void, undefined>;
  /** A transaction as the own peer's ledger holds it. */
  transaction(request: { readonly transactionId: string }, options?: CallOptions): Promise<TransactionInfo>;
  /** How the committed chaincode definition stood to the accepted one when last compared. */
  definition(): DefinitionStatus;
  /**
   * Accepts the committed definition if it still has this digest, of `definition()`. Returns what was recorded since the last
   * acceptance under definitions that were never accepted; reads refuse records of it from then on.
   * @throws DEFINITION_CHANGED
   */
  acceptDefinition(
    accepted: { readonly digest: string },
    options?: CallOptions,
  ): Promise<readonly DisownedFact[]>;
  /** Ends streams and closes the connection; submits that are under way fail with CLIENT_CLOSED. Closing twice is harmless. */
  close(): void;
}

/** What a client stands on. */
export interface ClientParts {
  readonly session: Session;
  readonly guard: DefinitionGuard;
  readonly submits: Semaphore;
}

/** Makes a client; `connect` is the way to get one. */
export function createClient(context: ClientParts): KonttiClient {
  const { session, guard } = context;
  return {
    mspId: session.mspId,
    channel: session.channelName,
    chaincode: session.chaincodeName,
    companies: createCompanies(context),
    transports: createTransports(context),
    shipments: createShipments(context),
    readings: createReadings(context),
    loyalty: createLoyalty(context),
    events: streamEvents.bind(undefined, context) as OpenEvents,
    history: (options) => readHistory(context, options),
    transaction: (request, options) => getTransaction(context, request, options),
    definition: () => guard.status(),
    acceptDefinition: ({ digest }, options) => guard.accept(digest, options),
    close: () => session.close(),
    [Symbol.asyncDispose]: () => {
      session.close();
      return Promise.resolve();
    },
  };
}
