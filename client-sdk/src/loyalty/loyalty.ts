import {
  ClaimQuery,
  ClaimRecord,
  ClaimRequest,
  FactReceipt,
  LIMITS,
  journeyCommitment,
  JourneySubject,
  LotQuery,
  LotRecord,
  LotRequest,
  parseValue,
  PointTransfer,
  Redemption,
  SettlementAcceptance,
  SettlementProposal,
  SettlementRecord,
  SettlementRequest,
  TermsChange,
  TermsRecord,
  TermsVersionRequest,
} from '@kontti/model';
import type {
  BalanceRequest,
  JourneyAccrual,
  JourneyCompensation,
  ProgrammeTerms,
  PurchaseAccrual,
  TermsRequest,
} from '@kontti/model';
import { bindOperations } from '../bind';
import { KEY_PAIR_OPTIONS } from '../identity/signing-key';
import { checkOptions } from '../options/check-options';
import type { OptionRules } from '../options/check-options';
import { listOf, object, required, text } from '../options/rules';
import type { CallOptions } from '../gateway/call-options';
import { listOperation, queryOperation, submitOperation } from '../operation';
import type { ListQuery, OperationContext, Submitted, WithoutLists } from '../operation';
import { requestToWire } from '../request-values';
import type { Dated, Undated } from '../times';
import { getBalance } from './get-balance';
import type { Balance } from './get-balance';
import { getTerms } from './get-terms';
import { accrue, accruePurchases, compensate, preview } from './issue';
import { createJourneySecret } from './journey-secret';
import type { TermsPreview } from './preview';
import { createWallet } from './wallet';
import type { Wallet } from './wallet';

/** A version of a programme's terms; without `compensation` nobody gets points for delays, without `partners` nobody redeems them. */
type TermsChangeRequest = WithoutLists<TermsChange, 'compensation' | 'partners'>;

