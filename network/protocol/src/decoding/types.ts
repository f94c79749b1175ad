import type { NodeRole } from '../msp/types';
import type { Height } from '../envelopes/state-version';

/** Bytes for people: text as it is where all of it can be printed, else hex. Longer ones are cut. */
export interface DecodedValue {
  readonly kind: 'json' | 'text' | 'hex';
  /** JSON is as it was written, so that no number changes. */
  readonly value: string;
  /** Of the whole. */
  readonly bytes: number;
  readonly isCut?: true;
}

/** Whoever a certificate names; the certificate's chain is not judged. */
export interface DecodedIdentity {
  readonly mspId: string;
  /** E.g. `CN=peer0.org1.example.com, OU=peer`; absent when the bytes are no certificate. */
  readonly subject?: string;
  /** As the organisational unit (NodeOU) names it. */
  readonly role?: NodeRole;
}

export interface DecodedSigner extends DecodedIdentity {
  /** Whether the signature is by the certificate's key, as peers demand it; absent without a signature, as in block 0. */
  readonly isSignatureValid?: boolean;
}

/** What was asked of a chaincode. */
export interface DecodedInvocation {
  readonly name: string;
  /** Of the endorsed action. */
  readonly version: string;
  readonly functionName: string;
  readonly args: readonly DecodedValue[];
  readonly isInit?: true;
}

export interface DecodedRead {
  readonly key: string;
  /** Absent when the key did not exist. */
  readonly version?: Height;
}

export interface DecodedRange {
  readonly startKey: string;
  /** Empty: up to the end of the namespace. */
  readonly endKey: string;
  readonly isExhausted: boolean;
  readonly reads: readonly DecodedRead[];
  /** Instead of the reads when there were many. */
  readonly summary?: {
    readonly maxDegree: number;
    readonly level: number;
    readonly hashes: readonly string[];
  };
}

export interface DecodedWrite {
  readonly key: string;
  /** Absent for a delete. */
  readonly value?: DecodedValue;
  readonly isDelete: boolean;
}

export interface DecodedMetadataWrite {
  /** In a collection the hex of the key's SHA-256. */
  readonly key: string;
  /** Text of the key's own endorsement policy; empty when the policy is dropped. */
  readonly policy?: string;
  /** Other metadata by name. */
  readonly entries: Readonly<Record<string, DecodedValue>>;
}

/** What the ledger shows of private data: SHA-256 of keys and values, in hex. */
export interface DecodedCollection {
  readonly collection: string;
  readonly reads: readonly { readonly keyHash: string; readonly version?: Height }[];
  readonly writes: readonly {
    readonly keyHash: string;
    readonly valueHash?: string;
    readonly isDelete: boolean;
    readonly isPurge?: true;
  }[];
  readonly metadataWrites: readonly DecodedMetadataWrite[];
}

export interface DecodedNamespace {
  readonly namespace: string;
  readonly reads: readonly DecodedRead[];
  readonly ranges: readonly DecodedRange[];
  readonly writes: readonly DecodedWrite[];
  readonly metadataWrites: readonly DecodedMetadataWrite[];
  readonly collections: readonly DecodedCollection[];
}

/** A step of the chaincode lifecycle: what a company approved or the channel committed. */
export interface DecodedLifecycle {
  readonly action: 'approve' | 'commit';
  readonly name: string;
  readonly version: string;
  readonly sequence: number;
  /** Text or path. */
  readonly endorsementPolicy: string;
  readonly collections: readonly string[];
  readonly initRequired: boolean;
  /** Of an approval: what the company runs; absent when it runs nothing. */
  readonly packageId?: string;
}

/** A channel's configuration in short. */
export interface DecodedConfig {
  readonly sequence: number;
  /** MSP ids of the application's companies, and of the orderers' organisations. */
  readonly companies: readonly string[];
  readonly ordererOrganizations: readonly string[];
  readonly ordererEndpoints: readonly string[];
  readonly consensus: string;
  readonly batch: {
    readonly messagesMax: number;
    readonly absoluteBytesMax: number;
    readonly preferredBytesMax: number;
    /** As it is, e.g. `2s`. */
    readonly timeout: string;
  };
  readonly capabilities: {
    readonly channel: readonly string[];
    readonly application: readonly string[];
    readonly orderer: readonly string[];
  };
}

export interface DecodedTransaction {
  readonly txNumber: number;
  /** Empty when the header is malformed. */
  readonly txId: string;
  /** Name of the header's type, e.g. `ENDORSER_TRANSACTION`; `MALFORMED` without a header. */
  readonly type: string;
  readonly channelId: string;
  /** The proposal's, ISO 8601 UTC: the client's choice. */
  readonly time?: string;
  /** Absent as long as no peer validated the block. */
  readonly validation?: { readonly code: number; readonly name: string };
  readonly creator?: DecodedSigner;
  readonly chaincode?: DecodedInvocation;
  readonly endorsers: readonly DecodedSigner[];
  readonly response?: { readonly status: number; readonly message: string; readonly payload: DecodedValue };
  readonly event?: { readonly name: string; readonly payload: DecodedValue };
  /** Absent when it cannot be read. */
  readonly readWriteSet?: readonly DecodedNamespace[];
  readonly lifecycle?: DecodedLifecycle;
  readonly config?: DecodedConfig;
}

export interface DecodedBlock {
  readonly number: number;
  /** Hex of the header's SHA-256, as the next block names it. */
  readonly hash: string;
  readonly previousHash: string;
  readonly dataHash: string;
  /** Whether the data are those that the header names. */
  readonly isDataIntact: boolean;
  /** The newest of its transactions' times: blocks have none of their own. */
  readonly time?: string;
  readonly orderers: readonly DecodedSigner[];
  readonly transactions: readonly DecodedTransaction[];
}
