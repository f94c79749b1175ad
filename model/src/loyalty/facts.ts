import { ModelError } from '../errors.js';
import { defineFact } from '../fact/define-fact.js';
import { keyForm, ownerOf } from '../fact/key-form.js';
import { LotsIssued } from './accrual.js';
import { isSignedByHolder } from './holder.js';
import { Settled, SettlementProposed } from './settlement.js';
import { LotsSpent } from './spend.js';
import { ProgrammeTerms } from './terms.js';

/** Key of the marker that a lot is spent, in its issuer's seals. */
export const spentKey = keyForm('spent/{lot}');

/** One version of a programme's terms. */
export const loyaltyTerms = defineFact({
  type: 'loyalty.terms',
  version: 1,
  key: keyForm('terms/{programme}/{number}'),
  body: ProgrammeTerms,
  firstVoucher: ({ programme }) => ownerOf(programme),
  governedBy: 'loyalty',
  assets: ({ parts }) => [`programme/${parts.programme}`],
});

/** Lots that an issuer books. */
export const loyaltyLots = defineFact({
  type: 'loyalty.lots',
  version: 1,
  key: keyForm('lots/{company}/{ref}'),
  body: LotsIssued,
  firstVoucher: ({ company }) => company,
  check: ({ parts, body }) => demandOwned(parts.company, 'programme', [body.programme]),
  events: ({ parts: { company, ref }, body: { programme, origin, lots } }) =>
    lots.map((lot, index) => ({
      index,
      body: { ...lot, lotId: `${company}/${ref}/${index}`, programme, origin },
    })),
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
  },
  isSigned: (body, scope) => isSignedByHolder(body, scope),
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
  assets: ({ parts }) => [`settlement/${parts.settlement}`],
});

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
