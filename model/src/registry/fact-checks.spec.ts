import { expect } from 'chai';
import { canonicalJson } from '../json';
import { LIMITS } from '../limits';
import { refusalOf } from '../testing/refusal';
import { readVectors } from '../testing/vectors';
import { bytesToFact } from './codec';

type Json = Readonly<Record<string, unknown>>;

const facts = new Map(
  ['facts-v1', 'facts-v2']
    .flatMap((name) => readVectors<{ readonly json: string }>(name))
    .map(({ json }) => JSON.parse(json) as Json & { readonly key: string })
    .map((fact) => [fact.key, fact]),
);

/** A value whose member at a path like `body.lots.0.holder` is another one; `undefined` removes it. */
function replaced(value: unknown, [name, ...rest]: readonly string[], member: unknown): unknown {
  if (name === undefined) return member;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Json) }) as Record<
    string,
    unknown
  >;
  const next = replaced(copy[name], rest, member);
  if (next === undefined) delete copy[name];
  else copy[name] = next;
  return copy;
}

/** How a frozen fact is refused in which members are other ones. */
function refused(key: string, members: Json): string {
  const fact = facts.get(key);
  if (fact === undefined) throw new TypeError(`no frozen fact ${key}`);
  const changed = Object.entries(members).reduce<unknown>(
    (value, [path, member]) => replaced(value, path.split('.'), member),
    fact,
  );
  return refusalOf(() => bytesToFact(Buffer.from(canonicalJson(changed))));
}

const other = (key: string) => ({ key, vouchers: ['OtherMSP'] });
const entryOf = (key: string, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Json)[name], facts.get(key));
const twice = (key: string, path: string) => ({
  [path]: [entryOf(key, `${path}.0`), entryOf(key, `${path}.0`)],
});
const many = (count: number, entry: (n: number) => unknown) =>
  Array.from({ length: count }, (_, n) => entry(n));
const move = (n: number) =>
  replaced(entryOf('deal/ShopMSP/T-1', 'body.moves.0'), ['inputs', '0', 'lot'], `A/l/${n}`);

