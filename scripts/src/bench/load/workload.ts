import type { BenchNetwork, BenchNetworkOptions } from './bench-network';

/** One client of one company, doing one thing. */
export interface WorkloadClient {
  /** Settles when a record of this id is on the ledger. */
  submit(id: string): Promise<unknown>;
  /** Reads a record that was submitted before. */
  query(id: string): Promise<unknown>;
  close(): void;
}

/** A chaincode, the companies that run it, and a client of theirs. */
export interface Workload extends Pick<BenchNetworkOptions, 'companies' | 'chaincode'> {
  readonly name: string;
  /** What is measured, for people. */
  readonly description: string;
  connect(network: BenchNetwork): Promise<WorkloadClient>;
}
