import { NetworkError } from '@kontti/fabric-protocol/base';

/** Keeps a simulation within what peers allow, and refuses in their words. Mirrors txmgr/tx_simulator.go. */
export class SimulationGuard {
  readonly #txId: string;
  #isClosed = false;
  #hasWritten = false;
  #hasPaginated = false;
  #hasQueriedPrivateData = false;

  constructor(txId: string) {
    this.#txId = txId;
  }

  close(): void {
    this.#isClosed = true;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  beforeRead(): void {
    if (this.#isClosed) {
      throw new NetworkError({ code: 'LEDGER_CLOSED', message: 'The simulation has ended.' });
    }
  }

  beforeWrite(): void {
    this.beforeRead();
    if (this.#hasQueriedPrivateData) {
      throw this.#refusal('Transaction has already performed queries on pvt data. Writes are not allowed');
    }
    if (this.#hasPaginated) {
      throw this.#refusal('Transaction has already performed a paginated query. Writes are not allowed');
    }
    this.#hasWritten = true;
  }

  beforePaginatedQuery(): void {
    this.beforeRead();
    if (this.#hasWritten) {
      throw this.#refusal('Paginated queries are supported only in a read-only transaction');
    }
    this.#hasPaginated = true;
  }

  /** Before a range or rich query of a collection. */
  beforePrivateQuery(): void {
    this.beforeRead();
    if (this.#hasWritten) {
      throw this.#refusal('Queries on pvt data is supported only in a read-only transaction');
    }
    this.#hasQueriedPrivateData = true;
  }

  #refusal(reason: string): NetworkError {
    return new NetworkError({
      code: 'QUERY_WITH_WRITES',
      message: `txid [${this.#txId}]: unsuppored transaction. ${reason}`,
    });
  }
}
