import { createCompanies } from './company/companies';
import type { Companies } from './company/companies';
import type { DisownedFact } from './definition/disowned';
import type { DefinitionGuard, DefinitionStatus } from './definition/guard';
import { streamEvents } from './events/stream';
import type { EventsOptions } from './events/stream';
import type { KonttiEvent, UnprovenEvent } from './events/domain-event';
import { CALL_OPTIONS } from './gateway/call-options';
import type { CallOptions } from './gateway/call-options';
import type { Session } from './gateway/session';
import type { Semaphore } from './gateway/semaphore';
import { readHistory } from './history/history';
import type { HistoryEntry, HistoryOptions } from './history/history';
import { getTransaction } from './history/transaction';
import type { TransactionInfo } from './history/transaction';
import { createLoyalty } from './loyalty/loyalty';
import type { Loyalty } from './loyalty/loyalty';
import { checkMembers, checkOptions } from './options/check-options';
import type { OptionRules } from './options/check-options';
import { required, text } from './options/rules';
import { createReadings } from './reading/readings';
import type { Readings } from './reading/readings';
import { createShipments } from './shipment/shipments';
import type { Shipments } from './shipment/shipments';
import { createTransports } from './transport/transports';
import type { Transports } from './transport/transports';
import { withTypedErrors } from './typed-errors';

/** Opens a stream of events; see `EventsOptions`. */
export interface OpenEvents {
  (
    options: EventsOptions & { readonly unproven: 'include' },
  ): AsyncGenerator<KonttiEvent | UnprovenEvent, void, undefined>;
  (options?: EventsOptions & { readonly unproven?: 'skip' }): AsyncGenerator<KonttiEvent, void, undefined>;
}

/** Which transaction. */
export interface TransactionRequest {
  readonly transactionId: string;
}

/** Which definition. */
export interface AcceptedDefinition {
  readonly digest: string;
}

const TRANSACTION_REQUEST: OptionRules<TransactionRequest> = { transactionId: required(text) };
const ACCEPTED_DEFINITION: OptionRules<AcceptedDefinition> = { digest: required(text) };

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
  /** A transaction as the own peer's ledger holds it. @throws TRANSACTION_NOT_FOUND */
  transaction(request: TransactionRequest, options?: CallOptions): Promise<TransactionInfo>;
  /** How the committed chaincode definition stood to the accepted one when last compared. */
  definition(): DefinitionStatus;
  /**
   * Accepts the committed definition if it still has this digest, of `definition()`. Returns what was recorded since the last
   * acceptance under definitions that were never accepted; reads refuse records of it from then on.
   * @throws DEFINITION_CHANGED
   */
  acceptDefinition(accepted: AcceptedDefinition, options?: CallOptions): Promise<readonly DisownedFact[]>;
  /** Ends streams and closes the connection; submits that are under way fail with CLIENT_CLOSED. Closing twice is harmless. */
  close(): void;
}

/** What a client is made of. */
export interface ClientParts {
  readonly session: Session;
  readonly guard: DefinitionGuard;
  readonly submits: Semaphore;
}

/** Makes a client; `connect` is the way to get one. */
export function createClient(context: ClientParts): KonttiClient {
  const { session, guard } = context;
  const operations = withTypedErrors({
    companies: createCompanies(context),
    transports: createTransports(context),
    shipments: createShipments(context),
    readings: createReadings(context),
    loyalty: createLoyalty(context),
    events: streamEvents.bind(undefined, context) as OpenEvents,
    history: (options: HistoryOptions) => readHistory(context, options),
    async transaction(request: TransactionRequest, options: CallOptions = {}) {
      checkMembers(TRANSACTION_REQUEST, request, 'request');
      checkOptions<CallOptions>(CALL_OPTIONS, options);
      return getTransaction(context, { transactionId: request.transactionId }, options);
    },
    async acceptDefinition(accepted: AcceptedDefinition, options: CallOptions = {}) {
      checkMembers(ACCEPTED_DEFINITION, accepted, 'accepted');
      checkOptions<CallOptions>(CALL_OPTIONS, options);
      return guard.accept(accepted.digest, options);
    },
  });
  return {
    mspId: session.mspId,
    channel: session.channelName,
    chaincode: session.chaincodeName,
    ...operations,
    definition: () => guard.status(),
    close: () => session.close(),
    [Symbol.asyncDispose]: () => {
      session.close();
      return Promise.resolve();
    },
  };
}
