import type { NodeRole } from '../msp/types';
import type { Height } from '../envelopes/state-version';

/** Bytes for people: text as it is where all of it can be printed, else hex. Longer ones are cut. */
export interface DecodedValue {
  /** What `value` is: a JSON object or array, other text, or hex. */
  readonly kind: 'json' | 'text' | 'hex';
  /** The text, or the hex; JSON is as it was written, so that no number changes. */
  readonly value: string;
  /** How many bytes the whole has, also when it is cut. */
  readonly bytes: number;
  /** True when only the first 4,096 bytes are shown; absent otherwise. */
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

interface DecodedWrite {
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

/** A transaction as a block holds it, described in plain data. */
export interface DecodedTransaction {
  /** Its place in the block, from 0. */
  readonly txNumber: number;
  /** Empty when the header is malformed. */
  readonly txId: string;
  /** Name of the header's type, e.g. `ENDORSER_TRANSACTION`; `MALFORMED` without a header. */
  readonly type: string;
  /** The channel that its header names; empty when the header is malformed. */
  readonly channelId: string;
  /** The proposal's, ISO 8601 UTC: the client's choice. */
  readonly time?: string;
  /** Absent as long as no peer validated the block. */
  readonly validation?: { readonly code: number; readonly name: string };
  /** Who submitted it, and whether its signature is right; absent when the header names nobody. */
  readonly creator?: DecodedSigner;
  /** What was called; absent in transactions of other types, and when it cannot be read. */
  readonly chaincode?: DecodedInvocation;
  /** Who endorsed it, and whether the signatures are right; empty in transactions of other types. */
  readonly endorsers: readonly DecodedSigner[];
  /** What the chaincode answered, by its status as in HTTP; absent when it cannot be read. */
  readonly response?: { readonly status: number; readonly message: string; readonly payload: DecodedValue };
  /** The event that the chaincode set; absent when it set none. */
  readonly event?: { readonly name: string; readonly payload: DecodedValue };
  /** Absent when it cannot be read. */
  readonly readWriteSet?: readonly DecodedNamespace[];
  /** The step of the chaincode lifecycle that it takes; absent when it takes none. */
  readonly lifecycle?: DecodedLifecycle;
  /** The configuration that it sets; only in transactions of the type `CONFIG`. */
  readonly config?: DecodedConfig;
}

/** A block, described in plain data. */
export interface DecodedBlock {
  /** Number of the block, from 0. */
  readonly number: number;
  /** Hex of the header's SHA-256, as the next block names it. */
  readonly hash: string;
  /** Hash of the block before, in hex; empty in block 0. */
  readonly previousHash: string;
  /** SHA-256 of its transactions, in hex, as the header says. */
  readonly dataHash: string;
  /** Whether the data are those that the header names. */
  readonly isDataIntact: boolean;
  /** The newest of its transactions' times: blocks have none of their own. */
  readonly time?: string;
  /** The orderers that signed the block; none in block 0. */
  readonly orderers: readonly DecodedSigner[];
  /** Its transactions in their order, valid or not. */
  readonly transactions: readonly DecodedTransaction[];
}
