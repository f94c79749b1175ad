import { keyForm } from '../fact/key-form';

/** Key of items that a company made, in its own seals: an item's id has the same parts. */
export const itemsKey = keyForm('items/{company}/{ref}');

/** Key of the marker that a run of a class is taken, in the maker's seals. */
export const runKey = keyForm('run/{productClass}/{number}');

/** Key of the marker that an enforced item of a class has that serial number, in the maker's seals. */
export const serialKey = keyForm('serial/{productClass}/{serial}');

/** Key of step n (from 1) of an enforced item, in its maker's seals. */
export const stepKey = keyForm('step/{item}/{number}');
