import { expiryOf, isExpired } from '../amounts';
import { isVouched } from '../company/life';
import type { Address, Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { leadsTo } from '../fact/leads-to';
import { ofType, toFound, type FactReader, type FactReading, type Found } from '../fact/reader';
import { unlessRefused } from '../errors';
import { canonicalJson } from '../json';
import { spentKey } from '../lot/keys';
import type { LotsIssued } from './accrual';
import { journeyKey, loyaltyLots, loyaltySpent } from './facts';
import { holderOf, isSignedByHolder } from './holder';
import type { LotRecord } from './lot-record';
import { spendOutputs } from './outputs';
import { claimMinor } from './points';
import type { LotsSpent } from './spend';
import { readTermsWith, type HeldTerms } from './terms-life';

/** A sealed fact that issued lots. */
export type SealedIssue = Sealed<Fact<'loyalty.lots', LotsIssued>>;

/** A sealed spend. */
export type SealedSpend = Sealed<Fact<'loyalty.spent', LotsSpent>>;

/** A lot as the fact that made it has it, whether that fact holds or not. */
export interface MadeLot extends Omit<LotRecord, 'status' | 'spentBy' | 'fact' | 'digest'> {
  /** Digest of the terms under which the points were booked. */
  readonly terms: string;
  readonly maker: Sealed;
}

/** A lot that holds. */
export interface LotLife extends MadeLot {
  /** True as soon as its issuer sealed anything as its spend, even what does not hold. */
  readonly isSpent: boolean;
  /** The spend that used the lot up, when it holds. */
  readonly spend: SealedSpend | undefined;
}

const LOT_ID = /^([^/]+)\/([^/]+)\/(s?)(0|[1-9][0-9]{0,6})$/;

/** Where the fact that made a lot is, and which of its lots is meant: a lot's id alone says so. */
function placeOf(lotId: string): (Address & { readonly index: number }) | undefined {
  const [, company = '', ref = '', output, index = ''] = LOT_ID.exec(lotId) ?? [];
  if (output === undefined) return undefined;
  const { key } = output === 's' ? loyaltySpent : loyaltyLots;
  return { mspId: company, key: key.build({ company, ref }), index: Number(index) };
}

/** Where the fact that made a lot is. */
export function makerOfLot(lotId: string): Address | undefined {
  const place = placeOf(lotId);
  return place && { mspId: place.mspId, key: place.key };
}

/** All lots that a sealed fact made, in its order. */
export function lotsMadeBy(maker: Sealed): MadeLot[] {
  const { key } = maker.fact;
  const reading = { status: 'sealed', sealed: maker } as const;
  const { company, ref } = loyaltyLots.key.parse(key) ?? loyaltySpent.key.parse(key) ?? {};
  const counts = {
    [`${company}/${ref}/`]: ofType(reading, loyaltyLots)?.fact.body.lots.length,
    [`${company}/${ref}/s`]: ofType(reading, loyaltySpent)?.fact.body.outputs.length,
  };
  return Object.entries(counts)
    .flatMap(([start, count = 0]) => Array.from({ length: count }, (_, index) => `${start}${index}`))
    .flatMap((lotId) => lotOf(maker, lotId) ?? []);
}

/** The lot of that id that a sealed fact made, if it did. */
export function lotOf(maker: Sealed, lotId: string): MadeLot | undefined {
  const place = placeOf(lotId);
  if (place === undefined || place.key !== maker.fact.key) return undefined;
  const reading = { status: 'sealed', sealed: maker } as const;
  const issue = ofType(reading, loyaltyLots);
  const issued = issue?.fact.body.lots[place.index];
  if (issue !== undefined && issued !== undefined) {
    const { programme, origin, termsVersion, terms } = issue.fact.body;
    const { holder, journey, amount, expiresAt } = issued;
    return {
      lotId,
      programme,
      holder,
      amount,
      expiresAt,
      termsVersion,
      terms,
      origin,
      journey,
      maker: issue,
    };
  }
  const spend = ofType(reading, loyaltySpent);
  const output = spend?.fact.body.outputs[place.index];
  if (spend === undefined || output === undefined) return undefined;
  const { programme, kind } = spend.fact.body;
  const origin = kind === 'transfer' && place.index === 0 ? 'transfer' : 'change';
  const { holder, amount, expiresAt, termsVersion, terms } = output;
  return { lotId, programme, holder, amount, expiresAt, termsVersion, terms, origin, maker: spend };
}

/** The lot of that id, or why the fact that its id names does not hold. */
export async function readLot(reader: FactReader, lotId: string): Promise<Found<LotLife>> {
  const place = placeOf(lotId);
  if (place === undefined) return undefined;
  const { key } = place;
  const reading = await reader.read(place);
  if (reading.status === 'absent') return undefined;
  if (reading.status !== 'sealed') return { rejected: { key, reason: reading.status } };
  const lot = lotOf(reading.sealed, lotId);
  if (lot === undefined) return undefined;
  const issue = ofType(reading, loyaltyLots);
  const isMade =
    issue === undefined
      ? (await heldSpend(reader, reading)) !== undefined
      : (await entriesHold(reader, issue, [place.index])).every(Boolean);
  if (!isMade) return { rejected: { key, reason: 'void' } };
  const marker = await reader.read({ mspId: place.mspId, key: spentKey.build({ lot: lotId }) });
  return { found: { ...lot, isSpent: marker.status !== 'absent', spend: await heldSpend(reader, marker) } };
}

async function heldSpend(reader: FactReader, reading: FactReading): Promise<SealedSpend | undefined> {
  const spend = ofType(reading, loyaltySpent);
  return spend !== undefined && (await spendHolds(reader, spend)) ? spend : undefined;
}

/** The spend of that reference, or why it does not hold. Nothing that a void spend claims (lots, a debt) counts. */
export async function readSpend(
  reader: FactReader,
  spend: { readonly issuer: string; readonly ref: string },
): Promise<Found<SealedSpend>> {
  const { issuer, ref } = spend;
  const key = loyaltySpent.key.build({ company: issuer, ref });
  const found = toFound(await reader.read({ mspId: issuer, key }), loyaltySpent, key);
  if (found === undefined || 'rejected' in found) return found;
  return (await spendHolds(reader, found.found)) ? found : { rejected: { key, reason: 'void' } };
}

/**
 * Which of the lots of an issue hold: they are vouched for as the rule of their terms demands, expire as the terms say, and no other fact
 * booked points for their journey.
 */
export async function entriesHold(
  reader: FactReader,
  issue: SealedIssue,
  indexes: readonly number[],
): Promise<boolean[]> {
  const { fact, digest } = issue;
  const { programme, termsVersion, lots } = fact.body;
  const issuer = ownerOf(programme);
  const terms = await readTermsWith(reader, { programme, digest: fact.body.terms });
  if (terms?.version !== termsVersion || !isVouched(terms.rule, { self: issuer, issuer }, fact)) {
    return indexes.map(() => false);
  }
  const expiresAt = expiryOf({ at: fact.at, validityDays: terms.terms.validityDays });
  return await Promise.all(
    indexes.map(async (index) => {
      const lot = lots[index];
      if (lot?.expiresAt !== expiresAt) return false;
      const key = journeyKey.build({ programme, digest: lot.journey });
      return await leadsTo(reader, { mspId: issuer, key }, digest);
    }),
  );
}

/**
 * Whether a spend holds: its holder signed for it on this channel and chaincode, each input is a lot that its origin made, of that programme
 * and holder, not expired by then, and used up by this spend alone; the outputs are exactly what follows from the inputs, and the claim is
 * what the named terms give. The facts that made the inputs have to be sealed, and signed where they are spends; those before them are not
 * looked at, so that the cost is bounded: an issuer decides alone how many points it issues.
 */
export async function spendHolds(reader: FactReader, { fact, digest }: SealedSpend): Promise<boolean> {
  const { body, at } = fact;
  const issuer = ownerOf(body.programme);
  if (!isSignedByHolder(body, reader.scope)) return false;
  const inputs = await readInputs(reader, body);
  if (inputs === undefined || inputs.some((lot) => isExpired(lot, at)) || !isBalanced(body, inputs)) {
    return false;
  }
  const terms = await readTermsOf(reader, body.programme, inputs);
  const parties = { self: issuer, issuer, partner: body.claim?.creditor };
  if (terms === undefined || terms.some(({ rule }) => !isVouched(rule, parties, fact))) return false;
  const marked = await Promise.all(
    body.inputs.map((lot) => leadsTo(reader, { mspId: issuer, key: spentKey.build({ lot }) }, digest)),
  );
  return marked.every(Boolean) && (await isClaimDue(reader, body));
}

/** The lots that a spend names, when each is of that programme and holder and made by the fact that the spend names as its origin. */
async function readInputs(reader: FactReader, spent: LotsSpent): Promise<MadeLot[] | undefined> {
  const { programme, holderKey, origins } = spent;
  const holder = holderOf({ programme, publicKey: holderKey });
  const lots = await Promise.all(
    spent.inputs.map(async (lotId, index) => {
      const reading = await reader.follow(origins[index] ?? '');
      const spend = ofType(reading, loyaltySpent);
      if (spend !== undefined && !isSignedByHolder(spend.fact.body, reader.scope)) return undefined;
      const lot = reading.status === 'sealed' ? lotOf(reading.sealed, lotId) : undefined;
      return lot?.programme === programme && lot.holder === holder ? lot : undefined;
    }),
  );
  const found = lots.filter((lot) => lot !== undefined);
  return found.length === lots.length ? found : undefined;
}

function isBalanced(spent: LotsSpent, inputs: readonly MadeLot[]): boolean {
  const { amount, to, outputs } = spent;
  const expected = unlessRefused(() => spendOutputs({ inputs, amount, to }));
  return expected !== undefined && canonicalJson(expected) === canonicalJson(outputs);
}

/** The different terms under which lots were booked, when all of them hold. */
export async function readTermsOf(
  reader: FactReader,
  programme: string,
  lots: readonly Pick<MadeLot, 'terms'>[],
): Promise<HeldTerms[] | undefined> {
  const digests = [...new Set(lots.map(({ terms }) => terms))];
  const terms = await Promise.all(digests.map((digest) => readTermsWith(reader, { programme, digest })));
  const held = terms.filter((each) => each !== undefined);
  return held.length === terms.length ? held : undefined;
}

async function isClaimDue(reader: FactReader, spent: LotsSpent): Promise<boolean> {
  const { programme, amount, claim, valueMin } = spent;
  if (claim === undefined || valueMin === undefined) return true;
  const held = await readTermsWith(reader, { programme, digest: claim.terms });
  if (held?.terms.partners.includes(claim.creditor) !== true) return false;
  const { pointValue } = held.terms;
  return (
    claim.currency === pointValue.currency &&
    claim.currency === valueMin.currency &&
    claim.minor === unlessRefused(() => claimMinor(amount, pointValue)) &&
    claim.minor >= valueMin.minor
  );
}
