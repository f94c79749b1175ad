import { ASSET_TYPES } from '../company/rule.js';
import { ModelError } from '../errors.js';
import { LIMITS } from '../limits.js';
import { PATTERNS } from '../validation/patterns.js';

const { mspId: MSP, local: LOCAL, number: NUMBER } = PATTERNS;

/** The form of each part that stands in braces in {@link KEY_TEMPLATES}. */
const PARTS = {
  mspId: MSP,
  assetType: ASSET_TYPES.join('|'),
  ref: LOCAL,
  code: '[A-Z0-9]{3}|[A-Z]{2}[A-Z2-9]{3}',
  device: `${MSP}/${LOCAL}`,
  transport: `${MSP}/${LOCAL}`,
  shipment: `${MSP}/${LOCAL}`,
  programme: `${MSP}/${LOCAL}`,
  settlement: `${MSP}/${LOCAL}`,
  claim: `${MSP}/${LOCAL}`,
  lot: `${MSP}/${LOCAL}/s?${NUMBER}`,
  holder: '[0-9a-f]{64}',
  number: NUMBER,
  firstSequence: '[0-9]{16}',
} as const;

type PartName = keyof typeof PARTS;

/** Every kind of key of the ledger except indexes, as text with its parts in braces. */
export const KEY_TEMPLATES = {
  company: 'company/{mspId}',
  rule: 'rule/{mspId}/{assetType}/{number}',
  ruleView: 'view/rule/{mspId}/{assetType}',
  places: 'places/{mspId}/{ref}',
  place: 'place/{mspId}/{code}',
  device: 'device/{device}',
  deviceRevoked: 'device/{device}/revoked',
  transports: 'transports/{mspId}/{ref}',
  transport: 'transport/{transport}',
  updates: 'updates/{mspId}/{ref}',
  update: 'update/{transport}/{number}',
  transportView: 'view/transport/{transport}',
  shipment: 'shipment/{shipment}',
  milestones: 'milestones/{mspId}/{ref}',
  milestone: 'milestone/{shipment}/{mspId}/{ref}/{number}',
  offer: 'offer/{shipment}/{number}',
  offerWithdrawn: 'offer/{shipment}/{number}/withdrawn',
  offerAccepted: 'offer/{shipment}/{number}/accepted',
  delivery: 'delivery/{shipment}',
  shipmentView: 'view/shipment/{shipment}',
  batch: 'batch/{device}/{firstSequence}',
  excursion: 'view/excursion/{shipment}/{device}/{firstSequence}',
  terms: 'terms/{programme}/{number}',
  programmeView: 'view/programme/{programme}',
  lots: 'lots/{mspId}/{ref}',
  lot: 'lot/{lot}',
  spend: 'spend/{mspId}/{ref}',
  spent: 'spent/{lot}',
  compensated: 'compensated/{programme}/{transport}/{holder}',
  settlement: 'settlement/{settlement}',
  settlementAccepted: 'settlement/{settlement}/accepted',
  settled: 'settled/{claim}',
} as const;

/** A kind of key. */
export type KeyKind = keyof typeof KEY_TEMPLATES;

type NamesIn<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
type Numeric = 'number' | 'firstSequence';

/** The parts of a kind of key: numbers for `number` and `firstSequence`, else text. */
export type KeyParts<K extends KeyKind> = {
  readonly [N in NamesIn<(typeof KEY_TEMPLATES)[K]>]: N extends Numeric ? number : string;
};

/** A key taken apart; `kind` tells which parts there are. */
export type ParsedKey = { [K in KeyKind]: { readonly kind: K; readonly parts: KeyParts<K> } }[KeyKind];

interface Form {
  readonly kind: KeyKind;
  readonly names: readonly PartName[];
  readonly pattern: RegExp;
}

const forms = Object.entries(KEY_TEMPLATES).map(([kind, template]): Form => {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as PartName);
  const pattern = template.replaceAll(/\{(\w+)\}/g, (_, name: PartName) => `(${PARTS[name]})`);
  return { kind: kind as KeyKind, names, pattern: new RegExp(`^${pattern}$`) };
});

const formsByHead = new Map<string, Form[]>();
for (const form of forms) {
  const head = headOf(KEY_TEMPLATES[form.kind]);
  formsByHead.set(head, [...(formsByHead.get(head) ?? []), form]);
}

function headOf(key: string): string {
  const end = key.indexOf('/');
  return end < 0 ? key : key.slice(0, end);
}

/**
 * The key of a kind with these parts, e.g. `buildKey('offer', { shipment: 'KouvolaMSP/S-1', number: 1 })`.
 * @throws ModelError `KEY_FORMAT` when a part does not have its form, so that no key can be mistaken for another
 */
export function buildKey<K extends KeyKind>(kind: K, parts: KeyParts<K>): string {
  const values = parts as Readonly<Record<string, string | number>>;
  const key = KEY_TEMPLATES[kind].replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return name === 'firstSequence' ? String(value).padStart(16, '0') : String(value);
  });
  if (parseKey(key)?.kind !== kind) throw new ModelError({ code: 'KEY_FORMAT', field: 'key', rule: kind });
  return key;
}

/** The kind and parts of a key, or `undefined` when it is no key of the ledger (or an index). */
export function parseKey(key: string): ParsedKey | undefined {
  if (key.length > LIMITS.keyLengthMax) return undefined;
  for (const { kind, names, pattern } of formsByHead.get(headOf(key)) ?? []) {
    const match = pattern.exec(key);
    if (match === null) continue;
    const parts = names.map((name, index) => {
      const part = match[index + 1] ?? '';
      return [name, name === 'number' || name === 'firstSequence' ? Number(part) : part] as const;
    });
    return { kind, parts: Object.fromEntries(parts) } as unknown as ParsedKey;
  }
  return undefined;
}

/** The collection that keeps a company's seals; a collection's name cannot hold the dots of an MSP id. */
export function sealCollectionName(mspId: string): string {
  return `seal_${mspId.replaceAll('.', '_')}`;
}

/** The company that owns an asset, lot, claim or settlement: the part of its id before the first `/`. */
export function ownerOf(id: string): string {
  return headOf(id);
}
