import { NetworkError } from '../errors';

/** Keeps a simulation within what peers allow. Mirrors txmgr/tx_simulator.go. */
export class SimulationGuard {
  #isClosed = false;
  #hasWritten = false;
  #hasQueried = false;

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
    if (this.#hasQueried) throw queryWithWrites('it has already performed a paginated or private query');
    this.#hasWritten = true;
  }

  /** Before a paginated query, or a query on private data. */
  beforeReadOnlyQuery(): void {
    this.beforeRead();
    if (this.#hasWritten) throw queryWithWrites('it has already written');
    this.#hasQueried = true;
  }
}

function queryWithWrites(reason: string): NetworkError {
  return new NetworkError({
    code: 'QUERY_WITH_WRITES',
    message: `Paginated and private queries are supported only in a read-only transaction: ${reason}.`,
  });
}
