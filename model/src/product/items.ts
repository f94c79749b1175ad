import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { Check, Field, OptionalField, memberPath, nested, setOf } from '../validation/field';
import { assetId, digest, ref, seriesNumber, time } from '../validation/identifiers';
import { flag, integer, matching, text, type Rule } from '../validation/rule';

/** A serial number, as far as keys and texts can carry it unchanged. */
export const serial: Rule = matching(
  new RegExp(`^[A-Za-z0-9._~-]{1,${LIMITS.serialLengthMax}}$`),
  'serial number',
);

/** Runs of a class: what the last part of a key can count. */
const RUN_NUMBER_MAX = 9_999_999;

/** Serial numbers that follow one another: `first`, `first + 1`, and so on. */
export class ItemRun {
  @Field(integer(0, Number.MAX_SAFE_INTEGER - LIMITS.runLengthMax)) first!: number;
  @Field(integer(1, LIMITS.runLengthMax)) count!: number;
}

/** Serial numbers that only who has them can show: the root over their salted leaves, and how many they are. */
export class ItemRoot {
  @Field(digest) root!: string;
  @Field(integer(1, LIMITS.rootedItemsMax)) count!: number;
}

/** What is said of items that are made together, and their serial numbers in one of three forms. */
@Check<ItemsDescribed>((items, field) => {
  const forms = ['serials', 'run', 'rooted'].filter((name) => name in items);
  if (forms.length === 1) return;
  const code = forms.length === 0 ? 'FIELD_MISSING' : 'FIELD_CONFLICT';
  throw new ModelError({ code, field: memberPath(field, 'serials'), rule: 'serials, run or rooted' });
})
export class ItemsDescribed {
  @Field(assetId) classId!: string;
  @OptionalField(text(LIMITS.nameLengthMax)) batch?: string;
  /** Where they were made, e.g. the company's code of the place or a GLN. */
  @OptionalField(text(LIMITS.nameLengthMax)) place?: string;
  @OptionalField(time) madeAt?: number;
  @OptionalField(time) expiresAt?: number;
  @OptionalField(setOf(serial, { min: 1, max: LIMITS.serialsMax })) serials?: string[];
  @OptionalField(nested(() => ItemRun)) run?: ItemRun;
  @OptionalField(nested(() => ItemRoot)) rooted?: ItemRoot;
}

/** Body of `product.made`. */
export class ItemsMade extends ItemsDescribed {
  /** Digest of the version of the class. */
  @Field(digest) class!: string;
  /** Which run of its length it is: `first` divided by the `runLength` of the class. */
  @OptionalField(integer(0, RUN_NUMBER_MAX)) runNumber?: number;
  /** True for items of an enforced class: their serial numbers have markers. */
  @OptionalField(flag) isEnforced?: boolean;
}

/** `product:Make`: the maker states which items it made, under the version of the class that is in force. */
export class ItemsMaking extends ItemsDescribed {
  @Field(ref) ref!: string;
  @Field(seriesNumber) version!: number;
}

type Serials = Pick<ItemsDescribed, 'serials' | 'run' | 'rooted'>;

/** How many items were made. */
export function countOf({ serials, run, rooted }: Serials): number {
  return serials?.length ?? run?.count ?? rooted?.count ?? 0;
}

/** The serial number of item n; `undefined` where only a root of it is known. */
export function serialOf({ serials, run }: Serials, index: number): string | undefined {
  return serials?.[index] ?? (run === undefined ? undefined : String(run.first + index));
}
