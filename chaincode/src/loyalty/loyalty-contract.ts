import {
  Accrual,
  BalanceQuery,
  ClaimQuery,
  ClaimRequest,
  Compensation,
  JourneySecretRequest,
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
  type BalancePage,
  type ClaimRecord,
  type FactReceipt,
  type JourneySecretRecord,
  type LotRecord,
  type Page,
  type SettlementRecord,
  type TermsRecord,
} from '@kontti/model';
import type { LedgerContext } from '../kernel/context';
import { LedgerContract } from '../kernel/contract';
import { Evaluates, Submits } from '../serializer/operation';
import { getClaim, queryClaims } from './claims';
import { accrue, compensate } from './issue';
import { createJourneySecret, getJourneySecret } from './journey-secret';
import { getBalance, queryLots } from './lot-lists';
import { demandLot, toLotRecord } from './lot-record';
import { getSettlement, proposeSettlement, settle } from './settlements';
import { redeem, transfer } from './spend';
import { getTerms, setTerms } from './terms';

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

  @Submits(JourneySecretRequest)
  async CreateJourneySecret(ctx: LedgerContext, request: JourneySecretRequest): Promise<object> {
    return await createJourneySecret(ctx.ledger, request);
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

  @Evaluates(JourneySecretRequest)
  async GetJourneySecret(ctx: LedgerContext, request: JourneySecretRequest): Promise<JourneySecretRecord> {
    return await getJourneySecret(ctx.ledger, request);
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
    return toLotRecord(await demandLot(ctx.ledger, { lotId: request.lotId, field: 'lotId' }));
  }

  @Evaluates(LotQuery)
  async QueryLots(ctx: LedgerContext, request: LotQuery): Promise<Page<LotRecord>> {
    return await queryLots(ctx.ledger, request);
  }

  @Evaluates(BalanceQuery)
  async GetBalance(ctx: LedgerContext, request: BalanceQuery): Promise<BalancePage> {
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
