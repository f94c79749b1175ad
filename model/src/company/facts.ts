import { ModelError } from '../errors';
import { defineFact } from '../fact/define-fact';
import { keyForm } from '../fact/key-form';
import { CompanyPlaces } from './place';
import { CompanyRegistration } from './registration';
import { demandReachable } from './rule-policy';
import { parseRule } from './rule-syntax';
import { CompanyRule } from './rule';

/** Key of a place's entry in its company's seals. */
export const placeKey = keyForm('place/{company}/{code}');

/** Who a company says it is: the first of this series that holds. */
export const companyRegistered = defineFact({
  type: 'company.registered',
  version: 1,
  key: keyForm('company/{company}/{number}'),
  body: CompanyRegistration,
  firstVoucher: ({ company }) => company,
  assets: ({ parts }) => [`company/${parts.company}`],
});

/** A company's rule of endorsement for one type of its assets. */
export const companyRule = defineFact({
  type: 'company.rule',
  version: 1,
  key: keyForm('rule/{company}/{assetType}/{number}'),
  body: CompanyRule,
  firstVoucher: ({ company }) => company,
  check: ({ parts, body }) => {
    if (parts.assetType !== body.assetType || parts.number !== body.version) {
      throw new ModelError({ code: 'FACT_KEY', field: 'body.version', rule: 'as in the key' });
    }
    demandReachable(parseRule(body.rule));
  },
  assets: ({ parts }) => [`company/${parts.company}`],
});

/** Places that a company adds to its own directory. */
export const companyPlaces = defineFact({
  type: 'company.places',
  version: 1,
  key: keyForm('places/{company}/{ref}'),
  body: CompanyPlaces,
  firstVoucher: ({ company }) => company,
  addresses: ({ parts: { company }, body }) =>
    body.places.map(({ code }) => placeKey.build({ company, code })),
  events: ({ body }) => body.places.map((place, index) => ({ index, body: place })),
  assets: ({ parts }) => [`company/${parts.company}`],
});

/** Facts of companies and their places. */
export const COMPANY_FACTS = [companyRegistered, companyRule, companyPlaces] as const;
