import { canonicalJson, parseKey, partiesOf, type AnyFactContent, type Fact } from '@kontti/model';
import { factPolicy } from '../policy/fact-policy.js';
import type { TransactionState } from './state.js';
import { readViewContent } from './view-content.js';

/** Where an entry of a bulk fact stands. Whoever follows it verifies the fact and that the entry is the one that is meant. */
export interface Pointer {
  readonly fact: string;
  readonly index: number;
}

/** Points from an entry's own key into the bulk fact that carries it. */
export class Pointers {
  readonly #state: TransactionState;

  constructor(state: TransactionState) {
    this.#state = state;
  }

  /** Where the entry stands, or `undefined` when there is no pointer of that form. */
  async read(key: string): Promise<Pointer | undefined> {
    const { fact, index } = readViewContent(await this.#state.get(key));
    if (typeof fact !== 'string' || parseKey(fact) === undefined) return undefined;
    return typeof index === 'number' && Number.isSafeInteger(index) && index >= 0
      ? { fact, index }
      : undefined;
  }

  /** Writes a pointer to entry `index` under the policy that protects the fact itself. */
  write(pointer: { readonly key: string; readonly fact: Fact; readonly index: number }): void {
    const { key, fact, index } = pointer;
    this.#state.put({
      key,
      value: Buffer.from(canonicalJson({ fact: fact.key, index })),
      policy: factPolicy(partiesOf(fact as unknown as AnyFactContent)),
    });
  }
}
