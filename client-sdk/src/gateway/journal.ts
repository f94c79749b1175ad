/** An endorsed transaction with the client's signature, as the official client writes it down. */
interface SignedTransaction {
  readonly transactionId: string;
  readonly bytes: Uint8Array;
}

/** The result of a transaction that is valid on the ledger. */
export interface Committed {
  readonly transactionId: string;
  readonly blockNumber: bigint;
  /** What the chaincode returned. */
  readonly result: Uint8Array;
}

/** Keeps what is sent where it outlasts the process, so that the next one knows what may be on the ledger. */
export interface Journal {
  /**
   * Resolves once the signed transaction is on disk; only then it is sent. It takes the place of an earlier one of the same call, which the
   * ledger holds as invalid. @throws what ends the submit
   */
  keep(signed: SignedTransaction): Promise<void>;
  /** The transaction that was kept last is valid. */
  settle(committed: Committed): Promise<void>;
}
