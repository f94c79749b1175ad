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
  /** The serial number of item 0; a multiple of `runLength` of the class. */
  @Field(integer(0, Number.MAX_SAFE_INTEGER - LIMITS.runLengthMax)) first!: number;
  /** How many items: 1 to 100,000, and not more than `runLength` of the class. */
  @Field(integer(1, LIMITS.runLengthMax)) count!: number;
}

/** Serial numbers that only who has them can show: the root over their salted leaves, and how many they are. */
export class ItemRoot {
  /** Root (RFC 6962) over the salted serial numbers in the order of the items, in hex. */
  @Field(digest) root!: string;
  /** How many items: 1 to 1,000,000. */
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
  /** Id of the class, `<maker's MSP id>/<local id>`. */
  @Field(assetId) classId!: string;
  /** Name of the batch, by which a recall can name the items; up to 128 characters; absent for items of no batch. */
  @OptionalField(text(LIMITS.nameLengthMax)) batch?: string;
  /** Where they were made, e.g. the company's code of the place or a GLN. */
  @OptionalField(text(LIMITS.nameLengthMax)) place?: string;
  /** When they were made; absent where the maker does not say. */
  @OptionalField(time) madeAt?: number;
  /** Until when they are to be used; absent where they do not expire. */
  @OptionalField(time) expiresAt?: number;
  /** The serial number of each item, 1 to 1,000 (100 of an enforced class), of up to 32 characters each; else `run` or `rooted`. */
  @OptionalField(setOf(serial, { min: 1, max: LIMITS.serialsMax })) serials?: string[];
  /** Serial numbers that follow one another, for a challenged class with a `runLength`; else `serials` or `rooted`. */
  @OptionalField(nested(() => ItemRun)) run?: ItemRun;
  /** The root of serial numbers that stay with the maker, as `createSerialTree` makes it; else `serials` or `run`. */
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
  /** Business reference: a repeat of the same request under it changes nothing. Item n is `<own MSP id>/<ref>/<n>`. */
  @Field(ref) ref!: string;
  /** Number of the version of the class that is in force; the statement is refused under any other. */
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
