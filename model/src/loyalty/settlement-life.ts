import type { Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { leadsTo } from '../fact/leads-to';
import { ofType, sealedAt, sealedWith, toFound, type FactReader, type Found } from '../fact/reader';
import { unlessRefused } from '../errors';
import { canonicalJson } from '../json';
import { LIMITS } from '../limits';
import { loyaltySettled, loyaltySettlementProposed, loyaltySpent, settledMarks } from './facts';
import { isSignedByHolder } from './holder';
import { readSpend, type SealedSpend } from './life';
import { netClaims } from './netting';
import type { Settled, SettledMark, SettlementProposed } from './settlement';

type SealedProposal = Sealed<Fact<'loyalty.settlementProposed', SettlementProposed>>;
type SealedSettled = Sealed<Fact<'loyalty.settled', Settled>>;

/** What an issuer owes a partner for one redemption. */
export interface HeldClaim {
  /** Id of the claim, that of its redemption: `<issuer's MSP id>/<reference>`. */
  readonly claimId: string;
  /** MSP id of the company that owes. */
  readonly debtor: string;
  /** MSP id of the company that is owed. */
  readonly creditor: string;
  /** ISO 4217 code of the currency. */
  readonly currency: string;
  /** Amount in minor units of the currency. */
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
  /** Id of the settlement, `<proposer's MSP id>/<reference>`. */
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
  if (found.length < claims.length || !found.every((claim) => isBetween(claim, [proposer, counterparty]))) {
    return false;
  }
  const expected = unlessRefused(() => netClaims(found));
  return expected !== undefined && canonicalJson(expected) === canonicalJson(nets);
}

/** Whether an acceptance holds: both companies agreed by it, and it is the first by which they close each of its claims. */
export async function settledHolds(reader: FactReader, sealed: SealedSettled): Promise<boolean> {
  if (!(await isAgreed(reader, sealed))) return false;
  const closing = createClosing(reader, companiesOf(sealed));
  const first = await Promise.all(sealed.fact.body.marks.map((mark) => isFirst(closing, mark)));
  return first.every(Boolean);
}

/** Whether the company to which it was proposed accepts, and both companies marked each of the claims by it. */
async function isAgreed(reader: FactReader, { fact, digest }: SealedSettled): Promise<boolean> {
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

function companiesOf({ fact }: SealedSettled): readonly string[] {
  const { settlement = '', counterparty = '' } = loyaltySettled.key.parse(fact.key) ?? {};
  return [ownerOf(settlement), counterparty];
}

/** What two companies made of a number of a claim: nothing yet, or a settlement by which both closed it, or it is used up. */
type Closing = (mark: SettledMark) => Promise<'free' | 'used' | SealedSettled>;

/** Looks at each settlement once, however many marks lead to it. */
function createClosing(reader: FactReader, companies: readonly string[]): Closing {
  const agreed = new Map<string, Promise<boolean>>();
  return async (mark) => {
    const readings = await Promise.all(settledMarks(mark, companies).map((address) => reader.read(address)));
    if (readings.every(({ status }) => status === 'absent')) return 'free';
    const [settled, other] = readings.map((reading) => ofType(reading, loyaltySettled));
    if (settled === undefined || settled.digest !== other?.digest) return 'used';
    const known = agreed.get(settled.digest) ?? isAgreed(reader, settled);
    agreed.set(settled.digest, known);
    return (await known) ? settled : 'used';
  };
}

/** True when the numbers before were used in order, and none of them closed the claim. */
async function isFirst(closing: Closing, { claim, number }: SettledMark): Promise<boolean> {
  for (let before = 0; before < number; before += 1) {
    if ((await closing({ claim, number: before })) !== 'used') return false;
  }
  return true;
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
  { claimId: claim, debtor, creditor }: HeldClaim,
): Promise<Pick<ClaimLife, 'settlementId' | 'nextMark'>> {
  const closing = createClosing(reader, [debtor, creditor]);
  for (let number = 0; number < LIMITS.settlementMarksMax; number += 1) {
    const closed = await closing({ claim, number });
    if (closed === 'free') return { settlementId: undefined, nextMark: number };
    if (closed === 'used') continue;
    return { settlementId: loyaltySettled.key.parse(closed.fact.key)?.settlement, nextMark: undefined };
  }
  return { settlementId: undefined, nextMark: undefined };
}