/** Programmes, lots of points, claims and settlements. */
export interface Loyalty {
  /**
   * Sets the next version of an own programme's terms, in force from then on; needs the role `admin`. Versions count from 0. What was
   * booked before keeps its terms, and with them the own rule for assets of type `loyalty` that was in force when they were set.
   * @example
   * await client.loyalty.setTerms({
   *   programme: 'Org1MSP/miles', version: 0, milliPointsPerKm: 1000, validityDays: 365, partners: ['Org2MSP'],
   *   compensation: [{ delayMinutesMin: 60, points: 500n }], pointValue: { currency: 'EUR', minorPer1000Points: 800n },
   * });
   * @throws SEQUENCE, UNKNOWN_COMPANY, NOT_OWNER, SERIES_TOO_LONG, ROLE_MISSING
   */
  setTerms(request: Undated<TermsChangeRequest>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Issues points for the distance of 1 to 100 journeys, under the terms in force, once for each traveller and transport; needs the role
   * `loyalty`. The ledger shows a commitment to each journey: which transport it was stays with the issuer.
   * @example
   * const accruals = [{ holder: wallet.holderIn('Org1MSP/miles'), transportId: 'Org1MSP/F-7' }];
   * await client.loyalty.accrue({ programme: 'Org1MSP/miles', ref: 'F-7', accruals });
   * @throws NOTHING_EARNED, ALREADY_BOOKED, UNKNOWN_TRANSPORT, UNKNOWN_PROGRAMME, STATE, REF_REUSED, NOT_OWNER, ROLE_MISSING
   */
  accrue(request: JourneyAccrual, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Issues points for 1 to 100 late journeys, once for each traveller and transport; needs the role `loyalty`. The amount follows from the
   * terms in force and the delay that the operator recorded, which is final once the transport has arrived.
   * @example
   * const compensations = [{ holder: wallet.holderIn('Org1MSP/miles'), transportId: 'Org1MSP/F-7' }];
   * await client.loyalty.compensate({ programme: 'Org1MSP/miles', ref: 'F-7-late', compensations });
   * @throws NOTHING_EARNED, ALREADY_BOOKED, UNKNOWN_TRANSPORT, UNKNOWN_PROGRAMME, STATE, REF_REUSED, NOT_OWNER, ROLE_MISSING
   */
  compensate(request: JourneyCompensation, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Issues points for 1 to 100 purchases at partners that let earn, under the rules of the terms in force, once for each traveller and
   * purchase; needs the role `loyalty`. The ledger shows a commitment to each purchase.
   * @example
   * const purchases = [{ holder, purchaseId: 'CafeMSP/till-2-881', spentMinor: 4_990n, at: new Date() }];
   * await client.loyalty.accruePurchases({ programme: 'Org1MSP/miles', ref: 'cafe-7', purchases });
   * @throws NOTHING_EARNED, ALREADY_BOOKED, UNKNOWN_PROGRAMME, REF_REUSED, NOT_OWNER, ROLE_MISSING
   */
  accruePurchases(request: Undated<PurchaseAccrual>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Computes what journeys, e.g. those of last year, would earn under other terms, and what they earn under those in force. Nothing is recorded.
   * @example
   * const { before, after } = await client.loyalty.preview({ programme: 'Org1MSP/miles', terms, accruals: lastYear });
   * @throws UNKNOWN_PROGRAMME
   */
  preview(
    request: {
      /** Id of the own programme, `<own MSP id>/<local id>`. */
      readonly programme: string;
      /** The other terms. */
      readonly terms: Undated<ProgrammeTerms>;
      /** The journeys. */
      readonly accruals: JourneyAccrual['accruals'];
    },
    options?: CallOptions,
  ): Promise<TermsPreview>;
  /**
   * Returns what the ledger shows of a journey (`journey` of its lot), so that the issuer can match lots with its own records. Each company
   * gets another answer: only the issuer's own matches.
   * @example
   * const journey = { programme: 'Org1MSP/miles', kind: 'accrual', holder, transportId: 'Org1MSP/F-7' } as const;
   * const isOfFlight = lot.journey === (await client.loyalty.journeyOf(journey));
   * @throws ROLE_MISSING
   */
  journeyOf(journey: JourneySubject, options?: CallOptions): Promise<string>;
  /**
   * Moves points as their holder signed, from a lot to another holder; for the issuer, with the role `loyalty`.
   * @example
   * const inputs = selectLots({ lots, amount: 500n, at: new Date() });
   * await client.loyalty.transfer(wallet.signTransfer({ programme: 'Org1MSP/miles', ref: 'gift-1', inputs, amount: 500n, to }));
   * @throws SIGNATURE, LOT_SPENT, LOT_EXPIRED, LOT_OF_OTHER, UNKNOWN_LOT, INSUFFICIENT_POINTS, REF_REUSED, NOT_OWNER, ROLE_MISSING
   */
  transfer(request: Undated<PointTransfer>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Takes points, as a partner, as their holder signed, and gets a claim on the issuer; needs the role `loyalty`. Where the terms in force by
   * then give less than the holder accepts, nothing is taken.
   * @example
   * const valueMin = { currency: 'EUR', minor: 400n };
   * const order = { programme: 'Org1MSP/miles', ref: 'meal-1', inputs, amount: 500n, partner: 'Org2MSP', valueMin };
   * await client.loyalty.redeem(wallet.signRedemption(order));
   * @throws VALUE_TOO_LOW, NOT_A_PARTNER, SIGNATURE, LOT_SPENT, LOT_EXPIRED, UNKNOWN_LOT, INSUFFICIENT_POINTS, REF_REUSED, ROLE_MISSING
   */
  redeem(request: Undated<Redemption>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Proposes to net 1 to 200 claims with another company; needs the role `loyalty`. The nets by currency are the contract's.
   * @example await client.loyalty.proposeSettlement({ ref: 'month-1', counterparty: 'Org1MSP', claims: ['Org1MSP/meal-1'] });
   * @throws CLAIM_OF_OTHERS, CLAIM_SETTLED, UNKNOWN_CLAIM, UNKNOWN_COMPANY, REF_REUSED, ROLE_MISSING
   */
  proposeSettlement(
    request: Undated<SettlementProposal>,
    options?: CallOptions,
  ): Promise<Submitted<FactReceipt>>;
  /**
   * Agrees to a settlement that was proposed to the own company: its claims are settled; needs the role `loyalty`.
   * @example await client.loyalty.acceptSettlement({ settlementId: 'Org2MSP/month-1' });
   * @throws CLAIM_SETTLED, NOT_A_PARTY, NOT_FOUND, SERIES_TOO_LONG, ROLE_MISSING
   */
  acceptSettlement(
    request: Undated<SettlementAcceptance>,
    options?: CallOptions,
  ): Promise<Submitted<FactReceipt>>;
  /**
   * Returns a programme's terms in force.
   * @example const { version, pointValue } = await client.loyalty.getTerms({ programme: 'Org1MSP/miles' });
   * @throws UNKNOWN_PROGRAMME
   */
  getTerms(request: Undated<TermsRequest>, options?: CallOptions): Promise<Dated<TermsRecord>>;
  /**
   * Returns one version of a programme's terms: what was booked under it keeps it.
   * @example await client.loyalty.getTermsVersion({ programme: 'Org1MSP/miles', version: 0 });
   * @throws NOT_FOUND
   */
  getTermsVersion(request: Undated<TermsVersionRequest>, options?: CallOptions): Promise<Dated<TermsRecord>>;
  /**
   * Returns a lot of points, and whether it is spent. An order names its `digest` as the origin of its input.
   * @example const { amount, status } = await client.loyalty.getLot({ lotId: 'Org1MSP/F-7/0' });
   * @throws UNKNOWN_LOT
   */
  getLot(request: Undated<LotRequest>, options?: CallOptions): Promise<Dated<LotRecord>>;
  /**
   * Returns what a holder has at a time: the sum of the unspent lots that have not expired by then, and of those that have.
   * @example const { points } = await client.loyalty.getBalance({ programme: 'Org1MSP/miles', holder, at: new Date() });
   * @throws OPTIONS_INVALID, FIELD_MISSING, FIELD_FORMAT, TIME_INVALID, DEFINITION_CHANGED
   */
  getBalance(request: Undated<BalanceRequest>, options?: CallOptions): Promise<Balance>;
  /**
   * Returns what an issuer owes a partner for one redemption, and the settlement that closed it.
   * @example const { minor, currency, status } = await client.loyalty.getClaim({ claimId: 'Org1MSP/meal-1' });
   * @throws UNKNOWN_CLAIM
   */
  getClaim(request: Undated<ClaimRequest>, options?: CallOptions): Promise<Dated<ClaimRecord>>;
  /**
   * Returns a settlement between two companies, and how far it is.
   * @example const { status, nets } = await client.loyalty.getSettlement({ settlementId: 'Org2MSP/month-1' });
   * @throws NOT_FOUND
   */
  getSettlement(request: Undated<SettlementRequest>, options?: CallOptions): Promise<Dated<SettlementRecord>>;
  /**
   * Yields lots of a holder in a programme.
   * @example for await (const lot of client.loyalty.queryLots({ programme: 'Org1MSP/miles', holder })) console.log(lot.amount);
   * @throws OPTIONS_INVALID, FIELD_MISSING, FIELD_FORMAT, DEFINITION_CHANGED
   */
  readonly queryLots: ListQuery<LotQuery, LotRecord>;
  /**
   * Yields claims between companies, by the ledger time of their redemption.
   * @example for await (const claim of client.loyalty.queryClaims({ creditor: 'Org2MSP', status: 'open' })) console.log(claim.minor);
   * @throws OPTIONS_INVALID, FIELD_FORMAT, DEFINITION_CHANGED
   */
  readonly queryClaims: ListQuery<ClaimQuery, ClaimRecord>;
  /**
   * Returns a holder's wallet whose signatures count on this client's channel and chaincode; with a new key unless one is given.
   * @example const wallet = client.loyalty.wallet();
   * @throws OPTIONS_INVALID, KEY_UNSUPPORTED, KEY_ENCRYPTED
   */
  wallet(options?: {
    /** PEM, PKCS #8: P-256 or Ed25519. A new Ed25519 key unless given. */
    readonly privateKey?: string;
  }): Wallet;
}

const OPERATIONS = {
  setTerms: submitOperation({
    name: 'loyalty:SetTerms',
    request: TermsChange,
    result: FactReceipt,
    optionalLists: ['compensation', 'partners'],
    timeFields: ['from', 'to'],
  }),
  transfer: submitOperation({ name: 'loyalty:Transfer', request: PointTransfer, result: FactReceipt }),
  redeem: submitOperation({ name: 'loyalty:Redeem', request: Redemption, result: FactReceipt }),
  proposeSettlement: submitOperation({
    name: 'loyalty:ProposeSettlement',
    request: SettlementProposal,
    result: FactReceipt,
  }),
  acceptSettlement: submitOperation({
    name: 'loyalty:AcceptSettlement',
    request: SettlementAcceptance,
    result: FactReceipt,
  }),
  getTerms,
  getTermsVersion: queryOperation({
    name: 'loyalty:GetTermsVersion',
    request: TermsVersionRequest,
    record: TermsRecord,
  }),
  getLot: queryOperation({ name: 'loyalty:GetLot', request: LotRequest, record: LotRecord }),
  getBalance,
  getClaim: queryOperation({ name: 'loyalty:GetClaim', request: ClaimRequest, record: ClaimRecord }),
  getSettlement: queryOperation({
    name: 'loyalty:GetSettlement',
    request: SettlementRequest,
    record: SettlementRecord,
  }),
};

const TERMS_TIMES = { timeFields: ['from', 'to'], isSubmitted: false };

const PREVIEW: OptionRules<Pick<JourneyAccrual, 'programme' | 'accruals'> & { readonly terms: object }> = {
  programme: required(text),
  terms: required(object),
  accruals: required(listOf(object, { min: 1, max: LIMITS.bulkMax })),
};

const queryLots = listOperation({ name: 'loyalty:QueryLots', request: LotQuery, record: LotRecord });
const queryClaims = listOperation({ name: 'loyalty:QueryClaims', request: ClaimQuery, record: ClaimRecord });

/** Makes the operations for one client. */
export function createLoyalty(context: OperationContext): Loyalty {
  const { channelName: channel, chaincodeName: chaincode } = context.session;
  const journeySecret = createJourneySecret(context);
  const issuing = { ...context, journeySecret };
  return {
    ...bindOperations(context, OPERATIONS),
    accrue: (request, options) => accrue(issuing, request, options),
    compensate: (request, options) => compensate(issuing, request, options),
    accruePurchases: async (request, options) => {
      const wire = requestToWire(request, { timeFields: ['at'], isSubmitted: true });
      return await accruePurchases(issuing, wire as PurchaseAccrual, options);
    },
    preview: async (request, options) => {
      checkOptions(PREVIEW, request, 'request');
      const { programme, accruals } = request;
      const terms = requestToWire(request.terms, TERMS_TIMES) as ProgrammeTerms;
      return await preview(issuing, { programme, terms, accruals }, options);
    },
    journeyOf: async (journey, options) => {
      const subject = parseValue(JourneySubject, journey);
      return journeyCommitment(await journeySecret(options), subject);
    },
    queryLots: queryLots(context),
    queryClaims: queryClaims(context),
    wallet: (options = {}) => {
      checkOptions(KEY_PAIR_OPTIONS, options);
      return createWallet({ channel, chaincode, ...options });
    },
  };
}
