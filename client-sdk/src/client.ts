import { rememberContext } from './client-context';
import { createCompanies } from './company/companies';
import type { Companies } from './company/companies';
import { definitionDigest } from './definition/definition';
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
import { createLeases } from './leases/leases';
import type { Leases } from './leases/leases';
import { createLicences } from './licences/licences';
import type { Licences } from './licences/licences';
import { createDeals } from './lot/deals';
import type { Deals } from './lot/deals';
import { createLots } from './lot/lots';
import type { Lots } from './lot/lots';
import { createLoyalty } from './loyalty/loyalty';
import type { Loyalty } from './loyalty/loyalty';
import { checkMembers, checkOptions } from './options/check-options';
import type { OptionRules } from './options/check-options';
import { required, text } from './options/rules';
import { createProducts } from './product/products';
import type { Products } from './product/products';
import { createDevices } from './reading/devices';
import type { Devices } from './reading/devices';
import { createReadings } from './reading/readings';
import type { Readings } from './reading/readings';
import { createPrivateRecords } from './record/private-records';
import type { PrivateRecords } from './record/private-records';
import { createRecords } from './record/records';
import type { Records } from './record/records';
import { createRewards } from './rewards/rewards';
import type { Rewards } from './rewards/rewards';
import { createSettlement } from './settlement/settlement';
import type { Settlement } from './settlement/settlement';
import { createShipments } from './shipment/shipments';
import type { Shipments } from './shipment/shipments';
import { createTrade } from './trade/trade';
import type { Trade } from './trade/trade';
import { createTransports } from './transport/transports';
import type { Transports } from './transport/transports';
import { withTypedErrors } from './typed-errors';

/** Opens a stream of events; see `EventsOptions`. */
export interface OpenEvents {
  (
    options: EventsOptions & {
      /** `include`: bare claims are yielded too, marked as such. */
      readonly unproven: 'include';
    },
  ): AsyncGenerator<KonttiEvent | UnprovenEvent, void, undefined>;
  (
    options?: EventsOptions & {
      /** `skip`: what nothing backs is not yielded; so it is unless given. */
      readonly unproven?: 'skip';
    },
  ): AsyncGenerator<KonttiEvent, void, undefined>;
}

/** Which transaction: also an event, a receipt or an entry of a history, of which the id counts. */
export interface TransactionRequest {
  /** Id of the transaction. */
  readonly transactionId: string;
}

/** Which definition: also what `definition()` returns, of which the digest counts. */
export interface AcceptedDefinition {
  /** Digest of the definition that is accepted, as `definition()` gives it. */
  readonly digest: string;
}

const TRANSACTION_REQUEST: OptionRules<TransactionRequest> = { transactionId: required(text) };
const ACCEPTED_DEFINITION: OptionRules<AcceptedDefinition> = { digest: required(definitionDigest) };

/** One company's use of the ledger. */
export interface KonttiClient extends AsyncDisposable {
  /** The own company. */
  readonly mspId: string;
  /** Name of the channel. */
  readonly channel: string;
  /** Name of the chaincode. */
  readonly chaincode: string;
  /** Companies, their rules, places and devices. */
  readonly companies: Companies;
  /** Legs by sea, rail, road and air. */
  readonly transports: Transports;
  /** Shipments, custody and milestones. */
  readonly shipments: Shipments;
  /** Batches of readings, devices and excursions. */
  readonly readings: Readings;
  /** Handover, keys and firmware of devices. */
  readonly devices: Devices;
  /** Programmes, points, claims and settlements. */
  readonly loyalty: Loyalty;
  /** Quantities that companies issue, move and redeem. */
  readonly lots: Lots;
  /** Several moves of lots, all or none. */
  readonly deals: Deals;
  /** What companies owe one another: obligations, netting, disputes. */
  readonly settlement: Settlement;
  /** Items that were made, what is in what, what became of them, recalls. */
  readonly products: Products;
  /** Titles and goods, offered, agreed and swapped; pledges. */
  readonly trade: Trade;
  /** Budgets, awards and gift cards of employees. */
  readonly rewards: Rewards;
  /** Licences, their use, and royalties. */
  readonly licences: Licences;
  /** The right to use a thing for instalments. */
  readonly leases: Leases;
  /** Values that stay in one jurisdiction, with commitments that show nothing of them. */
  readonly privateRecords: PrivateRecords;
  /** Records that are kept elsewhere, and corrections. */
  readonly records: Records;
  /**
   * What became true on the ledger, proven from the blocks.
   * @example for await (const { type, position } of client.events({ fromBlock: 0 })) console.log(type, position);
   * @throws OPTIONS_INVALID, POSITION_OF_OTHER_LEDGER, EVENTS_INTERRUPTED, DEFINITION_CHANGED, CLIENT_CLOSED
   */
  readonly events: OpenEvents;
  /**
   * Each write of a fact about an asset, with who endorsed it.
   * @example for await (const { fact, endorsers } of client.history({ asset: 'shipment/Org1MSP/S-1' })) console.log(fact, endorsers);
   * @throws OPTIONS_INVALID, EVENTS_INTERRUPTED, DEFINITION_CHANGED, CANCELLED, TIMED_OUT, CLIENT_CLOSED
   */
  history(options: HistoryOptions): AsyncGenerator<HistoryEntry, void, undefined>;
  /**
   * A transaction as the own peer's ledger holds it.
   * @example const { validationCode } = await client.transaction({ transactionId });
   * @throws TRANSACTION_NOT_FOUND
   */
  transaction(request: TransactionRequest, options?: CallOptions): Promise<TransactionInfo>;
  /**
   * Whether the committed chaincode definition was the accepted one when last compared.
   * @example const { digest, changes } = client.definition();
   */
  definition(): DefinitionStatus;
  /**
   * Accepts the committed definition if it still has this digest, of `definition()`. Returns what was recorded since the last
   * acceptance under definitions that were never accepted; reads refuse records of it from then on.
   * @example const disowned = await client.acceptDefinition({ digest: client.definition().digest });
   * @throws OPTIONS_INVALID, DEFINITION_CHANGED also where it has another digest
   */
  acceptDefinition(accepted: AcceptedDefinition, options?: CallOptions): Promise<readonly DisownedFact[]>;
  /**
   * Ends streams and closes the connection; submits that are under way fail with CLIENT_CLOSED. Closing twice is harmless.
   * @example client.close();
   */
  close(): void;
}

/** What a client is made of. */
interface ClientParts {
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
    devices: createDevices(context),
    loyalty: createLoyalty(context),
    lots: createLots(context),
    deals: createDeals(context),
    settlement: createSettlement(context),
    trade: createTrade(context),
    rewards: createRewards(context),
    licences: createLicences(context),
    leases: createLeases(context),
    products: createProducts(context),
    privateRecords: createPrivateRecords(context),
    records: createRecords(context),
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
  const client: KonttiClient = {
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
  return rememberContext(client, context);
}
