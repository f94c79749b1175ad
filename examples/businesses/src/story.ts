import type { KonttiClient, KonttiEvent } from '@kontti/client-sdk';
import type { SealCollection } from '@kontti/model';

/** A number that the story counted itself, and the same one computed anew from the facts on the ledger. */
interface Figure {
  readonly name: string;
  readonly expected: bigint | number | string;
  readonly found: bigint | number | string;
}

/** The network on which a story runs. Every company is registered, with an admin's client. */
export interface Stage {
  /** The client of a company, by the name that the story gave it. */
  readonly client: (company: string) => KonttiClient;
  /** All that became true up to a block, as a company's own peer proves it. */
  readonly events: (company: string, toBlock: bigint) => Promise<readonly KonttiEvent[]>;
}

/** A business that works on the ledger, from its first call to its figures. */
export interface Story {
  /** What it shows, in one line. */
  readonly about: string;
  /** MSP ids by the names under which the story knows the companies. */
  readonly companies: Readonly<Record<string, string>>;
  /** Collections of private records, beside the companies' seals. */
  readonly collections?: readonly SealCollection[];
  run(stage: Stage): Promise<readonly Figure[]>;
}
