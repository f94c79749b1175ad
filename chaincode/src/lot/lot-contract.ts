import {
  ClassLotQuery,
  ClassLotRequest,
  DealAgreeing,
  DealProposing,
  DealQuery,
  DealRequest,
  DisputeEnding,
  LotClassChange,
  LotClassRequest,
  LotDisputing,
  LotIssuing,
  LotMoving,
  NettingProposing,
  type ClassLotRecord,
  type DealRecord,
  type FactReceipt,
  type LotClassRecord,
  type Page,
} from '@kontti/model';
import type { LedgerContext } from '../kernel/context';
import { LedgerContract } from '../kernel/contract';
import { Evaluates, Submits } from '../serializer/operation';
import { getClass, setClass } from './class';
import { queryDeals, toDealRecord } from './deal-lists';
import { agreeDeal, closeDeal, demandDeal, proposeDeal, withdrawDeal } from './deals';
import { disputeLot, withdrawDispute } from './dispute';
import { issueLots } from './issue';
import { demandClassLot, queryClassLots, toClassLotRecord } from './lot-lists';
import { moveLots } from './move';
import { proposeNetting } from './netting';

/** Lots: quantities that a company issues, moved whole by the company that keeps them. */
export class LotContract extends LedgerContract {
  constructor() {
    super('lot');
  }

  @Submits(LotClassChange)
  async SetClass(ctx: LedgerContext, request: LotClassChange): Promise<FactReceipt> {
    return await setClass(ctx.ledger, request);
  }

  @Submits(LotIssuing)
  async Issue(ctx: LedgerContext, request: LotIssuing): Promise<FactReceipt> {
    return await issueLots(ctx.ledger, request);
  }

  @Submits(LotMoving)
  async Move(ctx: LedgerContext, request: LotMoving): Promise<FactReceipt> {
    return await moveLots(ctx.ledger, request);
  }

  @Submits(DealProposing)
  async ProposeDeal(ctx: LedgerContext, request: DealProposing): Promise<FactReceipt> {
    return await proposeDeal(ctx.ledger, request);
  }

  @Submits(DealAgreeing)
  async AgreeDeal(ctx: LedgerContext, request: DealAgreeing): Promise<FactReceipt> {
    return await agreeDeal(ctx.ledger, request);
  }

  @Submits(DealRequest)
  async CloseDeal(ctx: LedgerContext, request: DealRequest): Promise<FactReceipt> {
    return await closeDeal(ctx.ledger, request.dealId);
  }

  @Submits(DealRequest)
  async WithdrawDeal(ctx: LedgerContext, request: DealRequest): Promise<FactReceipt> {
    return await withdrawDeal(ctx.ledger, request.dealId);
  }

  @Submits(NettingProposing)
  async ProposeNetting(ctx: LedgerContext, request: NettingProposing): Promise<FactReceipt> {
    return await proposeNetting(ctx.ledger, request);
  }

  @Submits(LotDisputing)
  async Dispute(ctx: LedgerContext, request: LotDisputing): Promise<FactReceipt> {
    return await disputeLot(ctx.ledger, request);
  }

  @Submits(DisputeEnding)
  async WithdrawDispute(ctx: LedgerContext, request: DisputeEnding): Promise<FactReceipt> {
    return await withdrawDispute(ctx.ledger, request.lotId);
  }

  @Evaluates(DealRequest)
  async GetDeal(ctx: LedgerContext, request: DealRequest): Promise<DealRecord> {
    return await toDealRecord(ctx.ledger, await demandDeal(ctx.ledger, request.dealId));
  }

  @Evaluates(DealQuery)
  async QueryDeals(ctx: LedgerContext, request: DealQuery): Promise<Page<DealRecord>> {
    return await queryDeals(ctx.ledger, request);
  }

  @Evaluates(LotClassRequest)
  async GetClass(ctx: LedgerContext, request: LotClassRequest): Promise<LotClassRecord> {
    return await getClass(ctx.ledger, request);
  }

  @Evaluates(ClassLotRequest)
  async GetLot(ctx: LedgerContext, request: ClassLotRequest): Promise<ClassLotRecord> {
    const lot = await demandClassLot(ctx.ledger, { lotId: request.lotId, field: 'lotId' });
    return await toClassLotRecord(ctx.ledger, lot);
  }

  @Evaluates(ClassLotQuery)
  async QueryLots(ctx: LedgerContext, request: ClassLotQuery): Promise<Page<ClassLotRecord>> {
    return await queryClassLots(ctx.ledger, request);
  }
}
