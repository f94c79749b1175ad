/**
 * What all nodes of a channel must be able to do: V3_0 needs Fabric v3 everywhere, and lets keys of Ed25519 and BFT in. Mirrors
 * common/capabilities/channel.go.
 */
export type ChannelCapability = 'V2_0' | 'V3_0';

/** How many companies must agree to change a chaincode's definition. */
export type Governance = 'unanimous' | 'majority';

/** How orderers agree: Raft trusts each other's word and survives crashes, BFT survives a third of orderers that lie. */
export type Consensus = 'raft' | 'bft';

/** A company of a consortium. */
export interface ConsortiumCompany {
  readonly mspId: string;
  /** DNS domain of its peers. */
  readonly domain: string;
  /** ISO 3166 code of a country or of its subdivision, e.g. `FI` or `DE-BY`. */
  readonly jurisdiction: string | undefined;
  readonly peers: number;
  /** Who else endorses what it vouches for, by type of asset: policies with placeholders, as the chaincode reads them. */
  readonly rules: Readonly<Record<string, string>>;
}

/** A collection for each company, or for each jurisdiction that has companies. */
export interface CollectionTemplate {
  readonly each: 'company' | 'jurisdiction';
  /** With `{company}` or `{jurisdiction}`. */
  readonly name: string;
  /** Policies, with `{members}`: the peers of the company, or of the jurisdiction's companies. */
  readonly policy: string;
  readonly endorsement: string | undefined;
  readonly requiredPeerCount: number;
  readonly maxPeerCount: number;
  readonly blockToLive: number;
  readonly memberOnlyRead: boolean;
  readonly memberOnlyWrite: boolean;
}

/** What companies agreed on, as the file `consortium.yaml` says it. */
export interface Consortium {
  readonly channel: string;
  readonly governance: Governance;
  readonly batch: { readonly messagesMax: number; readonly timeoutMs: number };
  readonly orderers: { readonly consensus: Consensus; readonly count: number };
  /** Where peers keep state. Each company may choose, but all have to find what the chaincode asks for. */
  readonly stateDatabase: 'leveldb' | 'couchdb';
  readonly companies: readonly ConsortiumCompany[];
  readonly collections: readonly CollectionTemplate[];
}
