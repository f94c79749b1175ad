import {
  companyHolder,
  companyOf,
  DisputeEnding,
  FactReceipt,
  LotDisputing,
  netsOf,
  NettingProposing,
} from '@kontti/model';
import type { DealProposing } from '@kontti/model';
import { startCall } from '../gateway/call-options';
import type { CallOptions, StartedCall } from '../gateway/call-options';
import { createDeals } from '../lot/deals';
import { inputOf, takeHeld } from '../lot/held-lots';
import { createLots } from '../lot/lots';
import type { Lots } from '../lot/lots';
import { shareAmount } from '../lot/share-amount';
import { submitOperation } from '../operation';
import type { OperationContext, Submitted } from '../operation';
import { checkOptions, optionError } from '../options/check-options';
import type { Undated } from '../times';
import { RULES } from './requests';
import type {
  InstalmentsRequest,
  NettingRecord,
  NettingRequest,
  ObligationClass,
  OwingRequest,
  PaymentRequest,
  Statement,
  StatementRequest,
} from './requests';
import { toStatement } from './statement';

/**
 * What companies owe one another: claims, invoices and instalments as obligations, which are lots of their debtor's own class. Writing
 * operations need the role `trade`.
 */
export interface Settlement {
  /**
   * Sets up an own class of obligations, which companies alone hold; needs the role `admin`.
   * @example await client.settlement.open({ classId: 'Org1MSP/debts', unit: 'EUR cent' });
   * @throws SEQUENCE, NOT_OWNER, NOT_REGISTERED, ROLE_MISSING, OPTIONS_INVALID
   */
  open(request: ObligationClass, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * States what the own company owes: an invoice that it accepts, a claim that it admits. Its creditors hold the obligations.
   * @example
   * const debts = [{ to: 'Org2MSP', amount: 12_500n, dueAt: '2026-03-01T00:00:00Z', about: 'Org2MSP/INV-7' }];
   * await client.settlement.owe({ classId: 'Org1MSP/debts', ref: 'INV-7', debts });
   * @throws UNKNOWN_CLASS, UNKNOWN_COMPANY, REF_REUSED, NOT_OWNER, ROLE_MISSING, OPTIONS_INVALID
   */
  owe(request: OwingRequest, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * States what the own company owes in equal parts, which add up to the amount.
   * @example
   * const dueAt = ['2026-03-01T00:00:00Z', '2026-04-01T00:00:00Z'];
   * await client.settlement.oweInstalments({ classId: 'Org1MSP/debts', ref: 'loan', to: 'BankMSP', amount: 1_000n, dueAt });
   * @throws UNKNOWN_CLASS, UNKNOWN_COMPANY, REF_REUSED, NOT_OWNER, ROLE_MISSING, OPTIONS_INVALID
   */
  oweInstalments(request: InstalmentsRequest, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Proposes to pay an obligation in one deal: own lots of money go to the creditor, and the obligation leaves circulation. The creditor
   * agrees and closes (`client.deals`).
   * @example
   * await client.settlement.proposePayment({
   *   ref: 'pay-7', obligationId: 'Org1MSP/INV-7/0', paidWith: 'BankMSP/credit', expiresAt: '2026-03-02T00:00:00Z',
   * });
   * @throws LOTS_INSUFFICIENT, LOT_SPENT, UNKNOWN_LOT, DEAL_EXPIRED, REF_REUSED, ROLE_MISSING, OPTIONS_INVALID
   */
  proposePayment(request: PaymentRequest, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Proposes to net obligations: a deal whose parties and moves follow from them, which leaves each company what it is owed less what it
   * owes. Every debtor and creditor agrees, then any of them closes (`client.deals`).
   * @example
   * const obligationIds = ['Org1MSP/INV-7/0', 'Org2MSP/INV-9/0', 'Org3MSP/INV-2/0'];
   * await client.settlement.proposeNetting({ ref: 'march', obligationIds, expiresAt: '2026-04-03T00:00:00Z' });
   * @throws LOT_DISPUTED, UNITS_DIFFER, LOT_SPENT, LOT_PLEDGED, UNKNOWN_LOT, HOLDER_FORBIDDEN, STATE, NOT_A_PARTY, DEAL_EXPIRED, REF_REUSED,
   * ROLE_MISSING, OPTIONS_INVALID
   */
  proposeNetting(request: NettingRequest, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Returns what a netting would leave each company, computed anew from the obligations on the own peer: a company looks before it agrees.
   * @example
   * const { digest, nets } = await client.settlement.getNetting({ dealId: 'Org1MSP/march' });
   * console.log(nets.find(({ company }) => company === client.mspId)?.net);
   * await client.deals.agree({ dealId: 'Org1MSP/march', digest });
   * @throws UNKNOWN_DEAL, OPTIONS_INVALID
   */
  getNetting(
    request: {
      /** Id of the deal, `<proposer's MSP id>/<ref>`. */
      readonly dealId: string;
    },
    options?: CallOptions,
  ): Promise<NettingRecord>;
  /**
   * Disputes an obligation as its debtor, before it is due, or as its creditor. Nobody nets it until the dispute ends.
   * @example await client.settlement.dispute({ lotId: 'Org1MSP/INV-7/0', reason: 'short delivery' });
   * @throws NOT_A_PARTY, DISPUTE_LATE, LOT_SPENT, UNKNOWN_LOT, CONTENT_DIFFERS, ROLE_MISSING
   */
  dispute(request: Undated<LotDisputing>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Takes the own dispute of an obligation back.
   * @example await client.settlement.withdrawDispute({ lotId: 'Org1MSP/INV-7/0' });
   * @throws NOT_FOUND, ROLE_MISSING
   */
  withdrawDispute(request: Undated<DisputeEnding>, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Returns what is open, due and disputed between a debtor, whose class it is, and a creditor, by month.
   * @example const { open, months } = await client.settlement.statement({ classId: 'Org1MSP/debts', creditor: 'Org2MSP' });
   * @throws OPTIONS_INVALID
   */
  statement(request: StatementRequest, options?: CallOptions): Promise<Statement>;
}

const OPERATIONS = {
  proposeNetting: submitOperation({
    name: 'lot:ProposeNetting',
    request: NettingProposing,
    result: FactReceipt,
    timeFields: ['expiresAt'],
  }),
  dispute: submitOperation({ name: 'lot:Dispute', request: LotDisputing, result: FactReceipt }),
  withdrawDispute: submitOperation({
    name: 'lot:WithdrawDispute',
    request: DisputeEnding,
    result: FactReceipt,
  }),
};

/** Makes the operations for one client. */
export function createSettlement(context: OperationContext): Settlement {
  const { session } = context;
  const lots = createLots(context);
  const deals = createDeals(context);
  return {
    open: async (request, options) => {
      checkOptions(RULES.open, request);
      const rules = { kind: 'obligation', holders: 'company', transfer: 'free' } as const;
      return await lots.setClass({ ...request, version: 0, ...rules, partners: [], redeemAt: [] }, options);
    },
    owe: async (request, options) => {
      checkOptions(RULES.owe, request);
      return await owe(lots, request, startCall(options, session.timers));
    },
    oweInstalments: async (request, options) => {
      checkOptions(RULES.oweInstalments, request);
      return await owe(lots, toDebts(request), startCall(options, session.timers));
    },
    proposePayment: async (request, options) => {
      checkOptions(RULES.pay, request);
      const { mspId: payer } = session;
      const paying = { ...request, payer, nowMs: session.timers.nowMs() };
      const call = startCall(options, session.timers);
      return await deals.propose(await toPayment(lots, paying, call), call);
    },
    proposeNetting: async (request, options) => {
      checkOptions(RULES.net, request);
      const { ref, obligationIds, expiresAt } = request;
      const call = startCall(options, session.timers);
      const obligations = await Promise.all(obligationIds.map((lotId) => inputOf(lots, lotId, call)));
      return await OPERATIONS.proposeNetting(context, { ref, obligations, expiresAt }, call);
    },
    getNetting: async (request, options) => {
      const call = startCall(options, session.timers);
      const { digest, proposal } = await deals.get(request, call);
      if (proposal.netting !== true) throw optionError({ option: 'dealId', rule: 'that of a netting' });
      const inputs = proposal.moves.flatMap((move) => move.inputs);
      const obligations = await Promise.all(inputs.map(({ lot }) => lots.get({ lotId: lot }, call)));
      return { digest, nets: netsOf(obligations), obligations };
    },
    dispute: (request, options) => OPERATIONS.dispute(context, request, options),
    withdrawDispute: (request, options) => OPERATIONS.withdrawDispute(context, request, options),
    statement: async (request, options) => {
      checkOptions(RULES.statement, request, 'request');
      const { classId, creditor } = request;
      const conditions = { classId, holder: companyHolder(creditor), status: 'unspent' } as const;
      const obligations = [];
      const call = startCall(options, session.timers);
      for await (const obligation of lots.query(conditions, call)) obligations.push(obligation);
      return toStatement(obligations, session.timers.nowMs());
    },
  };
}

async function owe(
  lots: Lots,
  { classId, ref, debts }: OwingRequest,
  call: StartedCall,
): Promise<Submitted<FactReceipt>> {
  const { version } = await lots.getClass({ classId }, call);
  const issued = debts.map(({ to, amount: quantity, dueAt, about: subject }) => ({
    ...{ holder: companyHolder(to), quantity, dueAt },
    ...(subject === undefined ? {} : { subject }),
  }));
  return await lots.issue({ classId, ref, version, lots: issued }, call);
}

function toDebts({ classId, ref, amount, dueAt, ...debt }: InstalmentsRequest): OwingRequest {
  const shares = shareAmount(
    amount,
    dueAt.map(() => 1),
  );
  const debts = dueAt.map((due, index) => ({ ...debt, dueAt: due, amount: shares[index] ?? 0n }));
  return { classId, ref, debts };
}

/** The deal in which lots of money go to the creditor, and the creditor retires the obligation. */
async function toPayment(
  lots: Lots,
  paying: PaymentRequest & { readonly payer: string; readonly nowMs: number },
  call: StartedCall,
): Promise<Undated<DealProposing>> {
  const { ref, obligationId, paidWith, expiresAt, payer, nowMs } = paying;
  const { classId, holder, quantity, digest: origin } = await lots.get({ lotId: obligationId }, call);
  const creditor = companyOf(holder);
  if (creditor === undefined) {
    throw optionError({ option: 'obligationId', rule: 'an obligation that a company holds' });
  }
  const [owed, money] = await Promise.all([
    lots.getClass({ classId }, call),
    lots.getClass({ classId: paidWith }, call),
  ]);
  if (owed.unit !== money.unit) {
    throw optionError({ option: 'paidWith', rule: `a class whose unit is ${owed.unit}` });
  }
  const taking = { classId: paidWith, holder: companyHolder(payer), quantity, to: holder };
  const transfer = { company: payer, classId: paidWith, kind: 'transfer' as const };
  const retire = { company: creditor, classId, kind: 'retire' as const, outputs: [] };
  return {
    ...{ ref, parties: [payer, creditor], expiresAt },
    moves: [
      { ...transfer, ...(await takeHeld(lots, { ...taking, nowMs }, call)) },
      { ...retire, inputs: [{ lot: obligationId, origin }] },
    ],
  };
}
