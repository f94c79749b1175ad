import { isVouched, readGoverningRule, type HeldRule } from '../company/life';
import type { Address, Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { ofType, sealedAt, sealedWith, type FactReader } from '../fact/reader';
import { walkSeries } from '../fact/series';
import { LIMITS } from '../limits';
import { loyaltyTerms } from './facts';
import type { ProgrammeTerms } from './terms';

type SealedTerms = Sealed<Fact<'loyalty.terms', ProgrammeTerms>>;

/** One version of a programme's terms that holds, and the rule that governs what is booked under it. */
export interface HeldTerms {
  /** Id of the programme, `<issuer's MSP id>/<local id>`. */
  readonly programme: string;
  /** Number of the version, from 0. */
  readonly version: number;
  /** Digest of these terms. */
  readonly terms: ProgrammeTerms;
  readonly sealed: SealedTerms;
  /** The rule that was in force; `undefined` where there was none. */
  readonly rule: HeldRule | undefined;
}

/** The terms of a programme that are in force, which are the latest that hold, and the number of the next ones. */
export async function readTerms(
  reader: FactReader,
  programme: string,
): Promise<{ readonly inForce: HeldTerms | undefined; readonly nextNumber: number }> {
  const address = (number: number): Address => ({
    mspId: ownerOf(programme),
    key: loyaltyTerms.key.build({ programme, number }),
  });
  let inForce: HeldTerms | undefined;
  let nextNumber = 0;
  const series = { first: 0, max: LIMITS.versionsMax, address };
  for await (const { number, reading } of walkSeries(reader, series)) {
    inForce = (await toHeldTerms(reader, ofType(reading, loyaltyTerms))) ?? inForce;
    nextNumber = number + 1;
  }
  return { inForce, nextNumber };
}

/** One version of a programme's terms, when it holds. */
export async function readTermsVersion(
  reader: FactReader,
  named: { readonly programme: string; readonly version: number },
): Promise<HeldTerms | undefined> {
  const { programme, version: number } = named;
  const address = { mspId: ownerOf(programme), key: loyaltyTerms.key.build({ programme, number }) };
  return await toHeldTerms(reader, await sealedAt(reader, loyaltyTerms, address));
}

/** The terms with that digest, when they are a version of that programme's and hold. */
export async function readTermsWith(
  reader: FactReader,
  named: { readonly programme: string; readonly digest: string },
): Promise<HeldTerms | undefined> {
  const held = await toHeldTerms(reader, await sealedWith(reader, loyaltyTerms, named.digest));
  return held?.programme === named.programme ? held : undefined;
}

async function toHeldTerms(
  reader: FactReader,
  sealed: SealedTerms | undefined,
): Promise<HeldTerms | undefined> {
  const parts = sealed === undefined ? undefined : loyaltyTerms.key.parse(sealed.fact.key);
  if (sealed === undefined || parts === undefined) return undefined;
  const { programme, number: version } = parts;
  const issuer = ownerOf(programme);
  const scope = { owner: issuer, assetType: 'loyalty' } as const;
  const governing = await readGoverningRule(reader, { rule: sealed.fact.rule, scope });
  if (governing === undefined || !isVouched(governing.rule, { self: issuer, issuer }, sealed.fact)) {
    return undefined;
  }
  return { programme, version, terms: sealed.fact.body, sealed, rule: governing.rule };
}
