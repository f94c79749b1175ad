import {
  Accrual,
  BalanceRequest,
  ClaimQuery,
  ClaimRequest,
  Compensation,
  LotQuery,
  LotRequest,
  PointTransfer,
  Redemption,
  SettlementAcceptance,
  SettlementProposal,
  SettlementRequest,
  TermsChange,
  TermsRequest,
  TermsVersionRequest,
  type BalanceRecord,
  type ClaimRecord,
  type FactReceipt,
  type LotRecord,
  type Page,
  type SettlementRecord,
  type TermsRecord,
} from '@kontti/model';
import { ContractError } from '../errors.js';
import { LedgerContext } from '../kernel/context.js';
import { LedgerContract } from '../kernel/contract.js';
import { foundOrAbsent } from '../kernel/entries.js';
import { Evaluates, Submits } from '../serializer/operation.js';
import { getClaim, queryClaims } from './claims.js';
import { accrue, compensate } from './issue.js';
import { getBalance, queryLots } from './lot-lists.js';
import { findLot, toLotRecord } from './lot-reader.js';
import { getSettlement, proposeSettlement, settle } from './settlements.js';
import { redeem, transfer } from './spend.js';
import { getTerms, setTerms } from './terms.js';

/** Loyalty points: terms, lots, what is redeemed for them, and what companies owe each other for it. */
export class LoyaltyContract extends LedgerContract {
  constructor() {
    super('loyalty');
  }

  @Submits(TermsChange)
  async SetTerms(ctx: LedgerContext, request: TermsChange): Promise<FactReceipt> {
    return await setTerms(ctx.ledger, request);
  }

  @Submits(Accrual)
  async Accrue(ctx: LedgerContext, request: Accrual): Promise<FactReceipt> {
    return await accrue(ctx.ledger, request);
  }

  @Submits(Compensation)
  async Compensate(ctx: LedgerContext, request: Compensation): Promise<FactReceipt> {
    return await compensate(ctx.ledger, request);
  }

  @Submits(PointTransfer)
  async Transfer(ctx: LedgerContext, request: PointTransfer): Promise<FactReceipt> {
    return await transfer(ctx.ledger, request);
  }

  @Submits(Redemption)
  async Redeem(ctx: LedgerContext, request: Redemption): Promise<FactReceipt> {
    return await redeem(ctx.ledger, request);
  }

  @Submits(SettlementProposal)
  async ProposeSettlement(ctx: LedgerContext, request: SettlementProposal): Promise<FactReceipt> {
    return await proposeSettlement(ctx.ledger, request);
  }

  @Submits(SettlementAcceptance)
  async AcceptSettlement(ctx: LedgerContext, request: SettlementAcceptance): Promise<FactReceipt> {
    return await settle(ctx.ledger, request.settlementId);
  }

  @Evaluates(TermsRequest)
  async GetTerms(ctx: LedgerContext, request: TermsRequest): Promise<TermsRecord> {
    return await getTerms(ctx.ledger, { programme: request.programme });
  }

  @Evaluates(TermsVersionRequest)
  async GetTermsVersion(ctx: LedgerContext, request: TermsVersionRequest): Promise<TermsRecord> {
    return await getTerms(ctx.ledger, request);
  }

  @Evaluates(LotRequest)
  async GetLot(ctx: LedgerContext, request: LotRequest): Promise<LotRecord> {
    const lot = foundOrAbsent(await findLot(ctx.ledger, request.lotId));
    if (lot === undefined) throw new ContractError({ code: 'UNKNOWN_LOT', field: 'lotId' });
    return await toLotRecord(ctx.ledger, lot);
  }

  @Evaluates(LotQuery)
  async QueryLots(ctx: LedgerContext, request: LotQuery): Promise<Page<LotRecord>> {
    return await queryLots(ctx.ledger, request);
  }

  @Evaluates(BalanceRequest)
  async GetBalance(ctx: LedgerContext, request: BalanceRequest): Promise<BalanceRecord> {
    return await getBalance(ctx.ledger, request);
  }

  @Evaluates(ClaimRequest)
  async GetClaim(ctx: LedgerContext, request: ClaimRequest): Promise<ClaimRecord> {
    return await getClaim(ctx.ledger, request.claimId);
  }

  @Evaluates(ClaimQuery)
  async QueryClaims(ctx: LedgerContext, request: ClaimQuery): Promise<Page<ClaimRecord>> {
    return await queryClaims(ctx.ledger, request);
  }

  @Evaluates(SettlementRequest)
  async GetSettlement(ctx: LedgerContext, request: SettlementRequest): Promise<SettlementRecord> {
    return await getSettlement(ctx.ledger, request.settlementId);
  }
}
