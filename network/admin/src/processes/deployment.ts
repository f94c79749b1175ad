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

export interface DeployOptions extends ChaincodeSource {
  readonly name: string;
  /** `1.0` by default. */
  readonly version?: string;
  /** The next one by default. */
  readonly sequence?: number;
  /** Policy text; the channel's `Endorsement` policy by default. */
  readonly signaturePolicy?: string;
  /** In the form of the `peer` command's collections configuration. */
  readonly collections?: readonly CollectionConfig[];
  readonly initRequired?: boolean;
  /** Companies whose peers run other code under the same definition. */
  readonly overrides?: Readonly<Record<string, ChaincodeSource>>;
}

export interface DeployedChaincode {
  readonly name: string;
  readonly version: string;
  readonly sequence: number;
  /** By company. */
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
