import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { by, get, put, range, steps, stepsBy, type BlockCase } from './block-case';

const conflicts: readonly BlockCase[] = [
  {
    name: 'two blind writes of one key',
    block: [steps(put('b1', 'x')), steps(put('b1', 'y'))],
    then: [get('b1')],
  },
  {
    name: 'three increments of one key',
    block: ['1', '2', '3'].map((value) => steps(get('b2'), put('b2', value))),
    then: [get('b2')],
  },
  {
    name: 'a read of a key that is written before it',
    given: [steps(put('b3'))],
    block: [steps(put('b3', '2')), steps(get('b3'), put('b3/read'))],
    then: [get('b3'), get('b3/read')],
  },
  {
    name: 'a read of a key that is written after it',
    given: [steps(put('b4'))],
    block: [steps(get('b4'), put('b4/read')), steps(put('b4', '2'))],
    then: [get('b4'), get('b4/read')],
  },
  {
    name: 'a read of a key that is deleted before it',
    given: [steps(put('b5'))],
    block: [steps(['delete', 'b5']), steps(get('b5'), put('b5/read'))],
    then: [get('b5'), get('b5/read')],
  },
  {
    name: 'a read of an absent key that is deleted before it',
    block: [steps(['delete', 'b6']), steps(get('b6'), put('b6/read'))],
    then: [get('b6'), get('b6/read')],
  },
  {
    name: 'a read of a key whose writer fails',
    given: [steps(put('b7'))],
    block: [stepsBy(by(1), put('b7', '2')), steps(get('b7'), put('b7/read'))],
    then: [get('b7'), get('b7/read')],
  },
  {
    name: 'a read of a key whose writer lost a race',
    given: [steps(put('b8'), put('b8/other'))],
    block: [
      steps(put('b8/other', '2')),
      steps(get('b8/other'), put('b8', '2')),
      steps(get('b8'), put('b8/read')),
    ],
    then: [get('b8'), get('b8/read')],
  },
  {
    name: 'a write, a deletion and a write of one key in one transaction',
    block: [steps(put('b9', 'x'), ['delete', 'b9'], put('b9', 'y'))],
    then: [get('b9')],
  },
  {
    name: 'a transaction that only reads what is written before it',
    given: [steps(put('b10'))],
    block: [steps(put('b10', '2')), steps(get('b10'))],
    then: [get('b10')],
  },
];

const many = (prefix: string, count: number): ScriptStep[] =>
  Array.from({ length: count }, (_, index) => put(`${prefix}/${String(index).padStart(3, '0')}`));

const phantoms: readonly BlockCase[] = [
  {
    name: 'a key that appears in a range',
    given: [steps(...many('p1', 3))],
    block: [steps(put('p1/001a')), steps(range('p1'), put('p1-read'))],
    then: [get('p1-read')],
  },
  {
    name: 'a key that disappears from a range',
    given: [steps(...many('p2', 3))],
    block: [steps(['delete', 'p2/001']), steps(range('p2'), put('p2-read'))],
    then: [get('p2-read')],
  },
  {
    name: 'a key that changes in a range',
    given: [steps(...many('p3', 3))],
    block: [steps(put('p3/001', '2')), steps(range('p3'), put('p3-read'))],
    then: [get('p3-read')],
  },
  {
    name: 'a key that appears beside a range',
    given: [steps(...many('p4', 3))],
    block: [steps(put('p4')), steps(range('p4'), put('p4-read'))],
    then: [get('p4-read')],
  },
  {
    name: 'a key that appears in a range that was empty',
    block: [steps(put('p5/a')), steps(range('p5'), put('p5-read'))],
    then: [get('p5-read')],
  },
  {
    name: 'a key that appears behind what was read of a range',
    given: [steps(...many('p6', 5))],
    block: [steps(put('p6/003a')), steps(range('p6', 2), put('p6-read'))],
    then: [get('p6-read')],
  },
  {
    name: 'a key that appears right behind what was read of a range',
    given: [steps(...many('p7', 5))],
    block: [steps(put('p7/001a')), steps(range('p7', 2), put('p7-read'))],
    then: [get('p7-read')],
  },
  {
    name: 'a range that its own reader writes',
    given: [steps(...many('p8', 3))],
    block: [steps(range('p8'), put('p8/001a')), steps(range('p8'), put('p8/001b'))],
    then: [range('p8')],
  },
  {
    name: 'a key that appears in a summarised range',
    given: [steps(...many('p9', 120))],
    block: [steps(put('p9/050a')), steps(range('p9'), put('p9-read'))],
    then: [get('p9-read')],
  },
  {
    name: 'a key that disappears from a summarised range',
    given: [steps(...many('p10', 120))],
    block: [steps(['delete', 'p10/119']), steps(range('p10'), put('p10-read'))],
    then: [get('p10-read')],
  },
  {
    name: 'a summarised range that stays as it was',
    given: [steps(...many('p11', 120))],
    block: [steps(put('p11')), steps(range('p11'), put('p11-read'))],
    then: [get('p11-read')],
  },
  {
    name: 'a part of a long range',
    given: [steps(...many('p12', 120))],
    block: [steps(put('p12/110a')), steps(range('p12', 60), put('p12-read'))],
    then: [get('p12-read')],
  },
  {
    name: 'a range of 51 keys, one of which changes',
    given: [steps(...many('p13', 51))],
    block: [steps(put('p13/050', '2')), steps(range('p13'), put('p13-read'))],
    then: [get('p13-read')],
  },
  {
    name: 'a range over composite keys',
    given: [steps(['putComposite', '1', 'p14', 'a', 'x'])],
    block: [steps(['putComposite', '1', 'p14', 'a', 'y']), steps(['composite', 'p14', 'a'], put('p14-read'))],
    then: [get('p14-read'), ['composite', 'p14']],
  },
];

/** Reads and ranges against the writes of the same block. */
export const blockRaces: readonly BlockCase[] = [...conflicts, ...phantoms];
