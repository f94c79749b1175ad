import { isVouched, readGoverningRule, type HeldRule } from '../company/life';
import type { Address, Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { ofType, sealedAt, sealedWith, type FactReader } from '../fact/reader';
import { walkSeries } from '../fact/series';
import { LIMITS } from '../limits';
import { lotClass } from './facts';
import type { LotClass } from './lot-class';

type SealedClass = Sealed<Fact<'lot.class', LotClass>>;

/** One version of a class that holds, and the rule that governs its lots. */
export interface HeldClass {
  readonly classId: string;
  readonly version: number;
  readonly conditions: LotClass;
  readonly sealed: SealedClass;
  readonly rule: HeldRule | undefined;
}

/** The version of a class that is in force, which is the latest that holds, and the number of the next one. */
export async function readClass(
  reader: FactReader,
  classId: string,
): Promise<{ readonly inForce: HeldClass | undefined; readonly nextNumber: number }> {
  const address = (number: number): Address => ({
    mspId: ownerOf(classId),
    key: lotClass.key.build({ lotClass: classId, number }),
  });
  let inForce: HeldClass | undefined;
  let nextNumber = 0;
  const series = { first: 0, max: LIMITS.versionsMax, address };
  for await (const { number, reading } of walkSeries(reader, series)) {
    inForce = (await toHeldClass(reader, ofType(reading, lotClass))) ?? inForce;
    nextNumber = number + 1;
  }
  return { inForce, nextNumber };
}

/** One version of a class, when it holds. */
export async function readClassVersion(
  reader: FactReader,
  named: { readonly classId: string; readonly version: number },
): Promise<HeldClass | undefined> {
  const { classId, version: number } = named;
  const address = { mspId: ownerOf(classId), key: lotClass.key.build({ lotClass: classId, number }) };
  return await toHeldClass(reader, await sealedAt(reader, lotClass, address));
}

/** The version with that digest, when it is one of that class and holds. */
export async function readClassWith(
  reader: FactReader,
  named: { readonly classId: string; readonly digest: string },
): Promise<HeldClass | undefined> {
  const held = await toHeldClass(reader, await sealedWith(reader, lotClass, named.digest));
  return held?.classId === named.classId ? held : undefined;
}

async function toHeldClass(
  reader: FactReader,
  sealed: SealedClass | undefined,
): Promise<HeldClass | undefined> {
  const parts = sealed === undefined ? undefined : lotClass.key.parse(sealed.fact.key);
  if (sealed === undefined || parts === undefined) return undefined;
  const { lotClass: classId, number: version } = parts;
  const issuer = ownerOf(classId);
  const scope = { owner: issuer, assetType: 'lot' } as const;
  const governing = await readGoverningRule(reader, { rule: sealed.fact.rule, scope });
  const isKept = governing !== undefined && isVouched(governing.rule, { self: issuer, issuer }, sealed.fact);
  return isKept
    ? { classId, version, conditions: sealed.fact.body, sealed, rule: governing.rule }
    : undefined;
}
