import { ASSET_TYPES } from '../asset-types';
import { ModelError } from '../errors';
import { LIMITS } from '../limits';
import { PATTERNS } from '../validation/patterns';

const { mspId: MSP, local: LOCAL, number: NUMBER } = PATTERNS;
const ASSET = `${MSP}/${LOCAL}`;

/** The form of each part that is written in braces in a key's template. */
const PARTS = {
  company: MSP,
  custodian: MSP,
  counterparty: MSP,
  grantee: MSP,
  assetType: ASSET_TYPES.join('|'),
  ref: LOCAL,
  code: '[A-Z0-9]{3}|[A-Z]{2}[A-Z2-9]{3}',
  device: ASSET,
  site: ASSET,
  subjectKind: 'site|agreement',
  subject: ASSET,
  transport: ASSET,
  shipment: ASSET,
  programme: ASSET,
  settlement: ASSET,
  claim: ASSET,
  lotClass: ASSET,
  deal: ASSET,
  lot: `${MSP}/${LOCAL}/[smd]?${NUMBER}`,
  record: `${MSP}/${LOCAL}/${NUMBER}`,
  stage: 'receipt|answer',
  productClass: ASSET,
  item: `${MSP}/${LOCAL}/${NUMBER}`,
  serial: LOCAL,
  recall: ASSET,
  kept: `${MSP}/[0-9a-f]{32,64}`,
  number: NUMBER,
  sequence: '[0-9]{16}',
  digest: '[0-9a-f]{64}',
} as const;

type PartName = keyof typeof PARTS;
type Numeric = 'number' | 'sequence';

type NamesIn<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

/** The parts of a template: numbers for `number` and `sequence`, else text. */
export type PartsOf<T extends string> = {
  readonly [N in NamesIn<T>]: N extends Numeric ? number : string;
};

/** One kind of key: how it is made from its parts, and taken apart again. */
export interface KeyForm<P extends object = object> {
  /** Text with its parts in braces, e.g. `custody/{shipment}/{number}/{custodian}`. */
  readonly template: string;
  /**
   * The key with these parts.
   * @throws ModelError `KEY_FORMAT` when a part does not have its form, so that no key can be mistaken for another
   */
  build(parts: P): string;
  /** The parts of a key, or `undefined` when it is a key of another kind. */
  parse(key: string): P | undefined;
}

/** Declares a kind of key. The name of a part decides its form. */
export function keyForm<const T extends string>(template: T): KeyForm<PartsOf<T>> {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as PartName);
  const pattern = new RegExp(
    `^${template.replaceAll(/\{(\w+)\}/g, (_, name: PartName) => `(${PARTS[name]})`)}$`,
  );
  const parse = (key: string): PartsOf<T> | undefined => {
    const match = key.length > LIMITS.keyLengthMax ? null : pattern.exec(key);
    if (match === null) return undefined;
    const parts = names.map((name, index) => {
      const part = match[index + 1] ?? '';
      return [name, name === 'number' || name === 'sequence' ? Number(part) : part] as const;
    });
    return Object.fromEntries(parts) as PartsOf<T>;
  };
  return {
    template,
    parse,
    build: (parts) => {
      const values = parts as Readonly<Record<string, string | number>>;
      const key = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
        name === 'sequence' ? String(values[name]).padStart(16, '0') : String(values[name]),
      );
      if (parse(key) === undefined) {
        throw new ModelError({ code: 'KEY_FORMAT', field: 'key', rule: template });
      }
      return key;
    },
  };
}

/** The company that owns an asset, lot, claim or settlement: the part of its id before the first `/`. */
export function ownerOf(id: string): string {
  const end = id.indexOf('/');
  return end < 0 ? id : id.slice(0, end);
}

/** The collection that keeps a company's seals; a collection's name cannot hold the dots of an MSP id. */
export function sealCollectionName(mspId: string): string {
  return `seal_${mspId.replaceAll('.', '_')}`;
}
