import { ModelError } from '../errors';
import { defineFact } from '../fact/define-fact';
import { keyForm, ownerOf } from '../fact/key-form';
import { demandDistinct } from '../validation/distinct';
import { keeperOf } from './holder';
import { ClassLotsIssued } from './issue';
import { lotsKey, spentKey, titleKey } from './keys';
import { LotClass } from './lot-class';
import { ClassLotsMoved, lotsUsedUp } from './move';

/** One version of a class of lots. */
export const lotClass = defineFact({
  type: 'lot.class',
  version: 1,
  key: keyForm('class/{lotClass}/{number}'),
  body: LotClass,
  firstVoucher: ({ lotClass: id }) => ownerOf(id),
  governedBy: 'lot',
  assets: ({ parts }) => [`class/${parts.lotClass}`],
});

/** Lots of a class that their issuer issues. */
export const lotIssued = defineFact({
  type: 'lot.issued',
  version: 1,
  key: lotsKey,
  body: ClassLotsIssued,
  firstVoucher: ({ company }) => company,
  check: ({ parts, body }) => {
    const ids = [body.classId, ...body.lots.flatMap(({ shipment }) => shipment ?? [])];
    if (ids.every((id) => ownerOf(id) === parts.company)) return;
    throw new ModelError({ code: 'FACT_KEY', field: 'body', rule: `owned by ${parts.company}` });
  },
  // A shipment has one title: the company that owns the shipment's id issues it.
  markers: ({ parts: { company: mspId }, body }) =>
    body.lots.flatMap(({ shipment }) =>
      shipment === undefined ? [] : [{ mspId, key: titleKey.build({ shipment }) }],
    ),
  events: ({ parts: { company, ref }, body: { classId, lots } }) =>
    lots.map((lot, index) => {
      const lotId = `${company}/${ref}/${index}`;
      return { index, body: Object.assign({ lotId, classId }, lot) };
    }),
  assets: ({ parts: { company, ref }, body }) => body.lots.map((_, n) => `lot/${company}/${ref}/${n}`),
});

/** A move of lots. */
export const lotMoved = defineFact({
  type: 'lot.moved',
  version: 1,
  key: keyForm('moves/{company}/{ref}'),
  body: ClassLotsMoved,
  firstVoucher: ({ company }) => company,
  otherVouchers: ({ body }) => keepersOf(body),
  check: ({ body }) => {
    demandDistinct(lotsUsedUp(body), { field: 'body.inputs', idOf: (lot) => lot });
  },
  markers: ({ parts: { company }, body }) => {
    const { settles } = body;
    const keepers = keepersOf(body);
    return [
      ...body.inputs.map(({ lot }, index) => ({
        mspId: keepers[index] ?? company,
        key: spentKey.build({ lot }),
      })),
      ...(settles === undefined ? [] : [{ mspId: company, key: spentKey.build({ lot: settles.lot }) }]),
    ];
  },
  assets: ({ parts: { company, ref }, body }) => [
    ...lotsUsedUp(body).map((lot) => `lot/${lot}`),
    ...body.outputs.map((_, n) => `lot/${company}/${ref}/m${n}`),
  ],
});

/** Facts of lots. */
export const LOT_FACTS = [lotClass, lotIssued, lotMoved] as const;

/** The company that keeps each input of a move, in their order. */
function keepersOf({ classId, inputs }: Pick<ClassLotsMoved, 'classId' | 'inputs'>): string[] {
  const issuer = ownerOf(classId);
  return inputs.map(({ holder, pledgee }) => keeperOf({ holder, pledgee, issuer }));
}
