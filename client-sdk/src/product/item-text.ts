import {
  LIMITS,
  ModelError,
  SerialOpening,
  opensSerial,
  parseItemRange,
  parseValue,
  serialOf,
} from '@kontti/model';
import type { ItemsDescribed } from '@kontti/model';
import { createError } from '../errors';
import { checkMembers, checkOptions, optionError } from '../options/check-options';
import type { OptionRule, OptionRules } from '../options/check-options';
import { listOf, matching, membersOf, object, required, salt, text, wholeNumber } from '../options/rules';
import { SERIAL } from './serial-tree';

/** What a text on a product says: which item it is, and what shows it. */
export interface ItemText {
  /** `<MSP id>/<ref>/<n>`. */
  readonly itemId: string;
  /** The serial number. */
  readonly serial: string;
  /** The number of the product, as the class has it. */
  readonly gtin?: string;
  /** Of an item whose serial number only a root has. */
  readonly opening?: SerialOpening;
}

/** What is checked against: items from the ledger (`products.getItems`), and the GTIN of their class. */
export interface KnownItems extends Pick<ItemsDescribed, 'serials' | 'run' | 'rooted'> {
  /** `<MSP id>/<ref>`. */
  readonly items: string;
  /** How many they are. */
  readonly count: number;
  /** The number of the product, as the class has it. */
  readonly gtin?: string;
}

const GTIN_DIGITS = 14;
/** Levels of the largest tree that a root can have, and more. */
const PATH_LENGTH_MAX = 24;
const LINK =
  /^https:\/\/[a-z0-9.-]{1,253}\/(?:01\/([0-9]{14})\/)?21\/([A-Za-z0-9._~-]{1,32})\?k=([A-Za-z0-9_-]{1,4096})$/;
const HASH_BYTES = 32;

const GTIN = matching(/^[0-9]{1,14}$/, 'up to 14 digits');
const OPENING: OptionRules<Pick<SerialOpening, 'salt' | 'path'>> = {
  salt: required(salt),
  path: required(listOf(matching(/^[0-9a-f]{64}$/, '64 hex digits'), { min: 0, max: PATH_LENGTH_MAX })),
};
const ITEM_TEXT: OptionRules<ItemText> = {
  itemId: required({
    check: (value, option) => {
      if (typeof value !== 'string' || parseItemRange(value) === undefined) {
        throw optionError({ option, rule: '<MSPID>/<ref>/<n>', value });
      }
    },
  }),
  serial: required(SERIAL),
  gtin: GTIN,
  opening: membersOf(OPENING),
};
const KNOWN: OptionRules<KnownItems> = {
  items: required(text),
  count: required(wholeNumber(0, LIMITS.rootedItemsMax)),
  gtin: GTIN,
  serials: listOf(text, { min: 0, max: LIMITS.rootedItemsMax }),
  run: object,
  rooted: object,
};
const anyText: OptionRule = {
  check: (value, option) => {
    if (typeof value !== 'string') throw optionError({ option, rule: 'a text', value });
  },
};

/**
 * Writes what a code on a product holds: a GS1 Digital Link with the item and its proof, 60 bytes and 43 characters for each level of the
 * root's tree. `host` is the web address that a phone without this check opens.
 * @example const text = itemToText({ itemId: 'Org1MSP/B-9/17', serial, opening: tree.open(17), gtin }, 'id.example.com');
 * @throws OPTIONS_INVALID
 */
export function itemToText(item: ItemText, host: string): string {
  checkOptions(ITEM_TEXT, item, 'item');
  text.check(host, 'host');
  const { itemId, serial, gtin, opening } = item;
  const hashes = opening === undefined ? [] : [opening.salt, ...opening.path];
  const proof = Buffer.concat([
    Buffer.of(Buffer.byteLength(itemId)),
    Buffer.from(itemId),
    ...hashes.map((hash) => Buffer.from(hash, 'hex')),
  ]);
  const product = gtin === undefined ? '' : `01/${gtin.padStart(GTIN_DIGITS, '0')}/`;
  const link = `https://${host}/${product}21/${serial}?k=${proof.toString('base64url')}`;
  if (!LINK.test(link)) {
    throw optionError({
      option: 'host',
      rule: 'a host name, and values that the text can hold',
      value: host,
    });
  }
  return link;
}

/**
 * Checks offline that a text from a product names an item that its maker made, with that serial number. What is known has to come from
 * the ledger; a text says nothing about where the item is, or whether it was sold.
 * @example const { itemId, serial } = verifyItemText(scanned, await client.products.getItems({ items: 'Org1MSP/B-9' }));
 * @throws OPTIONS_INVALID, ITEM_INVALID
 */
export function verifyItemText(text: string, known: KnownItems): ItemText {
  anyText.check(text, 'text');
  checkMembers(KNOWN, known, 'known');
  try {
    return readText(text, known);
  } catch (error) {
    if (!(error instanceof ModelError)) {
      throw error;
    }
    throw createError('ITEM_INVALID', { because: error.rule, details: { rule: error.rule }, cause: error });
  }
}

function readText(text: string, known: KnownItems): ItemText {
  const [, gtin, serial = '', proof = ''] = LINK.exec(text) ?? [];
  const bytes = Buffer.from(proof, 'base64url');
  const length = bytes[0] ?? 0;
  const itemId = bytes.subarray(1, 1 + length).toString('latin1');
  const range = parseItemRange(itemId);
  const hashes = bytes.subarray(1 + length);
  const isRead = bytes.toString('base64url') === proof && hashes.length % HASH_BYTES === 0;
  if (range === undefined || range.first !== range.last || !isRead) throw invalid('a text of a product');
  if (range.items !== known.items || range.first >= known.count) throw invalid('one of the items');
  if (gtin !== known.gtin?.padStart(GTIN_DIGITS, '0')) throw invalid('of that product');
  const item = { itemId, serial, ...(gtin !== undefined && { gtin }) };
  if (known.rooted === undefined) {
    const isRight = hashes.length === 0 && serialOf(known, range.first) === serial;
    if (!isRight) throw invalid('the serial number of that item');
    return item;
  }
  const [salt, ...path] = Array.from({ length: hashes.length / HASH_BYTES }, (_, index) =>
    hashes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES).toString('hex'),
  );
  const opening = parseValue(SerialOpening, { serial, salt, path });
  if (!opensSerial(known.rooted, range.first, opening)) throw invalid('a proof that leads to the root');
  return { ...item, opening };
}

function invalid(rule: string): ModelError {
  return new ModelError({ code: 'PROOF', field: '', rule });
}
