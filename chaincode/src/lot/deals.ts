import {
  ModelError,
  areNetted,
  askedOfDeal,
  contentOfDeal,
  dealAgreed,
  dealClosed,
  dealEndKey,
  dealProposed,
  dealToBytes,
  dealWithdrawn,
  foundOrAbsent,
  isDealOver,
  isOrderedBy,
  ofType,
  readDeal,
  type DealAgreeing,
  type DealLife,
  type DealMove,
  type DealProposed,
  type DealProposing,
  type DealtMove,
  type FactReceipt,
  type ProposedDeal,
} from '@kontti/model';
import { demandCompany } from '../company/companies';
import { ContractError } from '../errors';
import type { Ledger } from '../kernel/ledger';
import { demandOwner } from '../kernel/ownership';
import type { Plain } from '../kernel/plain';
import { receiptOf } from '../kernel/receipt';
import { isSameContent } from '../kernel/same';
import { listDeal } from './deal-lists';
import { demandUndisputed } from './dispute';
import { listClassLots } from './lot-lists';
import { keysOf } from './move';
import { demandMovable, demandPlanned, toMovedLots, vouchersOfMoves, type MovableLots } from './plan-move';

/** The calling company proposes moves to other companies, all of them or none. */
export async function proposeDeal(ledger: Ledger, request: DealProposing): Promise<FactReceipt> {
  const { caller } = ledger;
  const { ref, ...body } = request;
  caller.demand('trade');
  const known = await repeatedProposal(ledger, ref, (recorded) =>
    isSameContent(toRepeated(recorded), toRepeated(body)),
  );
  if (known !== undefined) return known;
  const { mspId: proposer } = caller;
  const { parties, moves } = body;
  if (!parties.includes(proposer)) throw new ContractError({ code: 'NOT_A_PARTY', field: 'parties' });
  for (const [index, mspId] of parties.entries()) {
    await demandCompany(ledger, { mspId, field: `parties[${index}]` });
  }
  moves.forEach(({ company }, index) => {
    if (!parties.includes(company)) {
      throw new ContractError({ code: 'NOT_A_PARTY', field: `moves[${index}].company` });
    }
  });
  return await appendProposal(ledger, ref, body);
}

/** A wallet signs anew with each attempt. */
function toRepeated({ moves, ...terms }: DealProposed | Omit<DealProposing, 'ref'>): object {
  return { ...terms, moves: moves.map((move) => ({ ...askedOfDeal(move), keys: keysOf(move.order) })) };
}

/** The receipt of the proposal of that reference, when it is a repeat. @throws ContractError `REF_REUSED` */
export async function repeatedProposal(
  { caller, facts }: Ledger,
  ref: string,
  isSame: (recorded: DealProposed) => boolean,
): Promise<FactReceipt | undefined> {
  const { mspId } = caller;
  const key = dealProposed.key.build({ deal: `${mspId}/${ref}` });
  const { type } = dealProposed;
  const known = await facts.repeated({ type, mspId, key, isSame, code: 'REF_REUSED', field: 'ref' });
  return known && receiptOf(known);
}

/** Records and lists a proposal whose moves can all be done now. */
export async function appendProposal(
  ledger: Ledger,
  ref: string,
  body: Plain<DealProposed>,
): Promise<FactReceipt> {
  const { expiresAt, parties } = body;
  if (expiresAt <= ledger.nowMs) throw new ContractError({ code: 'DEAL_EXPIRED', field: 'expiresAt' });
  const dealId = `${ledger.caller.mspId}/${ref}`;
  await demandDealt(ledger, { dealId, ...body });
  const { type } = dealProposed;
  const key = dealProposed.key.build({ deal: dealId });
  const held = await ledger.append({ type, key, ref, body });
  listDeal(ledger.lists, { dealId, parties, at: held.fact.at, digest: held.digest });
  return receiptOf(held);
}

/** The calling party agrees to the proposal with that digest. */
export async function agreeDeal(ledger: Ledger, request: DealAgreeing): Promise<FactReceipt> {
  const { caller, facts } = ledger;
  const { dealId, digest } = request;
  caller.demand('trade');
  const deal = await demandDeal(ledger, dealId);
  const { mspId: company } = caller;
  const { type } = dealAgreed;
  const key = dealAgreed.key.build({ deal: dealId, company });
  const known = await facts.repeated({
    type,
    mspId: company,
    key,
    isSame: (body) => body.proposal === digest,
    code: 'CONTENT_DIFFERS',
    field: 'digest',
  });
  if (known !== undefined) return receiptOf(known);
  if (company === deal.proposer || !deal.proposal.fact.body.parties.includes(company)) {
    throw new ContractError({ code: 'NOT_A_PARTY', field: 'dealId' });
  }
  if (deal.proposal.digest !== digest) throw new ContractError({ code: 'CONTENT_DIFFERS', field: 'digest' });
  demandOpen(ledger, deal);
  return receiptOf(await ledger.append({ type, key, body: { proposal: digest } }));
}

