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
  /** The company's MSP id. */
  readonly mspId: string;
  /** DNS domain of its peers. */
  readonly domain: string;
  /** ISO 3166 code of a country or of its subdivision, e.g. `FI` or `DE-BY`. */
  readonly jurisdiction: string | undefined;
  /** How many peers it has, 1 to 10; 1 by default in the file. */
  readonly peers: number;
  /** Who else endorses what it vouches for, by type of asset: policies with placeholders, as the chaincode reads them. */
  readonly rules: Readonly<Record<string, string>>;
}

/** A collection for each company, or for each jurisdiction that has companies. */
export interface CollectionTemplate {
  /** Whether each company gets a collection, or each jurisdiction that has companies. */
  readonly each: 'company' | 'jurisdiction';
  /** Name of each collection, which holds `{company}` or `{jurisdiction}`; what a name may not hold becomes `_`. */
  readonly name: string;
  /** Who are its members, with `{members}` for the company, or for the companies of the jurisdiction. */
  readonly policy: string;
  /** Who endorses writes to it, with `{members}` for the members' peers; the chaincode's policy when undefined. */
  readonly endorsement: string | undefined;
  /** Peers that must get private data before a proposal is endorsed, 0 by default in the file. */
  readonly requiredPeerCount: number;
  /** Peers that private data is sent to at most while a proposal is endorsed, 1 by default in the file. */
  readonly maxPeerCount: number;
  /** Blocks after which private data is purged; 0, the default in the file, keeps it for ever. */
  readonly blockToLive: number;
  /** Whether only clients of members may read; false by default in the file. */
  readonly memberOnlyRead: boolean;
  /** Whether only clients of members may write; false by default in the file. */
  readonly memberOnlyWrite: boolean;
}

/** What companies agreed on, as the file `consortium.yaml` says it. */
export interface Consortium {
  /** Name of the channel, `mychannel` by default in the file. */
  readonly channel: string;
  /** How many companies must agree to a chaincode definition, `unanimous` by default in the file. */
  readonly governance: Governance;
  /** When a block is cut: after so many transactions, or so many milliseconds; 500 and 50 by default in the file. */
  readonly batch: { readonly messagesMax: number; readonly timeoutMs: number };
  /** How orderers agree, and how many there are: 1 or 3 with Raft, 4 with BFT; one with Raft by default in the file. */
  readonly orderers: { readonly consensus: Consensus; readonly count: number };
  /** Where peers keep state. Each company may choose, but all have to find what the chaincode asks for. */
  readonly stateDatabase: 'leveldb' | 'couchdb';
  /** The companies, 1 to 64, with MSP ids and domains of their own. */
  readonly companies: readonly ConsortiumCompany[];
  /** Collections of private data, at most 100 templates; `consortiumCollections` fills them in. */
  readonly collections: readonly CollectionTemplate[];
}
