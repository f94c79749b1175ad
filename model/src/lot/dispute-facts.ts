import { defineFact } from '../fact/define-fact';
import { keyForm } from '../fact/key-form';
import { DisputeEnded, LotDisputed } from './dispute';

/** That debtor or creditor disputes an obligation. */
export const lotDisputed = defineFact({
  type: 'lot.disputed',
  version: 1,
  key: keyForm('dispute/{lot}/{company}'),
  body: LotDisputed,
  firstVoucher: ({ company }) => company,
  assets: ({ parts: { lot } }) => [`lot/${lot}`],
});

/** That the company takes its dispute back. */
export const disputeEnded = defineFact({
  type: 'lot.disputeEnded',
  version: 1,
  key: keyForm('dispute/{lot}/{company}/end'),
  body: DisputeEnded,
  firstVoucher: ({ company }) => company,
  assets: ({ parts: { lot } }) => [`lot/${lot}`],
});
