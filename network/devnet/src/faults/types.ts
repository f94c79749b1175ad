/** Something that is wrong with the network until it is ended; ending it twice does nothing. */
export interface Fault extends AsyncDisposable {
  /** Its number in this network. */
  readonly id: number;
  /** What it does. */
  readonly description: FaultDescription;
  /** Settles when everything is as it was. @throws NetworkError PORT_TAKEN when a company's port was taken meanwhile */
  end(): Promise<void>;
}

/** Which fault it is, by the method of `Faults` that made it: `company-down` is `companyDown`. */
export type FaultKind =
  'company-down' | 'slow-endorser' | 'wrong-endorser' | 'cached-json' | 'dropped-streams' | 'orderer-down';

/** What a fault does, in plain data. */
export interface FaultDescription {
  /** Which fault it is. */
  readonly kind: FaultKind;
  /** The company whose peer it is; none for the orderer's. */
  readonly mspId?: string;
  /** Milliseconds by which a slow endorser's answers come later. */
  readonly delayMs?: number;
  /** What a wrong endorser signs. */
  readonly wrong?: WrongEndorsement;
  /** Which streams are dropped. */
  readonly streams?: readonly StreamKind[];
  /** Whether the orderer forgot what was in no block yet. */
  readonly losesPending?: boolean;
}

/** `results`: its own name under other results; `signature`: under the right results a signature of other bytes. */
export type WrongEndorsement = 'results' | 'signature';

/** The calls of a peer that last. */
export type StreamKind = 'chaincode-events' | 'deliver' | 'commit-status';

export const streamKinds: readonly StreamKind[] = ['chaincode-events', 'deliver', 'commit-status'];

/**
 * What tests let go wrong. Each method settles when its fault is at work. At most 1,000 are at work at once; beyond that the methods
 * throw OPTION_INVALID.
 */
export interface Faults {
  /** The faults that are at work, oldest first. */
  readonly active: readonly Fault[];
  /**
   * The company's endpoint refuses connections, its streams end, and the other gateways plan without its peer, as they do
   * when gossip has noticed. Its ledger stays. @throws NetworkError COMPANY_UNKNOWN
   */
  companyDown(options: { mspId: string }): Promise<Fault>;
  /**
   * The company's peer answers each proposal so much later, by the network's clock; several delays add up.
   * @throws NetworkError COMPANY_UNKNOWN, OPTION_INVALID
   */
  slowEndorser(options: { mspId: string; delayMs: number }): Promise<Fault>;
  /**
   * The company's peer endorses what others do not: not so transactions of `_lifecycle`.
   * @throws NetworkError COMPANY_UNKNOWN
   */
  wrongEndorser(options: { mspId: string; wrong: WrongEndorsement }): Promise<Fault>;
  /**
   * The company's peer gives single keys as they were put, as one with CouchDB does while its cache holds them; the others give JSON
   * in the form in which CouchDB has it. Chaincode that returns or writes what it read then gets no agreement.
   * @throws NetworkError COMPANY_UNKNOWN, OPTION_INVALID where state is kept in LevelDB
   */
  cachedJson(options: { mspId: string }): Promise<Fault>;
  /**
   * The streams of the company's endpoint end with UNAVAILABLE, and so do new ones; all kinds by default. End the fault at
   * once to cut only those that run. @throws NetworkError COMPANY_UNKNOWN
   */
  droppedStreams(options: { mspId: string; streams?: readonly StreamKind[] }): Promise<Fault>;
  /**
   * No gateway reaches the orderer, and no block is cut. With `losesPending` it also forgets what it accepted and put into no
   * block yet, as a crash does. @throws NetworkError OPTION_INVALID beyond 1,000 faults
   */
  ordererDown(options?: { losesPending?: boolean }): Promise<Fault>;
  /** The company's peer goes down and comes up at the same port, its ledger kept. @throws NetworkError COMPANY_UNKNOWN, PORT_TAKEN */
  restart(options: { mspId: string }): Promise<void>;
  /** Ends every fault that is at work, oldest first. @throws NetworkError PORT_TAKEN when a company's port was taken meanwhile */
  endAll(): Promise<void>;
}
