import {
  Amendment,
  Cancellation,
  Consignment,
  ConsignmentList,
  CustodyAcceptance,
  CustodyOffer,
  CustodyRequest,
  CustodyWithdrawal,
  Delivery,
  MilestoneQuery,
  MilestoneReporting,
  ShipmentGrant,
  ShipmentQuery,
  ShipmentRequest,
  type CustodyRecord,
  type FactReceipt,
  type MilestoneRecord,
  type Page,
  type ShipmentRecord,
} from '@kontti/model';
import type { LedgerContext } from '../kernel/context';
import { LedgerContract } from '../kernel/contract';
import { Evaluates, Submits } from '../serializer/operation';
import { amend, cancel } from './amend';
import { consign, consignAll } from './consign';
import { acceptCustody, getCustody, offerCustody, withdrawOffer } from './custody';
import { deliver } from './deliver';
import { queryMilestones, reportMilestones } from './milestones';
import { grantAccess } from './grant';
import { queryShipments } from './shipment-lists';
import { demandShipment, toShipmentRecord } from './shipment-record';

/** Shipments: consignment, amendment, milestones, custody and delivery. */
export class ShipmentContract extends LedgerContract {
  constructor() {
    super('shipment');
  }

  @Submits(Consignment)
  async Consign(ctx: LedgerContext, request: Consignment): Promise<FactReceipt> {
    return await consign(ctx.ledger, request);
  }

  @Submits(ConsignmentList)
  async ConsignAll(ctx: LedgerContext, request: ConsignmentList): Promise<FactReceipt> {
    return await consignAll(ctx.ledger, request);
  }

  @Submits(Amendment)
  async Amend(ctx: LedgerContext, request: Amendment): Promise<FactReceipt> {
    return await amend(ctx.ledger, request);
  }

  @Submits(Cancellation)
  async Cancel(ctx: LedgerContext, request: Cancellation): Promise<FactReceipt> {
    return await cancel(ctx.ledger, request);
  }

  @Submits(ShipmentGrant)
  async GrantAccess(ctx: LedgerContext, request: ShipmentGrant): Promise<FactReceipt> {
    return await grantAccess(ctx.ledger, request);
  }

  @Submits(MilestoneReporting)
  async ReportMilestones(ctx: LedgerContext, request: MilestoneReporting): Promise<FactReceipt> {
    return await reportMilestones(ctx.ledger, request);
  }

  @Submits(CustodyOffer)
  async OfferCustody(ctx: LedgerContext, request: CustodyOffer): Promise<FactReceipt> {
    return await offerCustody(ctx.ledger, request);
  }

  @Submits(CustodyWithdrawal)
  async WithdrawOffer(ctx: LedgerContext, request: CustodyWithdrawal): Promise<FactReceipt> {
    return await withdrawOffer(ctx.ledger, request);
  }

  @Submits(CustodyAcceptance)
  async AcceptCustody(ctx: LedgerContext, request: CustodyAcceptance): Promise<FactReceipt> {
    return await acceptCustody(ctx.ledger, request);
  }

  @Submits(Delivery)
  async Deliver(ctx: LedgerContext, request: Delivery): Promise<FactReceipt> {
    return await deliver(ctx.ledger, request);
  }

  @Evaluates(ShipmentRequest)
  async GetShipment(ctx: LedgerContext, request: ShipmentRequest): Promise<ShipmentRecord> {
    const { shipmentId } = request;
    const shipment = await demandShipment(ctx.ledger, { shipmentId, field: 'shipmentId' });
    return await toShipmentRecord(ctx.ledger, shipment);
  }

  @Evaluates(CustodyRequest)
  async GetCustody(ctx: LedgerContext, request: CustodyRequest): Promise<CustodyRecord> {
    return await getCustody(ctx.ledger, request.shipmentId);
  }

  @Evaluates(ShipmentQuery)
  async QueryShipments(ctx: LedgerContext, request: ShipmentQuery): Promise<Page<ShipmentRecord>> {
    return await queryShipments(ctx.ledger, request);
  }

  @Evaluates(MilestoneQuery)
  async QueryMilestones(ctx: LedgerContext, request: MilestoneQuery): Promise<Page<MilestoneRecord>> {
    return await queryMilestones(ctx.ledger, request);
  }
}
