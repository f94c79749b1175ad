import { keyForm } from '../fact/key-form';

/** Key of lots that a company issued, in its own seals: a lot's id has the same parts. */
export const lotsKey = keyForm('lots/{company}/{ref}');

/** Key of the marker that a lot is spent, in the seals of the company that keeps it. */
export const spentKey = keyForm('spent/{lot}');

/** Key of the marker that the consignor issued the one title of a shipment, in its own seals. */
export const titleKey = keyForm('title/{shipment}');