/** A party closes a deal to which all have agreed: all moves are done at once. */
export async function closeDeal(ledger: Ledger, dealId: string): Promise<FactReceipt> {
  const { caller, lists } = ledger;
  caller.demand('trade');
  const deal = await demandDeal(ledger, dealId);
  const { proposal, proposer, agreements } = deal;
  const { parties, netting } = proposal.fact.body;
  if (!parties.includes(caller.mspId)) throw new ContractError({ code: 'NOT_A_PARTY', field: 'dealId' });
  const closed = ofType(deal.end, dealClosed);
  if (closed !== undefined && (await ledger.facts.judge(closed)).holds) return receiptOf(closed);
  demandOpen(ledger, deal);
  const others = parties.filter((company) => company !== proposer);
  const digests = others.map((company) => {
    const agreement = agreements.get(company);
    if (agreement === undefined) {
      throw new ContractError({ code: 'NOT_AGREED', field: 'dealId', details: { company } });
    }
    return agreement.digest;
  });
  const { dealt, vouchers } = await demandDealt(ledger, {
    dealId,
    ...contentOfDeal(proposal.fact.body),
    ...(netting === undefined ? {} : { netting }),
  });
  const { type } = dealClosed;
  const body = {
    ...{ proposal: proposal.digest, parties, agreements: digests, moves: dealt },
    ...(netting === undefined ? {} : { netting }),
  };
  const key = dealEndKey.build({ deal: dealId });
  const held = await ledger.append({ type, key, body, vouchers });
  listClassLots(lists, held);
  return receiptOf(held);
}

/** The proposer takes a deal back that is not closed. */
export async function withdrawDeal(ledger: Ledger, dealId: string): Promise<FactReceipt> {
  const { caller } = ledger;
  caller.demand('trade');
  demandOwner(caller, { id: dealId, field: 'dealId' });
  const deal = await demandDeal(ledger, dealId);
  const withdrawn = ofType(deal.end, dealWithdrawn);
  if (withdrawn !== undefined) return receiptOf(withdrawn);
  if (deal.end.status !== 'absent') throw new ContractError({ code: 'STATE', field: 'dealId' });
  const { type } = dealWithdrawn;
  const key = dealEndKey.build({ deal: dealId });
  return receiptOf(await ledger.append({ type, key, body: { proposal: deal.proposal.digest } }));
}

/** @throws ContractError `UNKNOWN_DEAL` */
export async function demandDeal(ledger: Ledger, dealId: string): Promise<DealLife> {
  const deal = foundOrAbsent(await readDeal(ledger.facts, dealId));
  if (deal === undefined) throw new ContractError({ code: 'UNKNOWN_DEAL', field: 'dealId' });
  return deal;
}

function demandOpen(ledger: Ledger, { proposal, end }: DealLife): void {
  if (end.status !== 'absent') throw new ContractError({ code: 'STATE', field: 'dealId' });
  if (isDealOver(proposal, ledger.nowMs)) throw new ContractError({ code: 'DEAL_EXPIRED', field: 'dealId' });
}

/** A deal whose moves are to be done. */
interface AskedDeal extends ProposedDeal {
  readonly dealId: string;
  readonly netting?: boolean;
}

/** What the moves of a deal make when all parties vouch, and who vouches besides. */
async function demandDealt(
  ledger: Ledger,
  deal: AskedDeal,
): Promise<{ readonly dealt: DealtMove[]; readonly vouchers: readonly string[] }> {
  const movable = await Promise.all(
    deal.moves.map((move, index) =>
      demandMovable(ledger, { company: move.company, move, path: `moves[${index}].` }),
    ),
  );
  const isNetting = deal.netting === true;
  if (isNetting) await demandNetted(ledger, deal.moves, movable);
  const { vouchers, past } = vouchersOfMoves(movable, deal.parties);
  const message = dealToBytes({ ...ledger.scope, deal: deal.dealId, ...contentOfDeal(deal) });
  const dealt = movable.map((each, index): DealtMove => {
    const planned = demandPlanned(ledger, each, { past, isNetting });
    const { orderedBy } = planned;
    if (orderedBy === undefined || isOrderedBy(orderedBy, deal.moves[index]?.order, message)) {
      return { ...toMovedLots(each, planned), company: each.company };
    }
    const rule = 'by enough keys of the wallet over the whole deal';
    throw new ModelError({ code: 'SIGNATURE', field: `${each.path}order`, rule });
  });
  return { dealt, vouchers };
}

/** What is netted is netted as the model does, and no company disputes it. @throws ContractError `LOT_DISPUTED`, `SUMS_DIFFER` */
async function demandNetted(
  ledger: Ledger,
  moves: readonly DealMove[],
  movable: readonly MovableLots[],
): Promise<void> {
  const obligations = movable.flatMap(({ inputs, held: { conditions } }) =>
    inputs.map((lot) => Object.assign({}, lot, { origin: lot.maker.digest, conditions })),
  );
  if (!areNetted(obligations, moves)) throw new ContractError({ code: 'SUMS_DIFFER', field: 'moves' });
  for (const [index, lot] of obligations.entries()) {
    await demandUndisputed(ledger, lot, `obligations[${index}]`);
  }
}
