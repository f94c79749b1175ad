import { sealCollectionName } from '@kontti/model';
import { isPolicySatisfied } from './memory-policy';
import { MemoryState, idOf, type StateKey, type StateWrite, type Version } from './memory-state';

/** What peers say of an ordered transaction. */
export type TransactionCode = 'VALID' | 'ENDORSEMENT_POLICY_FAILURE' | 'MVCC_READ_CONFLICT';

/** A key that was read, and which transaction had written it; `undefined` where there was nothing. */
export interface StateRead extends StateKey {
  readonly version: Version | undefined;
}

/** A transaction as it is ordered: whose client sent it, whose peers endorsed it, what it read and writes. */
export interface OrderedTransaction {
  readonly txId: string;
  readonly creator: string;
  readonly endorsers: readonly string[];
  readonly timeMs: number;
  readonly reads: readonly StateRead[];
  readonly writes: readonly StateWrite[];
  readonly event?: { readonly name: string; readonly payload: Buffer } | undefined;
}

/** A transaction of a block, with its place and the peers' verdict. */
export interface MemoryTransaction extends OrderedTransaction, Version {
  readonly code: TransactionCode;
}

/** Companies of the channel with a peer each. All of them have a seal collection, except those of `withoutSeals`. */
export interface MemoryMembers {
  readonly members: readonly string[];
  readonly withoutSeals?: readonly string[];
  /** Further collections with the companies that keep them; each of these endorses. */
  readonly collections?: Readonly<Record<string, readonly string[]>>;
}

/**
 * Blocks and the state that they make: endorsement policies of chaincode, collections and keys, then versions of what was read, as
 * Fabric's peers check them.
 */
export class MemoryChain {
  readonly state = new MemoryState();
  readonly #members: readonly string[];
  /** The companies of each defined collection. */
  readonly #collections: ReadonlyMap<string, readonly string[]>;
  readonly #transactions: MemoryTransaction[] = [];
  #height = 0;

  constructor({ members, withoutSeals = [], collections = {} }: MemoryMembers) {
    this.#members = members;
    const sealing = members.filter((mspId) => !withoutSeals.includes(mspId));
    const seals = sealing.map((mspId) => [sealCollectionName(mspId), [mspId]] as const);
    this.#collections = new Map<string, readonly string[]>([...seals, ...Object.entries(collections)]);
  }

  get members(): readonly string[] {
    return this.#members;
  }

  /** Every ordered transaction, valid or not, in the order of blocks. */
  get transactions(): readonly MemoryTransaction[] {
    return this.#transactions;
  }

  hasCollection(collection: string): boolean {
    return this.#collections.has(collection);
  }

  /** Whether a company's peers have the values of a collection. */
  isMember(collection: string, mspId: string): boolean {
    return this.#collections.get(collection)?.includes(mspId) === true;
  }

  /** Orders transactions as one block and returns their codes. */
  commit(block: readonly OrderedTransaction[]): TransactionCode[] {
    const number = this.#height;
    this.#height += 1;
    const withPolicies = new Set<string>();
    const endorsed = block.map((transaction) => {
      const isEndorsed = this.#isEndorsed(transaction, withPolicies);
      if (!isEndorsed) return false;
      for (const write of transaction.writes) if (write.policy !== undefined) withPolicies.add(idOf(write));
      return true;
    });
    return block.map((transaction, tx) => {
      const version = { block: number, tx };
      const code =
        endorsed[tx] !== true
          ? 'ENDORSEMENT_POLICY_FAILURE'
          : this.#isCurrent(transaction)
            ? 'VALID'
            : 'MVCC_READ_CONFLICT';
      if (code === 'VALID') this.state.apply(transaction.writes, version);
      this.#transactions.push({ ...transaction, ...version, code });
      return code;
    });
  }

  /** A key's own policy replaces its collection's, which replaces the chaincode's: a majority of the members. */
  #isEndorsed({ endorsers, writes }: OrderedTransaction, withPolicies: ReadonlySet<string>): boolean {
    const companies = new Set(endorsers);
    const isMajority =
      this.#members.filter((mspId) => companies.has(mspId)).length > this.#members.length / 2;
    if (writes.length === 0) return isMajority;
    return writes.every((write) => {
      if (withPolicies.has(idOf(write))) return false;
      const policy = this.state.policyOf(write);
      if (policy !== undefined) return isPolicySatisfied(policy, companies);
      if (write.collection === undefined) return isMajority;
      const keeping = this.#collections.get(write.collection);
      return keeping !== undefined && keeping.every((mspId) => companies.has(mspId));
    });
  }

  #isCurrent({ reads }: OrderedTransaction): boolean {
    return reads.every(({ version, ...key }) => {
      const current = this.state.versionOf(key);
      return current?.block === version?.block && current?.tx === version?.tx;
    });
  }
}
