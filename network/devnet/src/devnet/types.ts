import type { ChannelCapability, Governance } from '@kontti/fabric-admin/consortium';
import type { BatchOptions, BlockCutting } from '../orderer/block-cutter';
import type {
  CompanyAuthority,
  IssueIdentityOptions,
  IssuedIdentity,
  AuthorityKeyType,
  KeyType,
} from '@kontti/fabric-protocol/certificates';
import type { CertifiedKey } from '@kontti/fabric-protocol/signatures';
import type { DeterminismOptions, DeterminismReport } from '../checks/determinism';
import type { PolicyMatrix, PolicyMatrixOptions } from '../checks/policy-matrix';
import type { Clock } from '@kontti/fabric-protocol/base';
import type { Faults } from '../faults/types';
import type { ChannelLedger, LedgerSnapshot } from '../ledger/types';
import type { TransactionName, TransactionTrace } from './trace';
import type { DeployOptions, DeployedChaincode } from '@kontti/fabric-admin/processes';
import type { Logger } from './logger';

/** A company of a devnet, with one peer. */
export interface CompanyOptions {
  /** The company's MSP id; each company has its own, and none is `OrdererMSP`. */
  readonly mspId: string;
  /** DNS domain: its peer is `peer0.<domain>`. */
  readonly domain: string;
  /** 0 takes a free port. By default the port of the last time, where there is a data directory that knows it, or else a free one. */
  readonly peerPort?: number;
  /**
   * Block 0 carries a revocation list of the company, so that `createIdentity` can make identities that are revoked. To be asked for
   * again with a data directory that was made so.
   */
  readonly hasRevocationList?: boolean;
  /** Of its authority, peer and users; P-256 by default. Ed25519 needs the capability V3_0. */
  readonly keyType?: AuthorityKeyType;
  /** Lets chaincode dial the peer, as with Fabric's `peer node start --peer-chaincodedev`; it cannot by default. */
  readonly chaincodeListener?: ChaincodeListenerOptions;
}

/** Where a company's peer takes chaincode that dials it. */
export interface ChaincodeListenerOptions {
  /** 0, which is the default, takes a free port. */
  readonly port?: number;
  /** With TLS the chaincode has to show a certificate of the company's TLS authority; without by default. */
  readonly tls?: boolean;
}

/** How state is kept: `couchdb` keeps JSON objects as documents, which rich queries find, as a peer with CouchDB does. */
export type StateDatabase = 'leveldb' | 'couchdb';

/** What a devnet is made of; all but the companies has a default. */
export interface DevnetOptions {
  /** The companies, 1 to 100, with MSP ids of their own; the first one commits what is deployed. */
  readonly companies: readonly CompanyOptions[];
  /** `mychannel` by default. */
  readonly channelId?: string;
  /** Where transactions are taken besides the gateways. Like a peer's port. */
  readonly ordererPort?: number;
  /** 10 transactions or 2 s by default, as in fabric-samples' test network. */
  readonly batch?: Partial<BatchOptions>;
  /** What cuts blocks; `automatic` by default. */
  readonly blocks?: BlockCutting;
  /** Where the folder `organizations` is written; nowhere by default. */
  readonly directory?: string;
  /**
   * Where the network is kept: its identities, ledger and packages; in memory by default. Started again on the same folder, with the
   * same companies, channel, capability and governance, the network goes on where it was.
   */
  readonly dataDirectory?: string;
  /** Called every 5,000 blocks while the ledger of a data directory is verified. */
  readonly onVerifying?: (progress: { readonly blocks: number; readonly height: number }) => void;
  /** Judges proposals and certificates, dates them, and runs every timer; TLS goes by the machine's clock. */
  readonly clock?: Clock;
  /** Returns so many random bytes, for nonces, salts and serial numbers; `randomBytes` of `node:crypto` by default. */
  readonly randomBytes?: (length: number) => Uint8Array;
  /** `leveldb` by default. */
  readonly stateDatabase?: StateDatabase;
  /** `majority` by default, as in fabric-samples' test network. */
  readonly governance?: Governance;
  /** `V2_0` by default; with `V3_0` keys of Ed25519 count in the channel. */
  readonly channelCapability?: ChannelCapability;
  /** Gets what people should know, e.g. that indexes were refused; nothing is written by default. */
  readonly logger?: Logger;
  /** One execution of chaincode; 30 s by default. */
  readonly executeTimeoutMs?: number;
}

