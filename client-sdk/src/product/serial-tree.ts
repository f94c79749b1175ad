import { randomBytes } from 'node:crypto';
import {
  ItemRoot,
  leafHash,
  LIMITS,
  merkleLevels,
  merklePath,
  opensSerial,
  SerialOpening,
  serialLeaf,
  unlessRefused,
} from '@kontti/model';
import { createError } from '../errors';
import { checkOptions, optionError } from '../options/check-options';
import type { OptionRule, OptionRules } from '../options/check-options';
import { listOf, matching, object, required, salt, wholeNumber } from '../options/rules';
import { parseForeign } from '../request-values';

const SALT_BYTES = 32;

/** What a serial number may be. */
export const SERIAL = matching(/^[A-Za-z0-9._~-]{1,32}$/, 'a serial number');

/** Serial numbers under one root. What `serials` and `salts` say stays with the maker. */
export interface SerialTree {
  /** What `products.make` takes as `rooted`. */
  readonly rooted: ItemRoot;
  /** Salt of each serial number, hex, in their order: secrets, which the tree is made of again. */
  readonly salts: readonly string[];
  /**
   * Shows the serial number of one item to who has this.
   * @example verifyRecalled({ recall, index: 12, opening: tree.open(12) });
   * @throws OPTIONS_INVALID
   */
  open(index: number): SerialOpening;
}

/** The serial numbers, and the salts of a tree that is made again. */
export interface SerialTreeOptions {
  /** In the order of the items. */
  readonly serials: readonly string[];
  /** 64 hex digits each; new random ones unless given. */
  readonly salts?: readonly string[];
}

const SERIALS = { min: 1, max: LIMITS.rootedItemsMax };
const SERIAL_TREE_OPTIONS: OptionRules<SerialTreeOptions> = {
  serials: required(listOf(SERIAL, SERIALS)),
  salts: listOf(salt, SERIALS),
};

/**
 * Makes the root over serial numbers that nobody can guess, since each has a salt of 256 random bits. No two leaves have the same salt.
 * @example
 * const tree = createSerialTree({ serials });
 * await client.products.make({ classId: 'Org1MSP/pills', version: 0, ref: 'B-9', rooted: tree.rooted });
 * @throws OPTIONS_INVALID
 */
export function createSerialTree(options: SerialTreeOptions): SerialTree {
  checkOptions(SERIAL_TREE_OPTIONS, options);
  const { serials, salts = newSalts(serials.length) } = options;
  if (salts.length !== serials.length) {
    throw optionError({ option: 'salts', rule: 'as many as serials' });
  }
  if (new Set(salts).size !== salts.length) {
    throw optionError({ option: 'salts', rule: 'distinct' });
  }
  const leaves = serials.map((serial, index) => ({ serial, salt: salts[index] ?? '' }));
  const levels = merkleLevels(leaves.map((leaf) => leafHash(serialLeaf(leaf))));
  const place = wholeNumber(0, leaves.length - 1);
  return {
    rooted: { root: levels.at(-1)?.[0]?.toString('hex') ?? '', count: leaves.length },
    salts,
    open: (index) => {
      place.check(index, 'index');
      const leaf = leaves[index] ?? { serial: '', salt: '' };
      return { ...leaf, path: merklePath(levels, index).map((hash) => hash.toString('hex')) };
    },
  };
}

/** What shows that an item is recalled: its place among those of the root, and the opening that the maker gave. */
export interface RecalledItem {
  /** What `products.getRecall` answered. */
  readonly recall: {
    /** The root of the recalled serial numbers; nothing is found where the recall has none. */
    readonly rooted?: ItemRoot | undefined;
  };
  /** The item's number under the root. */
  readonly index: number;
  /** Its serial number with salt and path. */
  readonly opening: SerialOpening;
}

const number: OptionRule = {
  check: (value, option) => {
    if (typeof value !== 'number') throw optionError({ option, rule: 'a number', value });
  },
};
const RECALLED: OptionRules<RecalledItem> = {
  recall: required(object),
  index: required(number),
  opening: required(object),
};

/**
 * Checks that an item is one of those that a recall names by a root. Nobody learns from it which other serial numbers are recalled.
 * @example
 * const recall = await client.products.getRecall({ recallId: 'Org1MSP/R-7' });
 * verifyRecalled({ recall, index: 12, opening });
 * @throws OPTIONS_INVALID, INCLUSION_INVALID
 */
export function verifyRecalled(item: RecalledItem): void {
  checkOptions(RECALLED, item, 'item');
  const { recall, index, opening } = item;
  const isPlace = Number.isSafeInteger(index) && index >= 0;
  if (recall.rooted === undefined || !isPlace || !isOpened(recall.rooted, index, opening)) {
    throw createError('INCLUSION_INVALID');
  }
}

/** What somebody gave may be anything. */
function isOpened(rooted: ItemRoot, index: number, opening: SerialOpening): boolean {
  const isOne = unlessRefused(() =>
    opensSerial(parseForeign(ItemRoot, rooted), index, parseForeign(SerialOpening, opening)),
  );
  return isOne === true;
}

function newSalts(count: number): string[] {
  return Array.from({ length: count }, () => randomBytes(SALT_BYTES).toString('hex'));
}
