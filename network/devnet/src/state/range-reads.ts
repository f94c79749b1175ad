import { ledger } from '@hyperledger/fabric-protos';
import type { Height } from '@kontti/fabric-protocol/envelopes';
import { sha256 } from './sha256';

const { KVRead, QueryReads, QueryReadsMerkleSummary, Version } = ledger.rwset.kvrwset;

type KvReadMessage = ledger.rwset.kvrwset.KVRead;
type MerkleSummaryMessage = ledger.rwset.kvrwset.QueryReadsMerkleSummary;

/** Results past which a range is summarised by a Merkle tree, and the tree's degree. */
export const rangeReadsDegree = 50;

/** What a range read: all of it, or its summary. */
export interface RangeReads {
  readonly pending: readonly KvReadMessage[];
  readonly summary: MerkleSummaryMessage | undefined;
}

/** Collects the reads of a range. Mirrors rwsetutil/query_results_helper.go. */
export class RangeReadsCollector {
  readonly #degree: number;
  readonly #levels = new Map<number, Buffer[]>();
  #pending: KvReadMessage[] = [];
  #maxLevel = 1;

  /** `degree` is at least 2. */
  constructor(degree: number) {
    this.#degree = degree;
  }

  add(key: string, version: Height): void {
    this.#pending.push(toKvRead(key, version));
    if (this.#pending.length > this.#degree) this.#foldPending();
  }

  get maxLevel(): number {
    return this.#maxLevel;
  }

  get maxLevelHashes(): readonly Buffer[] {
    return this.#levels.get(this.#maxLevel) ?? [];
  }

  done(): RangeReads {
    if (this.#maxLevel === 1 && this.maxLevelHashes.length === 0) {
      return { pending: this.#pending, summary: undefined };
    }
    if (this.#pending.length > 0) this.#foldPending();
    this.#foldLevels();
    const summary = new QueryReadsMerkleSummary();
    summary.setMaxDegree(this.#degree);
    summary.setMaxLevel(this.#maxLevel);
    summary.setMaxLevelHashesList([...this.maxLevelHashes]);
    return { pending: [], summary };
  }

  #foldPending(): void {
    const reads = new QueryReads();
    reads.setKvReadsList(this.#pending);
    this.#pending = [];
    let level = 1;
    let hashes = this.#append(level, sha256(reads.serializeBinary()));
    while (hashes.length > this.#degree) {
      this.#levels.delete(level);
      level += 1;
      hashes = this.#append(level, sha256(...hashes));
      this.#maxLevel = Math.max(this.#maxLevel, level);
    }
  }

  #foldLevels(): void {
    for (let level = 1; level < this.#maxLevel; level += 1) {
      const hashes = this.#levels.get(level) ?? [];
      const [only] = hashes;
      if (only === undefined) continue;
      this.#levels.delete(level);
      this.#append(level + 1, hashes.length === 1 ? only : sha256(...hashes));
    }
    const highest = this.maxLevelHashes;
    if (highest.length <= this.#degree) return;
    this.#levels.delete(this.#maxLevel);
    this.#maxLevel += 1;
    this.#levels.set(this.#maxLevel, [sha256(...highest)]);
  }

  #append(level: number, hash: Buffer): Buffer[] {
    const hashes = this.#levels.get(level) ?? [];
    hashes.push(hash);
    this.#levels.set(level, hashes);
    return hashes;
  }
}

export function toKvRead(key: string, version: Height | undefined): KvReadMessage {
  const read = new KVRead();
  read.setKey(key);
  if (version) read.setVersion(toVersion(version));
  return read;
}

export function toVersion(height: Height): ledger.rwset.kvrwset.Version {
  const version = new Version();
  version.setBlockNum(height.blockNumber);
  version.setTxNum(height.txNumber);
  return version;
}
