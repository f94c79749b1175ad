import { companyHolder, type DealProposing, type FactReceipt } from '@kontti/model';
import { KonttiError } from '../errors';
import { startCall } from '../gateway/call-options';
import type { CallOptions, StartedCall } from '../gateway/call-options';
import { createDeals } from '../lot/deals';
import type { Deals } from '../lot/deals';
import { inputOf, takeHeld } from '../lot/held-lots';
import { createLots } from '../lot/lots';
import type { Lots } from '../lot/lots';
import { moveWhole } from '../lot/move-whole';
import type { OperationContext, Submitted } from '../operation';
import { checkOptions } from '../options/check-options';
import type { Undated } from '../times';
import { RULES } from './requests';
import type { Acceptance, Offer, TitleIssue, TitleMove, TitlePledge } from './requests';

/**
 * Trades between companies: titles of shipments, and goods, for money or obligations, in one step. Writing operations need the role `trade`.
 */
export interface Trade {
  /**
   * Sets up an own class of titles, which companies hold and pass on; needs the role `admin`.
   * @example await client.trade.open({ classId: 'Org1MSP/bl' });
   * @throws SEQUENCE, NOT_OWNER, NOT_REGISTERED, ROLE_MISSING, OPTIONS_INVALID
   */
  open(
    request: {
      /** Id of the class, `<own MSP id>/<local id>`. */
      readonly classId: string;
    },
    options?: CallOptions,
  ): Promise<Submitted<FactReceipt>>;
  /**
   * Issues the titles of own shipments, one each.
   * @example
   * const titles = [{ shipment: 'Org1MSP/S-1', to: 'Org1MSP' }];
   * await client.trade.issueTitles({ classId: 'Org1MSP/bl', ref: 'bl-1', titles });
   * @throws ALREADY_EXISTS, UNKNOWN_CLASS, UNKNOWN_COMPANY, REF_REUSED, NOT_OWNER, ROLE_MISSING, OPTIONS_INVALID
   */
  issueTitles(request: TitleIssue, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Offers a lot, or a part of it, for a price: both change hands in one step, or neither.
   * @example
   * const price = { classId: 'BankMSP/credit', amount: 60_000n };
   * await client.trade.offer({ ref: 'sale-7', lotId: 'Org1MSP/bl-1/0', to: 'Org2MSP', price, expiresAt: '2026-02-01T00:00:00Z' });
   * @throws LOTS_INSUFFICIENT, UNKNOWN_LOT, LOT_SPENT, LOT_PLEDGED, LOT_EXPIRED, NOT_A_PARTY, SUMS_DIFFER, HOLDER_FORBIDDEN, DEAL_EXPIRED,
   * REF_REUSED, ROLE_MISSING, OPTIONS_INVALID
   */
  offer(request: Offer, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Accepts a proposal by its digest, and closes the deal where nobody else has to agree any more. `isClosed` says which.
   * @example
   * const { digest, proposal } = await client.deals.get({ dealId: 'Org1MSP/sale-7' });
   * const { isClosed } = await client.trade.accept({ dealId: 'Org1MSP/sale-7', digest });
   * @throws CONTENT_DIFFERS, NOT_A_PARTY, DEAL_EXPIRED, STATE, LOT_SPENT, LOT_EXPIRED, UNKNOWN_DEAL, ROLE_MISSING, OPTIONS_INVALID
   */
  accept(
    request: Acceptance,
    options?: CallOptions,
  ): Promise<
    Submitted<FactReceipt> & {
      /** False where another party has still to agree. */
      readonly isClosed: boolean;
    }
  >;
  /**
   * Endorses a title to another company, for nothing.
   * @example await client.trade.endorse({ ref: 'to-bank', titleId: 'Org1MSP/bl-1/0', to: 'BankMSP' });
   * @throws LOT_SPENT, LOT_PLEDGED, UNKNOWN_LOT, NOT_A_PARTY, UNKNOWN_COMPANY, REF_REUSED, ROLE_MISSING, OPTIONS_INVALID
   */
  endorse(
    request: TitleMove & {
      /** MSP id of the company that gets the title. */
      readonly to: string;
    },
    options?: CallOptions,
  ): Promise<Submitted<FactReceipt>>;
  /**
   * Pledges a title for an obligation: only the company that it is pledged to moves it from then on.
   * @example await client.trade.pledge({ ref: 'p-1', titleId: 'Org1MSP/bl-1/0', to: 'BankMSP', secures: 'Org1MSP/loan/0' });
   * @throws LOT_SPENT, LOT_PLEDGED, UNKNOWN_LOT, NOT_A_PARTY, UNKNOWN_COMPANY, REF_REUSED, ROLE_MISSING, OPTIONS_INVALID
   */
  pledge(request: TitlePledge, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Gives a title that is pledged to the own company back to its holder.
   * @example await client.trade.release({ ref: 'r-1', titleId: 'Org2MSP/p-1/m0' });
   * @throws LOT_SPENT, LOT_PLEDGED, UNKNOWN_LOT, NOT_A_PARTY, REF_REUSED, ROLE_MISSING, OPTIONS_INVALID
   */
  release(request: TitleMove, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Takes a title that is pledged to the own company, whose obligation is due and unpaid; the obligation leaves circulation with it.
   * @example await client.trade.foreclose({ ref: 'f-1', titleId: 'Org2MSP/p-1/m0' });
   * @throws NOT_DUE, LOT_SPENT, UNKNOWN_LOT, NOT_A_PARTY, STATE, REF_REUSED, ROLE_MISSING, OPTIONS_INVALID
   */
  foreclose(request: TitleMove, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Surrenders a title for the goods: it leaves circulation.
   * @example await client.trade.surrender({ ref: 's-1', titleId: 'Org2MSP/sale-7/d0' });
   * @throws LOT_SPENT, LOT_PLEDGED, UNKNOWN_LOT, NOT_A_PARTY, STATE, REF_REUSED, ROLE_MISSING, OPTIONS_INVALID
   */
  surrender(request: TitleMove, options?: CallOptions): Promise<Submitted<FactReceipt>>;
}

/** Makes the operations for one client. */
export function createTrade(context: OperationContext): Trade {
  const { session } = context;
  const start = (options?: CallOptions): StartedCall => startCall(options, session.timers);
  const lots = createLots(context);
  const deals = createDeals(context);
  return {
    open: async (request, options) => {
      checkOptions(RULES.open, request);
      const rules = { kind: 'title', unit: 'title', holders: 'company', transfer: 'free' } as const;
      return await lots.setClass({ ...request, version: 0, ...rules, partners: [], redeemAt: [] }, options);
    },
    issueTitles: async (request, options) => {
      checkOptions(RULES.issue, request);
      const { classId, ref, titles } = request;
      const call = start(options);
      const { version } = await lots.getClass({ classId }, call);
      const issued = titles.map(({ shipment, to }) => ({
        ...{ holder: companyHolder(to), quantity: 1n, shipment },
      }));
      return await lots.issue({ classId, ref, version, lots: issued }, call);
    },
    offer: async (request, options) => {
      checkOptions(RULES.offer, request);
      const { mspId, timers } = session;
      const call = start(options);
      return await deals.propose(
        await toProposal(lots, request, { mspId, nowMs: timers.nowMs(), call }),
        call,
      );
    },
    accept: async (request, options) => {
      checkOptions(RULES.accept, request);
      return await accept(deals, request, start(options));
    },
    endorse: async (request, options) => {
      checkOptions(RULES.endorse, request);
      const { ref, titleId: lotId, to } = request;
      return await moveWhole(lots, { ref, lotId, kind: 'transfer', to: companyHolder(to) }, start(options));
    },
    pledge: async (request, options) => {
      checkOptions(RULES.pledge, request);
      const { ref, titleId: lotId, to, secures } = request;
      return await moveWhole(lots, { ref, lotId, kind: 'pledge', pledge: { to, secures } }, start(options));
    },
    release: async (request, options) => {
      checkOptions(RULES.move, request);
      return await moveWhole(
        lots,
        { ref: request.ref, lotId: request.titleId, kind: 'release' },
        start(options),
      );
    },
    foreclose: async (request, options) => {
      checkOptions(RULES.move, request);
      const { ref, titleId: lotId } = request;
      const call = start(options);
      const settles = async ({ pledge }: { readonly pledge?: { readonly secures: string } }) =>
        pledge === undefined ? undefined : await inputOf(lots, pledge.secures, call);
      const to = companyHolder(session.mspId);
      return await moveWhole(lots, { ref, lotId, kind: 'foreclose', to, settles }, call);
    },
    surrender: async (request, options) => {
      checkOptions(RULES.move, request);
      const { ref, titleId: lotId } = request;
      return await moveWhole(lots, { ref, lotId, kind: 'surrender', leaves: true }, start(options));
    },
  };
}

/** The company that offers. */
interface Seller {
  readonly mspId: string;
  readonly nowMs: number;
  readonly call: StartedCall;
}

/** The deal in which the goods go to the buyer, and lots of money to the company that offers. */
async function toProposal(lots: Lots, offer: Offer, seller: Seller): Promise<Undated<DealProposing>> {
  const { ref, to, price, expiresAt, terms } = offer;
  const { mspId, nowMs, call } = seller;
  const goods = await goodsOf(lots, offer, seller);
  const { classId, amount: quantity } = price;
  const taking = { classId, quantity, holder: companyHolder(to), to: companyHolder(mspId), nowMs };
  const paid = { company: to, classId, kind: 'transfer' as const, ...(await takeHeld(lots, taking, call)) };
  const proposal = { ref, parties: [mspId, to], moves: [goods, paid], expiresAt };
  return { ...proposal, ...(terms === undefined ? {} : { terms }) };
}

/** The move of what is offered: the rest of the lot stays with the company that offers. */
async function goodsOf(lots: Pick<Lots, 'get'>, offer: Offer, { mspId, call }: Seller) {
  const { classId, quantity: held, digest: origin } = await lots.get({ lotId: offer.lotId }, call);
  const { quantity = held } = offer;
  const rest = held - quantity;
  const kept = rest > 0n ? [{ holder: companyHolder(mspId), quantity: rest }] : [];
  return {
    ...{ company: mspId, classId, kind: 'transfer' as const, inputs: [{ lot: offer.lotId, origin }] },
    outputs: [{ holder: companyHolder(offer.to), quantity }, ...kept],
  };
}

async function accept(
  deals: Deals,
  { dealId, digest }: Acceptance,
  call: StartedCall,
): Promise<Submitted<FactReceipt> & { readonly isClosed: boolean }> {
  const agreed = await deals.agree({ dealId, digest }, call);
  try {
    return { ...(await deals.close({ dealId }, call)), isClosed: true };
  } catch (error) {
    if (error instanceof KonttiError && error.code === 'NOT_AGREED') return { ...agreed, isClosed: false };
    throw error;
  }
}
