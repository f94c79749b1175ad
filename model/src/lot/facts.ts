import { ModelError } from '../errors';
import { defineFact, type Address, type FactEvent } from '../fact/define-fact';
import { keyForm, ownerOf } from '../fact/key-form';
import { demandDistinct } from '../validation/distinct';
import { disputeEnded, lotDisputed } from './dispute-facts';
import { DealAgreed, DealClosed, DealProposed, DealWithdrawn } from './deal';
import { keeperOf } from './holder';
import { ClassLotsIssued, type LotIssue } from './issue';
import { lotsKey, spentKey, titleKey } from './keys';
import { LotClass } from './lot-class';
import { ClassLotsMoved, lotsUsedUp, type MovedLots } from './move';
import type { ClassLotRecord } from './records';

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
    lots.map((lot, index): FactEvent<LotIssue & Pick<ClassLotRecord, 'lotId' | 'classId'>> => {
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
  check: ({ body }) => demandDistinct(lotsUsedUp(body), { field: 'body.inputs', idOf: (lot) => lot }),
  markers: ({ parts: { company }, body }) => spentMarkers(company, body),
  assets: ({ parts: { company, ref }, body }) => [
    ...lotsUsedUp(body).map((lot) => `lot/${lot}`),
    ...body.outputs.map((_, n) => `lot/${company}/${ref}/m${n}`),
  ],
});

/** Key of how a deal ended, in its proposer's seals: closed or withdrawn, once. */
export const dealEndKey = keyForm('deal/{deal}/end');

/** Several moves, all or none, that a company proposes to others. */
export const dealProposed = defineFact({
  type: 'deal.proposed',
  version: 1,
  key: keyForm('deal/{deal}'),
  body: DealProposed,
  firstVoucher: ({ deal }) => ownerOf(deal),
  check: ({ parts, body }) => {
    demandParties(body.parties, [ownerOf(parts.deal), ...body.moves.map(({ company }) => company)]);
  },
  assets: ({ parts, body }) => [
    `deal/${parts.deal}`,
    ...body.moves.flatMap(lotsUsedUp).map((lot) => `lot/${lot}`),
  ],
});

/** That a party agrees to a proposal, which it names by its digest. */
export const dealAgreed = defineFact({
  type: 'deal.agreed',
  version: 1,
  key: keyForm('deal/{deal}/agreed/{company}'),
  body: DealAgreed,
  firstVoucher: ({ company }) => company,
  assets: ({ parts }) => [`deal/${parts.deal}`],
});

/** That all moves of a deal are done; all parties vouch. */
export const dealClosed = defineFact({
  type: 'deal.closed',
  version: 1,
  key: dealEndKey,
  body: DealClosed,
  firstVoucher: ({ deal }) => ownerOf(deal),
  otherVouchers: ({ body }) => body.parties,
  check: ({ parts, body }) => {
    const debtors = body.netting === true ? body.moves.map(({ classId }) => ownerOf(classId)) : [];
    const acting = [...body.moves.flatMap((move) => [move.company, ...keepersOf(move)]), ...debtors];
    demandParties(body.parties, [ownerOf(parts.deal), ...acting]);
  },
  markers: ({ body }) => body.moves.flatMap((move) => spentMarkers(move.company, move)),
  assets: ({ parts, body }) => [
    `deal/${parts.deal}`,
    ...body.moves.flatMap(lotsUsedUp).map((lot) => `lot/${lot}`),
    ...body.moves.flatMap(({ outputs }) => outputs).map((_, n) => `lot/${parts.deal}/d${n}`),
  ],
});

/** That the proposer takes a deal back. */
export const dealWithdrawn = defineFact({
  type: 'deal.withdrawn',
  version: 1,
  key: dealEndKey,
  body: DealWithdrawn,
  firstVoucher: ({ deal }) => ownerOf(deal),
  assets: ({ parts }) => [`deal/${parts.deal}`],
});

/** Facts of lots and of deals about them. */
export const LOT_FACTS = [
  lotClass,
  lotIssued,
  lotMoved,
  dealProposed,
  dealAgreed,
  dealClosed,
  dealWithdrawn,
  lotDisputed,
  disputeEnded,
] as const;

/** Where the keepers of what a move uses up mark it as spent. */
function spentMarkers(company: string, move: MovedLots): Address[] {
  const { settles } = move;
  const keepers = keepersOf(move);
  return [
    ...move.inputs.map(({ lot }, index) => ({
      mspId: keepers[index] ?? company,
      key: spentKey.build({ lot }),
    })),
    ...(settles === undefined ? [] : [{ mspId: company, key: spentKey.build({ lot: settles.lot }) }]),
  ];
}

function demandParties(parties: readonly string[], companies: readonly string[]): void {
  if (companies.every((company) => parties.includes(company))) return;
  throw new ModelError({ code: 'FIELD_CONFLICT', field: 'body.parties', rule: 'all who act' });
}

/** The company that keeps each input of a move, in their order. */
function keepersOf({ classId, inputs }: Pick<MovedLots, 'classId' | 'inputs'>): string[] {
  const issuer = ownerOf(classId);
  return inputs.map(({ holder, pledgee }) => keeperOf({ holder, pledgee, issuer }));
}
