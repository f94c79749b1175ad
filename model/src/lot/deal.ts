import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { PageRequest } from '../page';
import { demandDistinct } from '../validation/distinct';
import { Check, Field, OptionalField, listOf, memberPath, nested, setOf } from '../validation/field';
import { assetId, digest, ledgerKey, mspId, ref, time } from '../validation/identifiers';
import { flag, oneOf } from '../validation/rule';
import { AskedMoves, MoveInput, MovedLots, WalletOrder, askedOf, lotsUsedUp } from './move';

/** One move of a deal, and the party that keeps what it uses up. */
export class DealMove extends AskedMoves {
  /** MSP id of the party that keeps what the move uses up. */
  @Field(mspId) company!: string;
  /** Where what moves is a wallet's: its keys' signatures over the whole deal (`dealToBytes`). */
  @OptionalField(nested(() => WalletOrder)) order?: WalletOrder;
}

/** One move of a deal with all that follows from it. */
export class DealtMove extends MovedLots {
  /** MSP id of the party that kept what the move used up. */
  @Field(mspId) company!: string;
}

const parties = setOf(mspId, { min: 2, max: LIMITS.dealPartiesMax });

/** What is agreed to, beside the moves. */
export class DealTerms {
  /** MSP ids of all companies whose agreement closes the deal, the proposer's too. */
  @Field(parties) parties!: string[];
  /** From then on no company agrees or closes. */
  @Field(time) expiresAt!: number;
  /** A commitment to terms that the parties alone know, such as a price. */
  @OptionalField(digest) terms?: string;
}

/** A deal's moves use no lot up twice, and are few unless it is a netting. */
function demandMoves(
  { moves, netting }: { readonly moves: readonly AskedMoves[]; readonly netting?: boolean },
  field: string,
): void {
  const path = memberPath(field, 'moves');
  demandDistinct(moves.flatMap(lotsUsedUp), { field: path, idOf: (lot) => lot });
  if (netting === true || moves.length <= LIMITS.dealMovesMax) return;
  throw new ModelError({ code: 'FIELD_RANGE', field: path, rule: `1..${LIMITS.dealMovesMax} entries` });
}

/** Body of `deal.proposed`. */
@Check<DealProposed>(demandMoves)
export class DealProposed extends DealTerms {
  /** The moves, all of which are done at once or none: 1 to 16, of a netting up to 200. */
  @Field(listOf(() => DealMove, { min: 1, max: LIMITS.nettedObligationsMax })) moves!: DealMove[];
  /** True where the moves are what follows from netting the obligations that they use up. */
  @OptionalField(flag) netting?: boolean;
}

/** `lot:ProposeDeal`: the id of the deal is `<own MSP id>/<ref>`. */
@Check<DealProposing>(demandMoves)
export class DealProposing extends DealTerms {
  /** Business reference: a repeat of the same request under it changes nothing. The id of the deal is `<own MSP id>/<ref>`. */
  @Field(ref) ref!: string;
  /** 1 to 16 moves, all of which are done at once or none; no lot is used up twice. */
  @Field(listOf(() => DealMove, { min: 1, max: LIMITS.dealMovesMax })) moves!: DealMove[];
}

/** `lot:ProposeNetting`: a deal whose parties and moves follow from the obligations. */
@Check<NettingProposing>(({ obligations }, field) => {
  demandDistinct(obligations, { field: memberPath(field, 'obligations'), idOf: ({ lot }) => lot });
})
export class NettingProposing {
  /** Business reference: a repeat of the same request under it changes nothing. The id of the deal is `<own MSP id>/<ref>`. */
  @Field(ref) ref!: string;
  /** Obligations of one unit that companies hold. */
  @Field(listOf(() => MoveInput, { min: 1, max: LIMITS.nettedObligationsMax })) obligations!: MoveInput[];
  /** From then on no company agrees or closes. */
  @Field(time) expiresAt!: number;
}

/** `lot:AgreeDeal`: a party agrees to the proposal with that digest. */
export class DealAgreeing {
  /** Id of the deal, `<proposer's MSP id>/<ref>`. */
  @Field(assetId) dealId!: string;
  /** SHA-256 of the proposal that was read, in hex: `digest` of `deals.get`. */
  @Field(digest) digest!: string;
}

/** `lot:CloseDeal`, `lot:WithdrawDeal`, `lot:GetDeal`. */
export class DealRequest {
  /** Id of the deal, `<proposer's MSP id>/<ref>`. */
  @Field(assetId) dealId!: string;
}

/** Body of `deal.agreed`. */
export class DealAgreed {
  /** SHA-256 of the proposal that is agreed to, in hex. */
  @Field(digest) proposal!: string;
}

/** Body of `deal.closed`. */
@Check<DealClosed>(demandMoves)
export class DealClosed {
  /** SHA-256 of the proposal that is carried out, in hex. */
  @Field(digest) proposal!: string;
  /** MSP ids of the 2 to 16 companies that agreed, the proposer too. */
  @Field(parties) parties!: string[];
  /** Digest of each agreement, in the order of the parties without the proposer. */
  @Field(setOf(digest, { min: 1, max: LIMITS.dealPartiesMax })) agreements!: string[];
  /** Their outputs are the lots `<deal>/d0`, `d1`, … in their order. */
  @Field(listOf(() => DealtMove, { min: 1, max: LIMITS.nettedObligationsMax })) moves!: DealtMove[];
  /** True for a netting. */
  @OptionalField(flag) netting?: boolean;
}

/** Body of `deal.withdrawn`. */
export class DealWithdrawn {
  /** SHA-256 of the proposal that is taken back, in hex. */
  @Field(digest) proposal!: string;
}

/** How far a deal is. Whether an open one has expired depends on the time at which one looks. */
export const DEAL_STATUSES = ['proposed', 'closed', 'withdrawn'] as const;

/** One of {@link DEAL_STATUSES}. */
export type DealStatus = (typeof DEAL_STATUSES)[number];

/** `lot:QueryDeals`: those of which a company is a party, by the ledger time of their proposal. */
export class DealQuery extends PageRequest {
  /** MSP id of a party, be it the proposer or not. */
  @Field(mspId) company!: string;
  /** Only deals that are so far; all unless given. */
  @OptionalField(oneOf(DEAL_STATUSES)) status?: DealStatus;
}

/** A deal: what was proposed, who has agreed, and how it ended. */
export class DealRecord {
  /** Id of the deal, `<proposer's MSP id>/<ref>`. */
  @Field(assetId) dealId!: string;
  /** What was proposed: parties, moves, until when. */
  @Field(nested(() => DealProposed)) proposal!: DealProposed;
  /** `proposed` until a party closes it or the proposer withdraws it; also of one whose time is over. */
  @Field(oneOf(DEAL_STATUSES)) status!: DealStatus;
  /** Parties whose agreement holds; the proposer agrees by proposing. */
  @Field(setOf(mspId, { min: 1, max: LIMITS.dealPartiesMax })) agreedBy!: string[];
  /** Ledger time of the proposal. */
  @Field(time) proposedAt!: number;
  /** Ledger time at which it was closed or withdrawn; absent while it is proposed. */
  @OptionalField(time) endedAt?: number;
  /** Key of the fact that the record goes back to; `companies.getFact` returns it. */
  @Field(ledgerKey) fact!: string;
  /** Of the proposal: who agrees names it. */
  @Field(digest) digest!: string;
}

/** What a proposed move and the one of the deal that is closed have in common. */
export function askedOfDeal(move: DealMove | DealtMove): object {
  return { company: move.company, ...askedOf(move) };
}
