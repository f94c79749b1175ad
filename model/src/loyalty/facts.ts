import { ModelError } from '../errors';
import { defineFact, type Address, type FactEvent } from '../fact/define-fact';
import { keyForm, ownerOf } from '../fact/key-form';
import { lotsKey, spentKey } from '../lot/keys';
import { LotsIssued, type IssuedLot } from './accrual';
import type { LotRecord } from './lot-record';
import { Settled, SettlementProposed } from './settlement';
import { LotsSpent } from './spend';
import { ProgrammeTerms } from './terms';

/** Key of the marker that points were booked for a journey, in the issuer's seals; the digest is the journey's commitment. */
export const journeyKey = keyForm('journey/{programme}/{digest}');

/** Key of the marker that a claim is settled, in the seals of both companies; a number that a company used up alone settles nothing. */
export const settledKey = keyForm('settled/{claim}/{number}');

/** One version of a programme's terms. */
export const loyaltyTerms = defineFact({
  type: 'loyalty.terms',
  version: 1,
  key: keyForm('terms/{programme}/{number}'),
  body: ProgrammeTerms,
  firstVoucher: ({ programme }) => ownerOf(programme),
  governedBy: 'loyalty',
  check: ({ parts, body }) => {
    const index = body.partners.indexOf(ownerOf(parts.programme));
    if (index < 0) return;
    throw new ModelError({
      code: 'FIELD_CONFLICT',
      field: `body.partners[${index}]`,
      rule: 'not the issuer',
    });
  },
  assets: ({ parts }) => [`programme/${parts.programme}`],
});

/** What the event of one lot says. */
type BookedLot = IssuedLot &
  Pick<LotsIssued, 'programme' | 'origin' | 'termsVersion'> &
  Pick<LotRecord, 'lotId'>;

/** Lots that an issuer books. */
export const loyaltyLots = defineFact({
  type: 'loyalty.lots',
  version: 1,
  key: lotsKey,
  body: LotsIssued,
  firstVoucher: ({ company }) => company,
  check: ({ parts, body }) => {
    demandOwned(parts.company, 'programme', [body.programme]);
    const journeys = body.lots.map(({ journey }) => journey);
    const index = journeys.findIndex((journey, place) => journeys.indexOf(journey) < place);
    if (index < 0) return;
    throw new ModelError({
      code: 'FIELD_DUPLICATE',
      field: `body.lots[${index}].journey`,
      rule: 'distinct entries',
    });
  },
  markers: ({ parts: { company }, body: { programme, lots } }) =>
    lots.map(({ journey }) => ({ mspId: company, key: journeyKey.build({ programme, digest: journey }) })),
  events: ({ parts: { company, ref }, body: { programme, origin, termsVersion, lots } }) =>
    lots.map(({ holder, journey, amount, expiresAt }, index): FactEvent<BookedLot> => {
      const lotId = `${company}/${ref}/${index}`;
      return { index, body: { lotId, programme, holder, journey, amount, expiresAt, origin, termsVersion } };
    }),
  assets: ({ parts: { company, ref }, body }) =>
    body.lots.map((_, index) => `lot/${company}/${ref}/${index}`),
});

/** A transfer or a redemption of lots. */
export const loyaltySpent = defineFact({
  type: 'loyalty.spent',
  version: 1,
  key: keyForm('spend/{company}/{ref}'),
  body: LotsSpent,
  firstVoucher: ({ company }) => company,
  otherVouchers: ({ body }) => (body.claim === undefined ? [] : [body.claim.creditor]),
  check: ({ parts, body }) => {
    demandOwned(parts.company, 'programme', [body.programme]);
    demandOwned(parts.company, 'inputs', body.inputs);
    if (body.ref === parts.ref) return;
    throw new ModelError({ code: 'FACT_KEY', field: 'body.ref', rule: 'as in the key' });
  },
  markers: ({ body }) => body.inputs.map((lot) => ({ mspId: ownerOf(lot), key: spentKey.build({ lot }) })),
  assets: ({ parts: { company, ref }, body }) => [
    ...body.inputs.map((lot) => `lot/${lot}`),
    ...body.outputs.map((_, index) => `lot/${company}/${ref}/s${index}`),
  ],
});

/** That a company proposes to net claims with another. */
export const loyaltySettlementProposed = defineFact({
  type: 'loyalty.settlementProposed',
  version: 1,
  key: keyForm('settlement/{settlement}'),
  body: SettlementProposed,
  firstVoucher: ({ settlement }) => ownerOf(settlement),
  assets: ({ parts }) => [`settlement/${parts.settlement}`],
});

/** That the counterparty agreed; both vouch. */
export const loyaltySettled = defineFact({
  type: 'loyalty.settled',
  version: 1,
  key: keyForm('settlement/{settlement}/accepted/{counterparty}'),
  body: Settled,
  firstVoucher: ({ settlement }) => ownerOf(settlement),
  otherVouchers: ({ parts }) => [parts.counterparty],
  check: ({ parts, body }) => {
    if (body.counterparty === parts.counterparty && parts.counterparty !== ownerOf(parts.settlement)) return;
    throw new ModelError({
      code: 'FACT_KEY',
      field: 'body.counterparty',
      rule: 'as in the key, not the proposer',
    });
  },
  markers: ({ parts: { settlement, counterparty }, body }) =>
    body.marks.flatMap(({ claim, number }) =>
      settledMarks({ claim, number }, [ownerOf(settlement), counterparty]),
    ),
  assets: ({ parts }) => [`settlement/${parts.settlement}`],
});

/** Where two companies mark a claim as settled under a number. */
export function settledMarks(
  mark: { readonly claim: string; readonly number: number },
  companies: readonly string[],
): Address[] {
  const { claim, number } = mark;
  return companies.map((mspId) => ({ mspId, key: settledKey.build({ claim, number }) }));
}

/** Facts of loyalty programmes. */
export const LOYALTY_FACTS = [
  loyaltyTerms,
  loyaltyLots,
  loyaltySpent,
  loyaltySettlementProposed,
  loyaltySettled,
] as const;

function demandOwned(company: string, name: string, ids: readonly string[]): void {
  const index = ids.findIndex((id) => ownerOf(id) !== company);
  if (index < 0) return;
  throw new ModelError({ code: 'FACT_KEY', field: `body.${name}[${index}]`, rule: `owned by ${company}` });
}
