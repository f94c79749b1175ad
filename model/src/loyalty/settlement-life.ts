import type { Fact, Sealed } from '../fact/define-fact.js';
import { ownerOf } from '../fact/key-form.js';
import { ofType, sealedAt, sealedWith, toFound, type FactReader, type Found } from '../fact/reader.js';
import { unlessRefused } from '../errors.js';
import { canonicalJson } from '../json.js';
import { LIMITS } from '../limits.js';
import { loyaltySettled, loyaltySettlementProposed, loyaltySpent, settledMarks } from './facts.js';
import { isSignedByHolder } from './holder.js';
import { leadsTo, readSpend, type SealedSpend } from './life.js';
import { netClaims } from './netting.js';
import type { Settled, SettlementProposed } from './settlement.js';

type SealedProposal = Sealed<Fact<'loyalty.settlementProposed', SettlementProposed>>;
type SealedSettled = Sealed<Fact<'loyalty.settled', Settled>>;

/** What an issuer owes a partner for one redemption. */
export interface HeldClaim {
  readonly claimId: string;
  readonly debtor: string;
  readonly creditor: string;
  readonly currency: string;
  readonly minor: bigint;
  readonly sealed: SealedSpend;
}

/** A claim, and how far it is. */
export interface ClaimLife extends HeldClaim {
  /** The settlement that closed the claim. */
  readonly settlementId: string | undefined;
  /** The first number under which neither company has a mark; absent when all are used up. */
  readonly nextMark: number | undefined;
}

/** A settlement: the proposal, and its acceptance once there is one that holds. */
export interface SettlementLife {
  readonly settlementId: string;
  readonly proposer: string;
  readonly proposal: SealedProposal;
  readonly accepted: SealedSettled | undefined;
}

/** The claim that a redemption made, open or settled, or why the redemption does not hold. */
export async function readClaim(reader: FactReader, claimId: string): Promise<Found<ClaimLife>> {
  const found = await readSpend(reader, redemptionOf(claimId));
  if (found === undefined || 'rejected' in found) return found;
  const claim = claimOf(found.found);
  return claim && { found: { ...claim, ...(await readMarks(reader, claim)) } };
}

/** The settlement of that id, or why its proposal does not hold. */
export async function readSettlement(
  reader: FactReader,
  settlementId: string,
): Promise<Found<SettlementLife>> {
  const proposer = ownerOf(settlementId);
  const key = loyaltySettlementProposed.key.build({ settlement: settlementId });
  const found = toFound(await reader.read({ mspId: proposer, key }), loyaltySettlementProposed, key);
  if (found === undefined || 'rejected' in found) return found;
  const proposal = found.found;
  if (!(await proposalHolds(reader, proposal))) return { rejected: { key, reason: 'void' } };
  const { counterparty } = proposal.fact.body;
  const address = {
    mspId: proposer,
    key: loyaltySettled.key.build({ settlement: settlementId, counterparty }),
  };
  const accepted = await sealedAt(reader, loyaltySettled, address);
  const isAccepted = accepted !== undefined && (await settledHolds(reader, accepted));
  return { found: { settlementId, proposer, proposal, accepted: isAccepted ? accepted : undefined } };
}

/** Whether a proposal holds: its claims are between the two companies, and its nets follow from them. */
export async function proposalHolds(reader: FactReader, { fact }: SealedProposal): Promise<boolean> {
  const { counterparty, claims: ids, nets } = fact.body;
  const proposer = ownerOf(loyaltySettlementProposed.key.parse(fact.key)?.settlement ?? '');
  const claims = await Promise.all(ids.map((id) => readSealedClaim(reader, id)));
  const found = claims.filter((claim) => claim !== undefined);
  if (found.length < claims.length || !found.every((claim) => isBetween(claim, [proposer, counterparty])))
    return false;
  const expected = unlessRefused(() => netClaims(found));
  return expected !== undefined && canonicalJson(expected) === canonicalJson(nets);
}

/** Whether an acceptance holds: the company to which it was proposed accepts, and both companies marked each of its claims by it. */
export async function settledHolds(reader: FactReader, { fact, digest }: SealedSettled): Promise<boolean> {
  const { settlement = '', counterparty = '' } = loyaltySettled.key.parse(fact.key) ?? {};
  const { proposal: digestOfProposal, marks } = fact.body;
  const proposal = await sealedWith(reader, loyaltySettlementProposed, digestOfProposal);
  if (
    proposal?.fact.key !== loyaltySettlementProposed.key.build({ settlement }) ||
    proposal.fact.body.counterparty !== counterparty ||
    canonicalJson(proposal.fact.body.claims) !== canonicalJson(marks.map(({ claim }) => claim)) ||
    !(await proposalHolds(reader, proposal))
  ) {
    return false;
  }
  const addresses = marks.flatMap((mark) => settledMarks(mark, [ownerOf(settlement), counterparty]));
  const marked = await Promise.all(addresses.map((address) => leadsTo(reader, address, digest)));
  return marked.every(Boolean);
}

/** True when both companies of a claim are these two. */
export function isBetween(
  claim: Pick<HeldClaim, 'debtor' | 'creditor'>,
  companies: readonly string[],
): boolean {
  return companies.includes(claim.debtor) && companies.includes(claim.creditor);
}

/** A claim's id is that of its redemption: `<issuer>/<ref>`. */
function redemptionOf(claimId: string): { readonly issuer: string; readonly ref: string } {
  const issuer = ownerOf(claimId);
  return { issuer, ref: claimId.slice(issuer.length + 1) };
}

function claimOf(sealed: SealedSpend): HeldClaim | undefined {
  const { programme, ref, claim } = sealed.fact.body;
  if (claim === undefined) return undefined;
  const debtor = ownerOf(programme);
  const { creditor, currency, minor } = claim;
  return { claimId: `${debtor}/${ref}`, debtor, creditor, currency, minor, sealed };
}

/** The claim of a redemption that is sealed and signed; what that redemption spends is not looked at. */
async function readSealedClaim(reader: FactReader, claimId: string): Promise<HeldClaim | undefined> {
  const { issuer, ref } = redemptionOf(claimId);
  const address = { mspId: issuer, key: loyaltySpent.key.build({ company: issuer, ref }) };
  const sealed = await sealedAt(reader, loyaltySpent, address);
  return sealed !== undefined && isSignedByHolder(sealed.fact.body, reader.scope)
    ? claimOf(sealed)
    : undefined;
}

/** Either company can write a mark alone: it settles nothing, and only uses the number up. */
async function readMarks(
  reader: FactReader,
  claim: HeldClaim,
): Promise<Pick<ClaimLife, 'settlementId' | 'nextMark'>> {
  const { claimId, debtor, creditor } = claim;
  for (let number = 0; number < LIMITS.settlementMarksMax; number += 1) {
    const marks = settledMarks({ claim: claimId, number }, [debtor, creditor]);
    const readings = await Promise.all(marks.map((mark) => reader.read(mark)));
    if (readings.every(({ status }) => status === 'absent'))
      return { settlementId: undefined, nextMark: number };
    const settled = readings
      .map((reading) => ofType(reading, loyaltySettled))
      .find((each) => each !== undefined);
    if (settled !== undefined && (await settledHolds(reader, settled))) {
      return { settlementId: loyaltySettled.key.parse(settled.fact.key)?.settlement, nextMark: undefined };
    }
  }
  return { settlementId: undefined, nextMark: undefined };
}
