import { NetworkError } from '@kontti/fabric-protocol/base';
import { ledgerLimits } from './limits';
import type { LedgerWriter } from './ledger-writer';
import type { Store } from '../state/store';
import { type KeyRange, storeKeys } from '../state/store-keys';
import { type StoreOperation, jsonBytes, parseJson } from '../state/store-operations';
import type { LedgerSnapshot } from './types';
import { decodeUndo } from './undo-record';

/** A snapshot as the store holds it. Records are never rewritten, so their names say what they were. */
interface StoredSnapshot extends LedgerSnapshot {
  /** Counts all that were ever taken. */
  readonly number: number;
  readonly records: readonly string[];
}

interface LedgerSnapshotsOptions {
  readonly store: Store;
  readonly writer: LedgerWriter;
}

const namePattern = /^(?!\d+$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

function fail(code: 'SNAPSHOT_UNKNOWN' | 'SNAPSHOT_REFUSED', message: string, id?: string): NetworkError {
  return new NetworkError({ code, message, details: { id } });
}

/**
 * Points of a ledger to which it can go back. Taking one costs nothing; while there are any, each block keeps what it replaces, and
 * going back puts that in place again, block by block. Calls must not overlap with one another or with commits.
 */
export class LedgerSnapshots {
  readonly #store: Store;
  readonly #writer: LedgerWriter;
  #snapshots: readonly StoredSnapshot[] = [];

  constructor({ store, writer }: LedgerSnapshotsOptions) {
    this.#store = store;
    this.#writer = writer;
  }

  /** Reads the snapshots of an earlier run, and ends the revert in which it was interrupted. */
  async load(): Promise<void> {
    const entries = await this.#store.values(storeKeys.snapshots).all();
    this.#snapshots = entries
      .map((bytes) => parseJson(bytes) as StoredSnapshot)
      .toSorted((first, second) => first.number - second.number);
    const pending = this.#store.getSync(storeKeys.pendingRevert);
    if (pending) await this.revert(Buffer.from(pending).toString());
  }

  /** Oldest first. */
  list(): readonly LedgerSnapshot[] {
    return this.#snapshots.map(({ id, height }) => ({ id, height }));
  }

  /** Whether a block has to keep what it replaces. */
  get areTaken(): boolean {
    return this.#snapshots.length > 0;
  }

  /** The id; without a name, a point that was just taken gives its id again. @throws NetworkError SNAPSHOT_REFUSED */
  async take(name?: string): Promise<string> {
    const records = await this.#recordNames();
    const { height } = this.#writer.chain;
    const latest = this.#snapshots.at(-1);
    const isSame = latest?.height === height && latest.records.length === records.length;
    if (isSame && (name === undefined || name === latest.id)) return latest.id;
    const number = this.#writer.snapshotsTaken + 1;
    const id = name ?? String(number);
    if (name !== undefined) this.#checkName(name);
    if (this.#snapshots.length >= ledgerLimits.snapshotsMax) {
      throw fail(
        'SNAPSHOT_REFUSED',
        `There are ${ledgerLimits.snapshotsMax} snapshots already: drop some first.`,
      );
    }
    const snapshot: StoredSnapshot = { id, number, height, records };
    await this.#writer.write({
      operations: [{ type: 'put', key: storeKeys.snapshot(id), value: jsonBytes(snapshot) }],
      snapshotsTaken: number,
    });
    this.#snapshots = [...this.#snapshots, snapshot];
    return id;
  }

  /** Goes back; snapshots taken later are gone. @throws NetworkError SNAPSHOT_UNKNOWN */
  async revert(id: string): Promise<void> {
    const target = this.find(id);
    this.#writer.markLower(this.#chainAt(target.height));
    let operations: StoreOperation[] = [
      { type: 'put', key: storeKeys.pendingRevert, value: Buffer.from(target.id) },
    ];
    for (let blockNumber = this.#writer.chain.height - 1; blockNumber >= target.height; blockNumber -= 1) {
      const undo = this.#undoOf(blockNumber);
      operations.push(...undo.operations, { type: 'del', key: storeKeys.undo(blockNumber) });
      // Several blocks a batch, since each batch may wait for the disk; what is written last in a batch counts.
      if (operations.length >= ledgerLimits.revertOperationsMax || blockNumber === target.height) {
        await this.#writer.write({ operations, chain: undo.chain });
        operations = [];
      }
    }
    const kept = new Set(target.records);
    const later = this.#snapshots.filter(({ number }) => number > target.number);
    const lost = (await this.#recordNames()).filter((name) => !kept.has(name));
    await this.#writer.write({
      operations: [
        ...later.map((snapshot): StoreOperation => ({ type: 'del', key: storeKeys.snapshot(snapshot.id) })),
        ...lost.map((name): StoreOperation => ({ type: 'del', key: storeKeys.record(name) })),
        { type: 'del', key: storeKeys.pendingRevert },
      ],
    });
    this.#snapshots = this.#snapshots.filter(({ number }) => number <= target.number);
  }

  /** Forgets a snapshot, and what blocks kept for it alone. @throws NetworkError SNAPSHOT_UNKNOWN */
  async drop(id: string): Promise<void> {
    const dropped = this.find(id);
    const rest = this.#snapshots.filter((snapshot) => snapshot !== dropped);
    await this.#writer.write({ operations: [{ type: 'del', key: storeKeys.snapshot(id) }] });
    this.#snapshots = rest;
    const lowest = Math.min(...rest.map(({ height }) => height));
    const range: KeyRange =
      rest.length === 0 ? storeKeys.undos : { ...storeKeys.undos, lt: storeKeys.undo(lowest) };
    for (;;) {
      const keys = await this.#store.keys({ ...range, limit: ledgerLimits.revertOperationsMax }).all();
      if (keys.length === 0) return;
      await this.#writer.write({ operations: keys.map((key) => ({ type: 'del', key })) });
    }
  }

  /** @throws NetworkError SNAPSHOT_UNKNOWN */
  find(id: string): StoredSnapshot {
    const found = this.#snapshots.find((snapshot) => snapshot.id === id);
    if (found) return found;
    const known = this.#snapshots.map((snapshot) => snapshot.id).join(', ') || 'none';
    throw fail('SNAPSHOT_UNKNOWN', `There is no snapshot ${id}; there are: ${known}.`, id);
  }

  #checkName(name: string): void {
    if (!namePattern.test(name)) {
      const rule = 'use up to 64 letters, digits, dots, dashes and underscores, not digits alone';
      throw fail('SNAPSHOT_REFUSED', `'${name}' cannot be a snapshot's name: ${rule}.`, name);
    }
    if (this.#snapshots.some(({ id }) => id === name)) {
      throw fail('SNAPSHOT_REFUSED', `There is another snapshot ${name} already: drop it first.`, name);
    }
  }

  #chainAt(height: number): LedgerWriter['chain'] {
    return height === this.#writer.chain.height ? this.#writer.chain : this.#undoOf(height).chain;
  }

  #undoOf(blockNumber: number): ReturnType<typeof decodeUndo> {
    const bytes = this.#store.getSync(storeKeys.undo(blockNumber));
    if (!bytes) throw new Error(`What block ${blockNumber} replaced was not kept.`);
    return decodeUndo(bytes);
  }

  async #recordNames(): Promise<readonly string[]> {
    const keys = await this.#store.keys(storeKeys.records).all();
    return keys.map((key) => storeKeys.recordKeyToName(key));
  }
}
