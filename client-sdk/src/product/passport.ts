import { randomBytes } from 'node:crypto';
import { canonicalJson } from '@kontti/model';
import type { AnchoredRoot, InclusionProof } from '@kontti/model';
import { createRecordTree, verifyInclusion } from '../record/record-tree';
import { PASSPORT_ENTRIES_MAX } from '../limits';
import { checkMembers, checkOptions, optionError } from '../options/check-options';
import type { OptionRule, OptionRules } from '../options/check-options';
import { listOf, nested, oneOf, required, salt, text } from '../options/rules';

/**
 * Who reads an entry of a battery passport: the public; persons with a legitimate interest and the Commission; notified bodies, market
 * surveillance authorities and the Commission (Regulation (EU) 2023/1542, Annex XIII).
 */
export const PASSPORT_GROUPS = ['public', 'legitimateInterest', 'authorities'] as const;

/** One of {@link PASSPORT_GROUPS}. */
export type PassportGroup = (typeof PASSPORT_GROUPS)[number];

/** One entry of a passport. */
export interface PassportEntry {
  /** Who reads it. */
  readonly group: PassportGroup;
  /** What is said, e.g. `ratedCapacity`. */
  readonly name: string;
  /** What is said of it. */
  readonly value: string | number | boolean;
}

/** An entry with what shows that it is in the passport; it says nothing of the others but how many they are. */
export interface OpenedEntry extends PassportEntry {
  /** 64 hex digits, without which nobody can guess the entry. */
  readonly salt: string;
  /** Where it is in the passport. */
  readonly proof: InclusionProof;
}

/** A passport of one item: its root is anchored, its entries are shown group by group. */
export interface Passport {
  /** Hex of the root, RFC 6962. */
  readonly root: string;
  /** How many entries it has. */
  readonly leaves: number;
  /**
   * The entries for one group of readers, with their proofs.
   * @example for (const { name, value } of passport.open('public')) console.log(name, value);
   */
  open(group: PassportGroup): readonly OpenedEntry[];
}

/** What a passport is about, and its entries. */
export interface PassportOptions {
  /** `<MSP id>/<ref>/<n>`. */
  readonly itemId: string;
  /** Each name once. */
  readonly entries: readonly PassportEntry[];
  /** Salts of a passport that is made again, 64 hex digits each; new random ones unless given. */
  readonly salts?: readonly string[];
}

const SALT_BYTES = 32;
const ENTRIES = { min: 1, max: PASSPORT_ENTRIES_MAX };

const entryValue: OptionRule = {
  check: (value, option) => {
    if (typeof value !== 'string' && typeof value !== 'boolean' && !Number.isFinite(value)) {
      throw optionError({ option, rule: 'a text, a finite number, true or false', value });
    }
  },
};
const ENTRY: OptionRules<PassportEntry> = {
  group: required(oneOf(...PASSPORT_GROUPS)),
  name: required(text),
  value: required(entryValue),
};
const PASSPORT_OPTIONS: OptionRules<PassportOptions> = {
  itemId: required(text),
  entries: required(listOf(nested(ENTRY), ENTRIES)),
  salts: listOf(salt, ENTRIES),
};
const OPENED: OptionRules<PassportEntry & Pick<OpenedEntry, 'salt'>> = { ...ENTRY, salt: required(salt) };
const ITEM: OptionRules<Pick<PassportOptions, 'itemId'>> = { itemId: required(text) };

/**
 * Makes the passport of an item. Keep the salts with the entries: the passport is made of both again.
 * @example
 * const passport = createPassport({ itemId: 'Org1MSP/packs/0', entries });
 * const { root, leaves } = passport;
 * await client.records.anchor({ ref: 'P-0', anchors: [{ name: 'passport', root, leaves, references: ['Org1MSP/packs/0'] }] });
 * @throws OPTIONS_INVALID
 */
export function createPassport(options: PassportOptions): Passport & {
  /** The salt of each entry, 64 hex digits, in their order: secrets, which the passport is made of again. */
  readonly salts: readonly string[];
} {
  checkOptions(PASSPORT_OPTIONS, options);
  const { itemId, entries, salts: given } = options;
  const salts = given ?? entries.map(() => randomBytes(SALT_BYTES).toString('hex'));
  if (salts.length !== entries.length) {
    throw optionError({ option: 'salts', rule: 'as many as entries' });
  }
  if (new Set(salts).size !== salts.length) {
    throw optionError({ option: 'salts', rule: 'distinct' });
  }
  const names = new Set(entries.map(({ name }) => name));
  if (names.size !== entries.length) {
    throw optionError({ option: 'entries', rule: 'each name once' });
  }
  const salted = entries.map((entry, index) => ({ ...entry, salt: salts[index] ?? '' }));
  const tree = createRecordTree(salted.map((entry) => entryLeaf(itemId, entry)));
  return {
    root: tree.root,
    leaves: tree.leaves,
    salts,
    open: (group) =>
      salted.flatMap((entry, index) =>
        entry.group === group ? [{ ...entry, proof: tree.prove(index) }] : [],
      ),
  };
}

/**
 * Checks offline that an entry is in the passport of an item whose root a company anchored. The root has to come from the ledger.
 * @example
 * const { root, leaves } = await client.records.get({ recordId: 'Org1MSP/P-0/0' });
 * verifyPassportEntry(opened, { itemId: 'Org1MSP/packs/0', root, leaves });
 * @throws OPTIONS_INVALID, INCLUSION_INVALID
 */
export function verifyPassportEntry(
  opened: OpenedEntry,
  passport: AnchoredRoot & Pick<PassportOptions, 'itemId'>,
): void {
  checkMembers(OPENED, opened, 'opened');
  checkMembers(ITEM, passport, 'passport');
  const { itemId, root, leaves } = passport;
  const { group, name, value, salt, proof } = opened;
  verifyInclusion(proof, entryLeaf(itemId, { group, name, value, salt }), { root, leaves });
}

function entryLeaf(itemId: string, entry: PassportEntry & { readonly salt: string }): Buffer {
  const { group, name, value, salt } = entry;
  return Buffer.from(canonicalJson({ group, itemId, name, salt, value }));
}
