import type { BatchOptions } from '../orderer/block-cutter';
import type { CertifiedKey, CompanyAuthority, IssueIdentityOptions, IssuedIdentity } from '../certificates';
import type { Clock } from '../clock';
import type { ChannelLedger } from '../ledger/types';
import type { CollectionConfig } from '../lifecycle';
import type { Logger } from '../logger';
import type { Contracts } from './in-process-chaincode';

export interface CompanyOptions {
  readonly mspId: string;
  /** DNS domain: its peer is `peer0.<domain>`. */
  readonly domain: string;
  /** 0, which is the default, takes a free port. */
  readonly peerPort?: number;
}

/** How many companies must agree to change a chaincode definition. */
export type DevnetGovernance = 'unanimous' | 'majority';

export interface DevnetOptions {
  readonly companies: readonly CompanyOptions[];
  /** `mychannel` by default. */
  readonly channelId?: string;
  /** 10 transactions or 2 s by default, as in fabric-samples' test network. */
  readonly batch?: Partial<BatchOptions>;
  /** Where the folder `organizations` is written; nowhere by default. */
  readonly directory?: string;
  /** Where the ledger is kept; in memory by default. */
  readonly dataDirectory?: string;
  readonly clock?: Clock;
  readonly randomBytes?: (length: number) => Uint8Array;
  /** `majority` by default, as in fabric-samples' test network. */
  readonly governance?: DevnetGovernance;
  readonly logger?: Logger;
  /** One execution of chaincode; 30 s by default. */
  readonly executeTimeoutMs?: number;
}

/** Exactly one of these says where a chaincode runs. */
export interface ChaincodeSource {
  /** A Node package with contracts: runs in a process of its own. */
  readonly path?: string;
  /** host:port where the chaincode listens as a service, now or later. */
  readonly address?: string;
  /** Contract classes: run in this process, behind a socket all the same. */
  readonly contracts?: Contracts;
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
}

export interface DevnetCompany {
  readonly mspId: string;
  readonly domain: string;
  /** host:port of its peer, which serves the gateway too. */
  readonly endpoint: string;
  /** The name in the peer's TLS certificate. */
  readonly peerHostAlias: string;
  readonly tlsRootPem: string;
  readonly authority: CompanyAuthority;
  /** An admin's identity, as `organizations/` holds it. */
  readonly admin: IssuedIdentity;
  readonly peer: { readonly identity: CertifiedKey; readonly tls: CertifiedKey; readonly port: number };
  createIdentity(options: {
    name: string;
    role?: IssueIdentityOptions['role'];
    attributes?: Readonly<Record<string, string>>;
  }): Promise<IssuedIdentity>;
}

/** A running network. */
export interface Devnet extends AsyncDisposable {
  readonly channelId: string;
  readonly companies: readonly DevnetCompany[];
  readonly ledger: ChannelLedger;
  /** @throws NetworkError COMPANY_UNKNOWN */
  company(mspId: string): DevnetCompany;
  /** Settles when the definition is committed and the chaincode runs, or will be dialled. */
  deployChaincode(options: DeployOptions): Promise<DeployedChaincode>;
  /** Settles when all that was submitted before is committed. */
  cutBlock(): Promise<void>;
  stop(): Promise<void>;
}