describe('what a fact says', () => {
  const refusals: readonly (readonly [key: string, members: Json, refusal: string])[] = [
    // Only who owns an asset says this of it.
    ['lots/AirMSP/L-1', other('lots/OtherMSP/L-1'), 'FACT_KEY body'],
    ['lots/AirMSP/L-1', { 'body.lots.1.shipment': 'OtherMSP/S-1' }, 'FACT_KEY body'],
    ['items/KouvolaMSP/B-17', { 'body.classId': 'OtherMSP/cell' }, 'FACT_KEY body.classId'],
    ['recall/KouvolaMSP/R-1', { 'body.classId': 'OtherMSP/cell' }, 'FACT_KEY body.classId'],
    ['recall/KouvolaMSP/R-1', { 'body.items.0': 'OtherMSP/B-17/0-99' }, 'FACT_KEY body.items[0]'],
    ['spend/AirMSP/T-1', { 'body.programme': 'OtherMSP/miles' }, 'FACT_KEY body.programme[0]'],
    ['spend/AirMSP/T-1', { 'body.inputs.0': 'OtherMSP/A-1/0' }, 'FACT_KEY body.inputs[0]'],
    ['spend/AirMSP/T-1', { 'body.ref': 'T-2' }, 'FACT_KEY body.ref'],
    [
      'commitments/KouvolaMSP/M-1',
      { 'body.commitments.1.recordId': `OtherMSP/${'ab'.repeat(16)}` },
      'FACT_KEY body.commitments[1].recordId',
    ],
    // Who is named beside the company is another one.
    ['terms/AirMSP/miles/0', { 'body.partners': ['AirMSP', 'BankMSP'] }, 'FIELD_CONFLICT body.partners[0]'],
    [
      'anchors/KouvolaMSP/PO-1',
      { 'body.anchors.0.counterparty': 'KouvolaMSP' },
      'FIELD_CONFLICT body.anchors[0].counterparty',
    ],
    [
      'settlement/CatererMSP/X-1/accepted/AirMSP',
      { 'body.counterparty': 'BankMSP' },
      'FACT_KEY body.counterparty',
    ],
    [
      'settlement/CatererMSP/X-1/accepted/AirMSP',
      { key: 'settlement/CatererMSP/X-1/accepted/CatererMSP', 'body.counterparty': 'CatererMSP' },
      'FACT_KEY body.counterparty',
    ],
    // All who act in a deal are its parties.
    ['deal/ShopMSP/T-1', { 'body.parties': ['AirMSP', 'ShopMSP'] }, 'FIELD_CONFLICT body.parties'],
    ['deal/ShopMSP/T-1', { 'body.parties': ['AirMSP', 'BankMSP'] }, 'FIELD_CONFLICT body.parties'],
    ['deal/ShopMSP/T-1/end', { 'body.parties': ['AirMSP', 'ShopMSP'] }, 'FIELD_CONFLICT body.parties'],
    ['deal/ShopMSP/T-1/end', { 'body.parties': ['AirMSP', 'BankMSP'] }, 'FIELD_CONFLICT body.parties'],
    [
      'deal/ShopMSP/T-1/end',
      { 'body.moves.0.inputs.0.pledgee': 'CarrierMSP' },
      'FIELD_CONFLICT body.parties',
    ],
    ['deal/AirMSP/N-1/end', { 'body.parties': ['BankMSP', 'ShopMSP'] }, 'FIELD_CONFLICT body.parties'],
    // A lot, a journey, an item or a record is in it once.
    ['lots/AirMSP/L-1', { 'body.lots.0.shipment': 'AirMSP/S-1' }, 'FIELD_DUPLICATE body.lots[1]'],
    ['lots/AirMSP/A-1', twice('lots/AirMSP/A-1', 'body.lots'), 'FIELD_DUPLICATE body.lots[1].journey'],
    ['moves/BankMSP/M-2', { 'body.settles.lot': 'ShopMSP/M-1/m0' }, 'FIELD_DUPLICATE body.inputs[1]'],
    ['deal/ShopMSP/T-1', { 'body.moves.1.inputs.0.lot': 'ShopMSP/M-1/m0' }, 'FIELD_DUPLICATE body.moves[1]'],
    [
      'corrections/KouvolaMSP/C-1',
      twice('corrections/KouvolaMSP/C-1', 'body.corrections'),
      'FIELD_DUPLICATE body.corrections[1]',
    ],
    [
      'contradiction/AirMSP/C-1',
      twice('contradiction/AirMSP/C-1', 'body.evidence'),
      'FIELD_DUPLICATE body.evidence[1]',
    ],
    // Bounds and what belongs together.
    ['deal/ShopMSP/T-1', { 'body.moves': many(LIMITS.dealMovesMax + 1, move) }, 'FIELD_RANGE body.moves'],
    [
      'anchors/KouvolaMSP/PO-1',
      { 'body.anchors.0.sha256': undefined },
      'FIELD_MISSING body.anchors[0].sha256',
    ],
    [
      'anchors/KouvolaMSP/PO-1',
      { 'body.anchors.1.sha256': 'ab'.repeat(32) },
      'FIELD_CONFLICT body.anchors[1].sha256',
    ],
    [
      'anchors/KouvolaMSP/PO-1',
      { 'body.anchors.1.leaves': undefined },
      'FIELD_MISSING body.anchors[1].leaves',
    ],
    ['anchors/KouvolaMSP/PO-1', { 'body.anchors.0.leaves': 5 }, 'FIELD_CONFLICT body.anchors[0].leaves'],
    ['contradiction/AirMSP/C-1', { 'body.item': undefined }, 'FIELD_MISSING body.item'],
    ['contradiction/AirMSP/C-1', { 'body.kind': 'cycle' }, 'FIELD_CONFLICT body.item'],
    ['contradiction/AirMSP/C-2', { 'body.item': 'KouvolaMSP/B-17/5' }, 'FIELD_CONFLICT body.item'],
    [
      'contradiction/AirMSP/C-2',
      { 'body.evidence.2': { fact: 'ab'.repeat(32), index: 0 } },
      'FIELD_RANGE body.evidence',
    ],
    ['product/AirMSP/watch/0', { 'body.runLength': 10 }, 'FIELD_CONFLICT body.runLength'],
    ['recall/KouvolaMSP/R-1', { 'body.items': [], 'body.batches': [] }, 'FIELD_MISSING body.items'],
    [
      'links/ShopMSP/L-2',
      {
        'body.groups': many(2, (group) => ({
          parent: `ShopMSP/packs/${group}`,
          children: many(LIMITS.linkRangesMax / 2 + group, (n) => `KouvolaMSP/B-17/${group * 10_000 + n}`),
        })),
      },
      'FIELD_RANGE body.groups',
    ],
    [
      'links/ShopMSP/L-2',
      { 'body.groups.0.children': many(LIMITS.itemsFactsMax, (n) => `KouvolaMSP/B-${n}/0`) },
      'FIELD_RANGE body.groups',
    ],
    // A step is one of one item.
    ['links/ShopMSP/L-1', { 'body.groups.0.number': 1 }, 'FIELD_CONFLICT body[0].number'],
    ['links/ShopMSP/L-1', { 'body.groups.1.children': ['AirMSP/W-1/0-1'] }, 'FIELD_CONFLICT body[1].number'],
    ['marks/ShopMSP/S-1', { 'body.marks.1.number': 1 }, 'FIELD_CONFLICT body[1].number'],
    // Items are in one parent, and not inside themselves.
    [
      'links/ShopMSP/L-1',
      { 'body.groups.1.children': ['KouvolaMSP/B-17/11'], 'body.groups.1.number': undefined },
      'FIELD_CONFLICT body.groups[1]',
    ],
    ['links/ShopMSP/L-1', { 'body.groups.0.children.1': 'ShopMSP/packs/0' }, 'FIELD_CONFLICT body.groups[0]'],
    [
      'links/ShopMSP/L-1',
      { 'body.groups.0.children.1': 'ShopMSP/packs/1', 'body.groups.1.children': ['ShopMSP/packs/0'] },
      'FIELD_CONFLICT body.groups[0]',
    ],
  ];
  for (const [index, [key, members, refusal]] of refusals.entries()) {
    it(`is refused where it cannot be so: ${index}, ${key}, ${refusal}`, () => {
      expect(refused(key, members)).to.equal(refusal);
    });
  }

  const allowed: readonly (readonly [key: string, members: Json])[] = [
    [
      'links/ShopMSP/L-2',
      { 'body.groups.0.children': many(LIMITS.itemsFactsMax - 1, (n) => `KouvolaMSP/B-${n}/0`) },
    ],
    // What is used up can be in several others, and what is taken out may have been inside.
    [
      'links/ShopMSP/L-1',
      {
        'body.kind': 'transformed',
        'body.groups.1.children': ['KouvolaMSP/B-17/11'],
        'body.groups.1.number': undefined,
        vouchers: ['ShopMSP'],
      },
    ],
    ['links/ShopMSP/L-2', { 'body.groups.0.children': ['ShopMSP/packs/0'] }],
    ['deal/ShopMSP/T-1', { 'body.moves': many(LIMITS.dealMovesMax, move) }],
    ['deal/AirMSP/N-1', { 'body.moves': many(LIMITS.dealMovesMax + 1, move) }],
    ['deal/ShopMSP/T-1', { 'body.parties': ['AirMSP', 'BankMSP', 'ShopMSP'] }],
    ['recall/KouvolaMSP/R-1', { 'body.items': [] }],
    ['recall/KouvolaMSP/R-1', { 'body.batches': [] }],
    [
      'contradiction/AirMSP/C-1',
      { 'body.evidence.1.fact': entryOf('contradiction/AirMSP/C-1', 'body.evidence.0.fact') },
    ],
    ['corrections/KouvolaMSP/C-1', { 'body.corrections.1.index': 1 }],
  ];
  for (const [index, [key, members]] of allowed.entries()) {
    it(`can be so: ${index}, ${key}`, () => {
      expect(() => refused(key, members)).to.throw('expected a refusal');
    });
  }
});
