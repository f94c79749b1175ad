import type { CollectionConfig } from '../definitions/collections-config';
import type { Contracts } from './in-process-chaincode';

/** Exactly one of these says where a chaincode runs. */
export interface ChaincodeSource {
  /** A Node package with contracts: runs in a process of its own. */
  readonly path?: string;
  /** What that process sees in its environment beside what every chaincode does. */
  readonly env?: Readonly<Record<string, string>>;
  /** host:port where the chaincode listens as a service, now or later. */
  readonly address?: string;
  /** Contract classes: run in this process, behind a socket all the same. */
  readonly contracts?: Contracts;
  /** A folder whose `META-INF/statedb` holds indexes for CouchDB; that of `path` by default. */
  readonly metadataPath?: string;
}

/** A chaincode to deploy: its definition, and where it runs. */
export interface DeployOptions extends ChaincodeSource {
  /** Its name on the channel. */
  readonly name: string;
  /** `1.0` by default. */
  readonly version?: string;
  /** The next one by default. */
  readonly sequence?: number;
  /** Policy text; the channel's `Endorsement` policy by default. */
  readonly signaturePolicy?: string;
  /** In the form of the `peer` command's collections configuration. */
  readonly collections?: readonly CollectionConfig[];
  /** Whether nothing is executed before it was initialised; false by default. */
  readonly initRequired?: boolean;
  /** Companies whose peers run other code under the same definition. */
  readonly overrides?: Readonly<Record<string, ChaincodeSource>>;
}

/** A chaincode that is committed and runs. */
export interface DeployedChaincode {
  /** Its name on the channel. */
  readonly name: string;
  /** What its definition says. */
  readonly version: string;
  /** The sequence of its definition: 1 at first, then one more for each change. */
  readonly sequence: number;
  /** Id of the package that each company runs, by MSP id. */
  readonly packageIds: Readonly<Record<string, string>>;
  /**
   * Starts the processes of a chaincode with a path anew, e.g. when it was compiled again or ended by itself: at the same address,
   * as the same package. What it was executing fails as when a chaincode crashes; calls meanwhile wait for it. With `mspId` that
   * company's alone.
   * @throws NetworkError CHAINCODE_SOURCE_INVALID when it has no process here, CHAINCODE_START_FAILED
   */
  reload(options?: { readonly mspId?: string }): Promise<void>;
  /** Process ids by company, of a chaincode with a path as it runs or ran last. */
  pids(): Readonly<Record<string, number>>;
}
