import { isVouched, readGoverningRule, type HeldRule } from '../company/life';
import type { Address, Fact, Sealed } from '../fact/define-fact';
import { ownerOf } from '../fact/key-form';
import { ofType, sealedAt, sealedWith, type FactReader } from '../fact/reader';
import { walkSeries } from '../fact/series';
import { LIMITS } from '../limits';
import { productClass } from './facts';
import type { ProductClass } from './product-class';

type SealedClass = Sealed<Fact<'product.class', ProductClass>>;

/** One version of a class of products that holds, and the rule that governs its items. */
export interface HeldProductClass {
  readonly classId: string;
  readonly version: number;
  readonly conditions: ProductClass;
  readonly sealed: SealedClass;
  readonly rule: HeldRule | undefined;
}

/** The version of a class that is in force, which is the latest that holds, and the number of the next one. */
export async function readProductClass(
  reader: FactReader,
  classId: string,
): Promise<{ readonly inForce: HeldProductClass | undefined; readonly nextNumber: number }> {
  const address = (number: number): Address => ({
    mspId: ownerOf(classId),
    key: productClass.key.build({ productClass: classId, number }),
  });
  let inForce: HeldProductClass | undefined;
  let nextNumber = 0;
  const series = { first: 0, max: LIMITS.versionsMax, address };
  for await (const { number, reading } of walkSeries(reader, series)) {
    inForce = (await toHeldClass(reader, ofType(reading, productClass))) ?? inForce;
    nextNumber = number + 1;
  }
  return { inForce, nextNumber };
}

/** One version of a class, when it holds. */
export async function readProductClassVersion(
  reader: FactReader,
  named: { readonly classId: string; readonly version: number },
): Promise<HeldProductClass | undefined> {
  const { classId, version: number } = named;
  const key = productClass.key.build({ productClass: classId, number });
  return await toHeldClass(reader, await sealedAt(reader, productClass, { mspId: ownerOf(classId), key }));
}

/** The version with that digest, when it is one of that class and holds. */
export async function readProductClassWith(
  reader: FactReader,
  named: { readonly classId: string; readonly digest: string },
): Promise<HeldProductClass | undefined> {
  const held = await toHeldClass(reader, await sealedWith(reader, productClass, named.digest));
  return held?.classId === named.classId ? held : undefined;
}

async function toHeldClass(
  reader: FactReader,
  sealed: SealedClass | undefined,
): Promise<HeldProductClass | undefined> {
  const parts = sealed === undefined ? undefined : productClass.key.parse(sealed.fact.key);
  if (sealed === undefined || parts === undefined) return undefined;
  const { productClass: classId, number: version } = parts;
  const self = ownerOf(classId);
  const scope = { owner: self, assetType: 'product' } as const;
  const governing = await readGoverningRule(reader, { rule: sealed.fact.rule, scope });
  const isKept = governing !== undefined && isVouched(governing.rule, { self }, sealed.fact);
  return isKept
    ? { classId, version, conditions: sealed.fact.body, sealed, rule: governing.rule }
    : undefined;
}
