import { ModelError } from '../errors';
import { defineFact, type Address, type FactEvent } from '../fact/define-fact';
import { keyForm, ownerOf } from '../fact/key-form';
import { ItemsContradicted } from './contradiction';
import { itemRangeOf } from './item-range';
import { ItemsMade } from './items';
import { itemsKey, runKey, serialKey, stepKey } from './keys';
import { ItemsLinked, type LinkGroup } from './links';
import { ItemsMarked, type ItemsMark } from './marks';
import { ProductClass } from './product-class';
import { ItemsRecalled, RecallAnswered } from './recall';

/** One version of a class of products. */
export const productClass = defineFact({
  type: 'product.class',
  version: 1,
  key: keyForm('product/{productClass}/{number}'),
  body: ProductClass,
  firstVoucher: ({ productClass: id }) => ownerOf(id),
  governedBy: 'product',
  assets: ({ parts }) => [`product/${parts.productClass}`],
});

function demandOwn(company: string, classId: string): void {
  if (ownerOf(classId) === company) return;
  throw new ModelError({ code: 'FACT_KEY', field: 'body.classId', rule: `owned by ${company}` });
}

/** Items that a company made. A run has one marker, an enforced item one each, and what is only challenged none. */
export const itemsMade = defineFact({
  type: 'product.made',
  version: 1,
  key: itemsKey,
  body: ItemsMade,
  firstVoucher: ({ company }) => company,
  check: ({ parts, body }) => demandOwn(parts.company, body.classId),
  markers: ({ parts: { company: mspId }, body }) => makingMarkers(mspId, body),
  assets: ({ parts: { company, ref }, body }) => [`product/${body.classId}`, `items/${company}/${ref}`],
});

function makingMarkers(
  mspId: string,
  { classId: id, run, runNumber, serials, isEnforced }: ItemsMade,
): Address[] {
  if (run !== undefined && runNumber !== undefined) {
    return [{ mspId, key: runKey.build({ productClass: id, number: runNumber }) }];
  }
  if (isEnforced !== true) return [];
  return (serials ?? []).map((serial) => ({ mspId, key: serialKey.build({ productClass: id, serial }) }));
}

/** Items that a company put into others, or took out. */
export const itemsLinked = defineFact({
  type: 'product.linked',
  version: 1,
  key: keyForm('links/{company}/{ref}'),
  body: ItemsLinked,
  firstVoucher: ({ company }) => company,
  otherVouchers: ({ body }) => body.groups.flatMap(stepOfGroup).map(({ mspId }) => mspId),
  markers: ({ body }) => body.groups.flatMap(stepOfGroup),
  check: ({ body: { groups } }) =>
    demandSingle(groups.map(({ children: items, number }) => ({ items, number }))),
  events: ({ body: { kind, action, groups } }) =>
    groups.map((group, index): FactEvent<LinkGroup & Pick<ItemsLinked, 'kind' | 'action'>> => ({
      index,
      body: Object.assign({ kind, action }, group),
    })),
  assets: ({ parts: { company, ref }, body }) => [
    `links/${company}/${ref}`,
    ...new Set(body.groups.flatMap(({ parent, children }) => [parent, ...children].map(toItems))),
  ],
});

/** What companies say became of items. */
export const itemsMarked = defineFact({
  type: 'product.marked',
  version: 1,
  key: keyForm('marks/{company}/{ref}'),
  body: ItemsMarked,
  firstVoucher: ({ company }) => company,
  otherVouchers: ({ body }) => body.marks.flatMap(stepOfMark).map(({ mspId }) => mspId),
  markers: ({ body }) => body.marks.flatMap(stepOfMark),
  check: ({ body: { marks } }) =>
    demandSingle(marks.map(({ items, number }) => ({ items: [items], number }))),
  events: ({ body }) => body.marks.map((mark, index) => ({ index, body: mark })),
  assets: ({ body }) => [...new Set(body.marks.map(({ items }) => toItems(items)))],
});

/** A recall of items by who made them. */
export const itemsRecalled = defineFact({
  type: 'product.recalled',
  version: 1,
  key: keyForm('recall/{recall}'),
  body: ItemsRecalled,
  firstVoucher: ({ recall }) => ownerOf(recall),
  check: ({ parts, body }) => {
    const company = ownerOf(parts.recall);
    demandOwn(company, body.classId);
    const index = body.items.findIndex((text) => itemRangeOf(text).company !== company);
    if (index < 0) return;
    throw new ModelError({ code: 'FACT_KEY', field: `body.items[${index}]`, rule: `made by ${company}` });
  },
  assets: ({ parts: { recall }, body }) => [
    `recall/${recall}`,
    `product/${body.classId}`,
    ...new Set(body.items.map(toItems)),
  ],
});

/** What a company did about a recall. */
export const recallAnswered = defineFact({
  type: 'product.answered',
  version: 1,
  key: keyForm('answers/{company}/{ref}'),
  body: RecallAnswered,
  firstVoucher: ({ company }) => company,
  assets: ({ body }) => [`recall/${body.recallId}`],
});

/** Statements that cannot all be true, shown by any company. */
export const itemsContradicted = defineFact({
  type: 'product.contradicted',
  version: 1,
  key: keyForm('contradiction/{company}/{ref}'),
  body: ItemsContradicted,
  firstVoucher: ({ company }) => company,
  assets: ({ parts: { company, ref }, body }) => [
    `contradiction/${company}/${ref}`,
    ...(body.item === undefined ? [] : [toItems(body.item)]),
  ],
});

/** The history in which statements about items are found. */
function toItems(text: string): string {
  return `items/${itemRangeOf(text).items}`;
}

function stepOfGroup({ children, number }: LinkGroup): Address[] {
  return children.slice(0, 1).flatMap((child) => stepAt(child, number));
}

function stepOfMark({ items, number }: ItemsMark): Address[] {
  return stepAt(items, number);
}

function stepAt(item: string, number: number | undefined): Address[] {
  if (number === undefined) return [];
  return [{ mspId: ownerOf(item), key: stepKey.build({ item, number }) }];
}

/** A step is one of one item. */
function demandSingle(
  entries: readonly { readonly items: readonly string[]; readonly number: number | undefined }[],
): void {
  entries.forEach(({ items, number }, index) => {
    const [item = ''] = items;
    if (number === undefined || (items.length === 1 && !item.includes('-', item.lastIndexOf('/')))) return;
    throw new ModelError({ code: 'FIELD_CONFLICT', field: `body[${index}].number`, rule: 'of one item' });
  });
}

/** Facts of products. */
export const PRODUCT_FACTS = [
  productClass,
  itemsMade,
  itemsLinked,
  itemsMarked,
  itemsRecalled,
  recallAnswered,
  itemsContradicted,
] as const;