/** A company of a devnet: how its peer is reached, and who acts in its name. */
export interface DevnetCompany {
  /** The company's MSP id. */
  readonly mspId: string;
  /** DNS domain: its peer is `peer0.<domain>`. */
  readonly domain: string;
  /** host:port of its peer, which serves the gateway too. */
  readonly endpoint: string;
  /** host:port where chaincode dials the peer, if it may. */
  readonly chaincodeEndpoint?: string;
  /** The name in the peer's TLS certificate. */
  readonly peerHostAlias: string;
  /** PEM certificate of the authority that issued the peer's TLS certificate. */
  readonly tlsRootPem: string;
  /** Its certificate authorities, which issue identities and TLS certificates. */
  readonly authority: CompanyAuthority;
  /** An admin's identity, as `organizations/` holds it. */
  readonly admin: IssuedIdentity;
  /** The peer's identity, its TLS certificate, both with keys, and its port. */
  readonly peer: { readonly identity: CertifiedKey; readonly tls: CertifiedKey; readonly port: number };
  /**
   * Makes a user of the company, with a key of its own; `client` by default. A name without `@` gets the domain of the company.
   * @throws NetworkError OPTION_INVALID for a revoked one without a revocation list, or when the list is used up
   */
  createIdentity(options: {
    name: string;
    role?: IssueIdentityOptions['role'];
    attributes?: Readonly<Record<string, string>>;
    /** Its certificate is in the revocation list of block 0. @throws NetworkError OPTION_INVALID without such a list */
    isRevoked?: boolean;
    /** P-256 by default. */
    keyType?: KeyType;
  }): Promise<IssuedIdentity>;
}

/** Where Fabric's own commands submit transactions and fetch blocks. */
export interface OrdererEndpoint {
  /** MSP id of the organisation that orders. */
  readonly mspId: string;
  /** Host and port, as `localhost:7050`. */
  readonly endpoint: string;
  /** The name in its TLS certificate. */
  readonly hostAlias: string;
  /** PEM certificate of the authority that issued the orderer's TLS certificate. */
  readonly tlsRootPem: string;
}

/** What a snapshot is called: its name, or a number. */
export type SnapshotId = string;

/** A running network. */
export interface Devnet extends AsyncDisposable {
  /** Name of its channel. */
  readonly channelId: string;
  /** The companies, in the order of the options. */
  readonly companies: readonly DevnetCompany[];
  /** Where transactions are submitted and blocks are fetched without a gateway. */
  readonly orderer: OrdererEndpoint;
  /** The ledger of the channel, which all peers of this process share: blocks, state and history, read without a client. */
  readonly ledger: ChannelLedger;
  /** What tests let go wrong. */
  readonly faults: Faults;
  /** The company of an MSP id. @throws NetworkError COMPANY_UNKNOWN */
  company(mspId: string): DevnetCompany;
  /**
   * Settles when the definition is committed and the chaincode runs, or will be dialled.
   * @throws NetworkError CHAINCODE_SOURCE_INVALID, CHAINCODE_START_FAILED, PACKAGE_INVALID, LIFECYCLE_FAILED, POLICY_INVALID, COLLECTION_INVALID
   */
  deployChaincode(options: DeployOptions): Promise<DeployedChaincode>;
  /** The package that a company's peer runs for the committed definition; undefined without one. */
  installedPackageId(options: { mspId: string; name: string }): Promise<string | undefined>;
  /** Settles when all that was submitted before is committed. @throws NetworkError ORDERER_UNREACHABLE while the orderer is down */
  cutBlock(): Promise<void>;
  /** What a committed transaction did, and why it was refused if it was. @throws NetworkError TRANSACTION_UNKNOWN */
  trace(transaction: TransactionName): Promise<TransactionTrace>;
  /**
   * Which companies' endorsements make each invocation valid in the present state, in the name of `identity` (the first
   * company's admin by default). Nothing is committed; faults do not count. @throws NetworkError OPTION_INVALID, COMPANY_UNKNOWN
   */
  policyMatrix(options: PolicyMatrixOptions & { readonly identity?: IssuedIdentity }): Promise<PolicyMatrix>;
  /**
   * Settles with the id of what is committed now: blocks, state, history, private data, definitions and installed packages. What
   * waits in the orderer is not in it. A name becomes the id; without one, a point whose snapshot was just taken gives the
   * same id again. Kept with `dataDirectory`. @throws NetworkError SNAPSHOT_REFUSED for a bad or taken name, or beyond 256
   */
  snapshot(name?: string): Promise<SnapshotId>;
  /** The snapshots that there are, oldest first. */
  snapshots(): readonly LedgerSnapshot[];
  /**
   * Everything that a snapshot holds is as it was then; what waits in the orderer is dropped, and calls and streams that run end with
   * ABORTED. The snapshot stays, so do earlier ones; later ones are gone, and their ids never come back.
   * @throws NetworkError SNAPSHOT_UNKNOWN
   */
  revert(id: SnapshotId): Promise<void>;
  /** Forgets a snapshot, and what was kept for it alone. @throws NetworkError SNAPSHOT_UNKNOWN */
  dropSnapshot(id: SnapshotId): Promise<void>;
  /**
   * Endorses each invocation by two processes of the chaincode in different surroundings, for the peer of `mspId` (the first
   * company's by default) and in the name of `identity` (its admin by default), and says what differed.
   * @throws NetworkError OPTION_INVALID, COMPANY_UNKNOWN, CHAINCODE_UNDEFINED, CHAINCODE_START_FAILED
   */
  checkDeterminism(
    options: DeterminismOptions & { readonly mspId?: string; readonly identity?: IssuedIdentity },
  ): Promise<DeterminismReport>;
  /** Stops the chaincodes that run here and all endpoints, and closes the ledger; a second call waits for the first. */
  stop(): Promise<void>;
}
