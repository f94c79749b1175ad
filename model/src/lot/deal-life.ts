import type { Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import {
  ofType,
  sealedAt,
  sealedWith,
  toFound,
  type FactReader,
  type Found,
  type FactReading,
} from '../fact/reader';
import { canonicalJson } from '../json';
import { askedOfDeal, type DealAgreed, type DealProposed, type DealWithdrawn } from './deal';
import { dealAgreed, dealClosed, dealEndKey, dealProposed } from './facts';
import type { SealedDeal } from './made-lots';

/** A sealed proposal. */
export type SealedDealProposal = Sealed<Fact<'deal.proposed', DealProposed>>;

/** A sealed agreement. */
export type SealedAgreement = Sealed<Fact<'deal.agreed', DealAgreed>>;

/** A deal by its proposal, the agreements that hold, and what its proposer's seals say about its end. */
export interface DealLife {
  readonly dealId: string;
  readonly proposer: string;
  readonly proposal: SealedDealProposal;
  /** By the party that agrees; the proposer agrees by proposing. */
  readonly agreements: ReadonlyMap<string, SealedAgreement>;
  readonly end: FactReading;
}

/** True from the very millisecond on at which no company agrees or closes any more. */
export function isDealOver({ fact }: SealedDealProposal, at: number): boolean {
  return at >= fact.body.expiresAt;
}

/** The deal of that id, or why there is none. */
export async function readDeal(reader: FactReader, dealId: string): Promise<Found<DealLife>> {
  const proposer = ownerOf(dealId);
  const key = dealProposed.key.build({ deal: dealId });
  const found = toFound(await reader.read({ mspId: proposer, key }), dealProposed, key);
  if (found === undefined || 'rejected' in found) return found;
  const proposal = found.found;
  const parties = proposal.fact.body.parties.filter((company) => company !== proposer);
  const agreed = await Promise.all(
    parties.map(async (company) => {
      const address = { mspId: company, key: dealAgreed.key.build({ deal: dealId, company }) };
      const sealed = await sealedAt(reader, dealAgreed, address);
      const isHeld = sealed !== undefined && agreesTo(proposal, sealed);
      return isHeld ? ([company, sealed] as const) : undefined;
    }),
  );
  const agreements = new Map(agreed.filter((each) => each !== undefined));
  const end = await reader.read({ mspId: proposer, key: dealEndKey.build({ deal: dealId }) });
  return { found: { dealId, proposer, proposal, agreements, end } };
}

function agreesTo(proposal: SealedDealProposal, { fact }: SealedAgreement): boolean {
  return fact.body.proposal === proposal.digest && !isDealOver(proposal, fact.at);
}

/** Whether an agreement holds: a party agrees to the proposal of that deal before it expires. */
export async function agreementHolds(reader: FactReader, sealed: SealedAgreement): Promise<boolean> {
  const { deal = '', company = '' } = dealAgreed.key.parse(sealed.fact.key) ?? {};
  const proposal = await sealedWith(reader, dealProposed, sealed.fact.body.proposal);
  if (proposal?.fact.key !== dealProposed.key.build({ deal })) return false;
  const isParty = proposal.fact.body.parties.includes(company) && company !== ownerOf(deal);
  return isParty && agreesTo(proposal, sealed);
}

/** Whether a withdrawal names the proposal of its deal. */
export async function withdrawalHolds(
  reader: FactReader,
  { fact }: Sealed<Fact<'deal.withdrawn', DealWithdrawn>>,
): Promise<boolean> {
  const { deal = '' } = dealEndKey.parse(fact.key) ?? {};
  const proposal = await sealedWith(reader, dealProposed, fact.body.proposal);
  return proposal?.fact.key === dealProposed.key.build({ deal });
}

/** Whether all parties agreed to exactly what a closed deal does, and before it expired. */
export async function isAgreedDeal(reader: FactReader, { fact }: SealedDeal): Promise<boolean> {
  const { deal = '' } = dealClosed.key.parse(fact.key) ?? {};
  const { proposal: digest, parties, agreements, moves, netting } = fact.body;
  const proposal = await sealedWith(reader, dealProposed, digest);
  if (proposal?.fact.key !== dealProposed.key.build({ deal }) || isDealOver(proposal, fact.at)) return false;
  const proposed = proposal.fact.body;
  const isSame =
    canonicalJson(proposed.parties) === canonicalJson(parties) &&
    proposed.netting === netting &&
    canonicalJson(proposed.moves.map(askedOfDeal)) === canonicalJson(moves.map(askedOfDeal));
  const others = parties.filter((company) => company !== ownerOf(deal));
  if (!isSame || agreements.length !== others.length) return false;
  const agreed = await Promise.all(
    others.map(async (company, index) => {
      const sealed = ofType(await reader.follow(agreements[index] ?? ''), dealAgreed);
      const isTheirs = sealed?.fact.key === dealAgreed.key.build({ deal, company });
      return sealed !== undefined && isTheirs && agreesTo(proposal, sealed);
    }),
  );
  return agreed.every(Boolean);
}
