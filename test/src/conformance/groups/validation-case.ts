import { forgeReadWriteSet } from '../read-write-set';
import type { TransactionPlan } from '../stage';

/** A forged transaction and what is wrong with it. */
export interface ValidationCase {
  readonly name: string;
  readonly plan: TransactionPlan;
}

/** No message: its first field says that it is longer than what there is. */
export const garbage = Uint8Array.of(0x0a, 0x7f, 0x01);

/** What a transaction did that wrote one key. */
export const results = forgeReadWriteSet([{ namespace: 'keeper', writes: [['forged/a', 'a']] }]);
