import {
  Amendment,
  Cancellation,
  Consignment,
  ConsignmentList,
  CustodyAcceptance,
  CustodyOffer,
  CustodyRecord,
  CustodyRequest,
  CustodyWithdrawal,
  Delivery,
  FactReceipt,
  MilestoneQuery,
  MilestoneRecord,
  MilestoneReporting,
  ShipmentGrant,
  ShipmentQuery,
  ShipmentRecord,
  ShipmentRequest,
} from '@kontti/model';
import { bindOperations } from '../bind';
import type { CallOptions } from '../gateway/call-options';
import { listOperation, queryOperation, submitOperation } from '../operation';
import type { ListQuery, OperationContext, Submitted, WithoutLists } from '../operation';
import type { Dated, Undated } from '../times';

/** What is consigned; lists that are left out are empty. */
export type ConsignmentRequest = WithoutLists<Consignment, 'ssccs' | 'items' | 'legs' | 'documents'>;

/** Several shipments that are consigned in one fact; lists that are left out are empty. */
type ConsignmentListRequest = Omit<ConsignmentList, 'consignments'> & {
  /** 1 to 100 shipments. */
  readonly consignments: readonly ConsignmentRequest[];
};

/** Shipments: consignment, amendment, milestones, custody and delivery. Writing operations need the role `operator`. */
export interface Shipments {
  /**
   * Hands goods to the chain, towards the consignee. The own company owns the id, and has custody first. With `againstTitle` the own company
   * can issue a title, and the shipment is delivered only once it is surrendered; without, it has no title for ever.
   * @example
   * await client.shipments.consign({
   *   shipmentId: 'Org1MSP/S-1', consignee: 'Org2MSP', container: 'CSQU3054383', legs: ['Org1MSP/V-7'],
   *   origin: 'FIHEL', destination: 'EETLL', conditions: { temperatureMaxMilliC: 8_000 },
   * });
   * @throws ALREADY_EXISTS, UNKNOWN_COMPANY, UNKNOWN_PLACE, UNKNOWN_TRANSPORT, NOT_OWNER, RULE_UNREACHABLE, ROLE_MISSING
   */
  consign(request: Undated<ConsignmentRequest>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Hands 1 to 100 shipments to the chain in one fact of at most 1 MiB: all of them or none. A shipment that is there already, or twice in
   * the list, is refused by its index.
   * @example
   * const way = { consignee: 'Org2MSP', origin: 'FIHEL', destination: 'EETLL' };
   * const consignments = ['S-2', 'S-3'].map((id) => ({ shipmentId: `Org1MSP/${id}`, ...way }));
   * await client.shipments.consignAll({ ref: 'week-7', consignments });
   * @throws ALREADY_EXISTS, FIELD_DUPLICATE, TOO_LARGE, UNKNOWN_COMPANY, UNKNOWN_PLACE, UNKNOWN_TRANSPORT, NOT_OWNER, REF_REUSED, ROLE_MISSING
   */
  consignAll(
    request: Undated<ConsignmentListRequest>,
    options?: CallOptions,
  ): Promise<Submitted<FactReceipt>>;
  /**
   * Says, as the consignor, what takes the place of what was consigned, and why. `sequence` is the number of the move: `moves` of the
   * shipment plus one. Legs, references and documents change until the end; packing list, SSCCs and places only before the first handover and
   * without a title. Once custody has moved, custodian and consignee vouch too.
   * @example
   * const { moves } = await client.shipments.get({ shipmentId: 'Org1MSP/S-1' });
   * const changes = { legs: ['Org1MSP/V-8'] };
   * await client.shipments.amend({ shipmentId: 'Org1MSP/S-1', sequence: moves + 1, reason: 'V-7 is full', changes });
   * @throws STATE, SEQUENCE, UNDER_WAY, TITLE_NOT_SURRENDERED, UNKNOWN_TRANSPORT, UNKNOWN_PLACE, UNKNOWN_SHIPMENT, NOT_OWNER, SERIES_TOO_LONG, ROLE_MISSING
   */
  amend(request: Undated<Amendment>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Takes an own shipment back, before anybody else had custody. Where a title was issued, `surrender` names the move that surrendered it.
   * @example await client.shipments.cancel({ shipmentId: 'Org1MSP/S-1', reason: 'the order was cancelled' });
   * @throws UNDER_WAY, STATE, TITLE_NOT_SURRENDERED, UNKNOWN_SHIPMENT, NOT_OWNER, ROLE_MISSING
   */
  cancel(request: Undated<Cancellation>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Reports 1 to 100 milestones of shipments of which the own company is a party: consignor, consignee, operator of a leg, or custodian by now
   * or before. Each shows who reported it.
   * @example
   * await client.shipments.reportMilestones({
   *   ref: 'gate-17',
   *   milestones: [{ shipmentId: 'Org1MSP/S-1', kind: 'loaded', classifier: 'actual', at: '2026-01-31T07:40:00Z', place: 'FIHEL' }],
   * });
   * @throws NOT_A_PARTY, UNKNOWN_SHIPMENT, UNKNOWN_PLACE, REF_REUSED, ROLE_MISSING
   */
  reportMilestones(
    request: Undated<MilestoneReporting>,
    options?: CallOptions,
  ): Promise<Submitted<FactReceipt>>;
  /**
   * Lets another company attach readings to an own shipment. Consignor, consignee, operators of legs and custodians need no grant.
   * @example await client.shipments.grantAccess({ shipmentId: 'Org1MSP/S-1', company: 'SensorMSP' });
   * @throws UNKNOWN_SHIPMENT, UNKNOWN_COMPANY, NOT_OWNER, ROLE_MISSING
   */
  grantAccess(request: Undated<ShipmentGrant>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Offers a shipment in the own custody to another company. `sequence` is the number of the move: `moves` of the shipment plus one.
   * @example
   * const { moves } = await client.shipments.get({ shipmentId: 'Org1MSP/S-1' });
   * await client.shipments.offerCustody({ shipmentId: 'Org1MSP/S-1', sequence: moves + 1, to: 'Org2MSP' });
   * @throws STATE, SEQUENCE, NOT_A_PARTY, UNKNOWN_COMPANY, UNKNOWN_SHIPMENT, ROLE_MISSING
   */
  offerCustody(request: Undated<CustodyOffer>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Takes an open offer back.
   * @example await client.shipments.withdrawOffer({ shipmentId: 'Org1MSP/S-1', sequence: 1 });
   * @throws STATE, NOT_A_PARTY, NOT_FOUND, ROLE_MISSING
   */
  withdrawOffer(request: Undated<CustodyWithdrawal>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Takes over a shipment that was offered to the own company: both companies vouch for the handover.
   * @example await client.shipments.acceptCustody({ shipmentId: 'Org1MSP/S-1', sequence: 1 });
   * @throws STATE, NOT_A_PARTY, NOT_FOUND, ROLE_MISSING
   */
  acceptCustody(request: Undated<CustodyAcceptance>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * States, as the consignee who has custody, that the journey is over. Nothing can happen to custody afterwards. A shipment that was consigned
   * against a title is delivered by `surrender`: the digest of the move that surrendered it.
   * @example await client.shipments.deliver({ shipmentId: 'Org1MSP/S-1', at: new Date(), place: 'EETLL' });
   * @throws STATE, NOT_A_PARTY, TITLE_NOT_SURRENDERED, UNKNOWN_PLACE, ROLE_MISSING
   */
  deliver(request: Undated<Delivery>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Returns a shipment: what was consigned, and what follows from the facts by now.
   * @example const { status, custodian, late } = await client.shipments.get({ shipmentId: 'Org1MSP/S-1' });
   * @throws UNKNOWN_SHIPMENT
   */
  get(request: Undated<ShipmentRequest>, options?: CallOptions): Promise<Dated<ShipmentRecord>>;
  /**
   * Returns the way of a shipment through its custodians, in order.
   * @example const { handovers } = await client.shipments.getCustody({ shipmentId: 'Org1MSP/S-1' });
   * @throws UNKNOWN_SHIPMENT
   */
  getCustody(request: Undated<CustodyRequest>, options?: CallOptions): Promise<Dated<CustodyRecord>>;
  /**
   * Yields shipments that meet all conditions, by the ledger time of their consignment, which `from` and `to` bound. The list is a hint:
   * what it shows is verified, but only a consumer of all blocks knows that nothing is missing.
   * @example for await (const shipment of client.shipments.query({ company: 'Org1MSP', late: true })) console.log(shipment.shipmentId);
   * @throws OPTIONS_INVALID, FIELD_FORMAT, TIME_INVALID, DEFINITION_CHANGED
   */
  readonly query: ListQuery<ShipmentQuery, ShipmentRecord>;
  /**
   * Yields the milestones of one shipment by event time, each with who reported it.
   * @example for await (const { kind, at, reporter } of client.shipments.queryMilestones({ shipmentId: 'Org1MSP/S-1' })) console.log(kind, at, reporter);
   * @throws OPTIONS_INVALID, FIELD_MISSING, FIELD_FORMAT, DEFINITION_CHANGED
   */
  readonly queryMilestones: ListQuery<MilestoneQuery, MilestoneRecord>;
}

const LISTS = ['ssccs', 'items', 'legs', 'documents'] as const;

const OPERATIONS = {
  consign: submitOperation<ConsignmentRequest, FactReceipt>({
    name: 'shipment:Consign',
    request: Consignment,
    result: FactReceipt,
    optionalLists: LISTS,
  }),
  consignAll: submitOperation<ConsignmentListRequest, FactReceipt>({
    name: 'shipment:ConsignAll',
    request: ConsignmentList,
    result: FactReceipt,
    optionalLists: LISTS,
    listsIn: 'consignments',
  }),
  amend: submitOperation({ name: 'shipment:Amend', request: Amendment, result: FactReceipt }),
  cancel: submitOperation({ name: 'shipment:Cancel', request: Cancellation, result: FactReceipt }),
  reportMilestones: submitOperation({
    name: 'shipment:ReportMilestones',
    request: MilestoneReporting,
    result: FactReceipt,
    timeFields: ['at'],
    happenedFields: ({ classifier }) => (classifier === 'actual' ? ['at'] : []),
  }),
  grantAccess: submitOperation({
    name: 'shipment:GrantAccess',
    request: ShipmentGrant,
    result: FactReceipt,
  }),
  offerCustody: submitOperation({
    name: 'shipment:OfferCustody',
    request: CustodyOffer,
    result: FactReceipt,
  }),
  withdrawOffer: submitOperation({
    name: 'shipment:WithdrawOffer',
    request: CustodyWithdrawal,
    result: FactReceipt,
  }),
  acceptCustody: submitOperation({
    name: 'shipment:AcceptCustody',
    request: CustodyAcceptance,
    result: FactReceipt,
  }),
  deliver: submitOperation({
    name: 'shipment:Deliver',
    request: Delivery,
    result: FactReceipt,
    timeFields: ['at'],
    happenedFields: () => ['at'],
  }),
  get: queryOperation({ name: 'shipment:GetShipment', request: ShipmentRequest, record: ShipmentRecord }),
  getCustody: queryOperation({ name: 'shipment:GetCustody', request: CustodyRequest, record: CustodyRecord }),
};

const query = listOperation({
  name: 'shipment:QueryShipments',
  request: ShipmentQuery,
  record: ShipmentRecord,
  timeFields: ['from', 'to'],
});

const queryMilestones = listOperation({
  name: 'shipment:QueryMilestones',
  request: MilestoneQuery,
  record: MilestoneRecord,
});

/** Makes the operations for one client. */
export function createShipments(context: OperationContext): Shipments {
  return {
    ...bindOperations(context, OPERATIONS),
    query: query(context),
    queryMilestones: queryMilestones(context),
  };
}
