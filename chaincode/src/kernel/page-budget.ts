import { CHAINCODE_LIMITS } from '../limits';
import type { TransactionState } from './state';

/** What one page costs: entries that it examines, keys and bytes that it reads, bytes that it answers. */
export class PageBudget {
  readonly #state: TransactionState;
  readonly #readsBefore: number;
  readonly #bytesReadBefore: number;
  #entries = 0;
  #bytes = 0;

  constructor(state: TransactionState) {
    this.#state = state;
    this.#readsBefore = state.reads;
    this.#bytesReadBefore = state.bytesRead;
  }

  /** Counts an entry, and what the page shows for it. */
  spend(shown: object | undefined): void {
    this.#entries += 1;
    this.#bytes += shown === undefined ? 0 : Buffer.byteLength(textOf(shown));
  }

  /** True once the page ends with what it has. */
  get isSpent(): boolean {
    return (
      this.#entries >= CHAINCODE_LIMITS.scanMax ||
      this.#bytes >= CHAINCODE_LIMITS.pageBytesMax ||
      this.#state.reads - this.#readsBefore >= CHAINCODE_LIMITS.pageReadsMax ||
      this.#state.bytesRead - this.#bytesReadBefore >= CHAINCODE_LIMITS.pageBytesReadMax
    );
  }
}

/** A record's size as it will be answered; amounts are decimal strings there. */
function textOf(shown: object): string {
  return JSON.stringify(shown, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}
