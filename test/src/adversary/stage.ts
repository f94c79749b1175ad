import type { KonttiClient } from '@kontti/client-sdk';
import type { Forgery } from '../cheating/altered-contract';

/** What came of a forgery. */
interface ForgeryOutcome {
  /** Name of Fabric's validation code. */
  readonly code: string;
}

/** A ledger with an honest company and others, of which some collude. */
export interface Stage extends AsyncDisposable {
  readonly honest: string;
  readonly others: readonly string[];
  /** The honest company's own client, of which every read and event has to be true. */
  readonly client: KonttiClient;
  /** A client of another company, for what honest peers record in its name. */
  clientOf(mspId: string): KonttiClient;
  /** Has the coalition's peers write what they like. */
  forge(forgery: Forgery, coalition: readonly string[]): Promise<ForgeryOutcome>;
  /** Number of the next block. */
  height(): Promise<number>;
}
