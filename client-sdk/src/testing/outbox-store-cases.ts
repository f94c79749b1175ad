import { expect } from 'chai';
import { KonttiError } from '../errors';
import type {
  NewRow,
  OutboxLease,
  OutboxRow,
  OutboxState,
  OutboxStore,
  RowChange,
  RowProgress,
} from '../outbox/store';

/** A place in which stores of several processes see the same rows. */
interface StorePlace {
  /** Opens the store as another process would. */
  open(): Promise<OutboxStore>;
  /** Cuts what the lease hangs on, as when the process or its connection ends. */
  endLease(store: OutboxStore): Promise<void>;
}

const ALL: readonly OutboxState[] = ['waiting', 'sent', 'committed', 'failed', 'unsigned'];

function newRow(id: string, key = id): NewRow {
  return {
    ...{ id, key, operation: 'shipments.consign', digest: `digest of ${id}`, addedMs: 1_000 },
    progress: {
      state: 'waiting',
      request: Buffer.from(`request of ${id}`),
      transactionId: undefined,
      envelope: undefined,
      attempts: 0,
      dueMs: 0,
      reason: undefined,
      outcome: undefined,
      changedMs: 1_000,
    },
  };
}

const due = { nowMs: 5_000, horizonMs: 65_000, except: [], limit: 100 };

/** The place and the store of the case that runs. */
interface Opened {
  place: StorePlace;
  store: OutboxStore;
}

function idsOf(rows: readonly OutboxRow[]): string[] {
  return rows.map(({ id }) => id);
}

async function leaseOf(store: OutboxStore): Promise<OutboxLease> {
  const lease = await store.lease();
  if (lease === undefined) {
    throw new Error('another process has the lease');
  }
  return lease;
}

async function foundIn(store: OutboxStore, id: string): Promise<OutboxRow> {
  const row = await store.find(id);
  if (row === undefined) {
    throw new Error(`no row ${id}`);
  }
  return row;
}

function change(row: OutboxRow | undefined, progress: Partial<RowProgress>): RowChange {
  if (row === undefined) {
    throw new Error('no row');
  }
  return { sequence: row.sequence, revision: row.revision, progress: { ...row.progress, ...progress } };
}

/** What every store has to do, whatever it keeps its rows in. */
export function itIsAnOutboxStore(startPlace: () => Promise<StorePlace>): void {
  const at = {} as Opened;

  beforeEach(async () => {
    at.place = await startPlace();
    at.store = await at.place.open();
  });

  afterEach(() => at.store.close());

  itKeepsRows(at);
  itWritesChanges(at);
  itGivesWhatIsDue(at);
  itHasOneLease(at);
}

/** Adding, finding and listing. */
function itKeepsRows(at: Opened): void {
  it('keeps a row whole, bytes included', async () => {
    const [added] = await at.store.add([newRow('a', 'key ä')]);
    expect(added).to.deep.include({ id: 'a', key: 'key ä', revision: 0, digest: 'digest of a' });
    const bytes = Uint8Array.from({ length: 512 }, (_, index) => index % 256);
    const sent = {
      state: 'sent',
      transactionId: 'tx',
      envelope: bytes,
      reason: '{"a":"ä"}',
      dueMs: 2 ** 42,
    } as const;
    expect(await at.store.write([change(added, sent)])).to.deep.equal([true]);
    const other = await at.place.open();
    const found = await foundIn(other, 'a');
    await other.close();
    expect(found).to.deep.include({ sequence: added?.sequence, revision: 1, addedMs: 1_000 });
    const { envelope, request, ...rest } = found.progress;
    expect(Buffer.from(envelope ?? [])).to.deep.equal(Buffer.from(bytes));
    expect(Buffer.from(request ?? []).toString()).to.equal('request of a');
    expect(rest).to.deep.equal({
      ...{ state: 'sent', transactionId: 'tx', reason: '{"a":"ä"}', dueMs: 2 ** 42 },
      ...{ attempts: 0, outcome: undefined, changedMs: 1_000 },
    });
    expect(await at.store.find('b')).to.equal(undefined);
  });

  it('adds a row of an id once, and answers with the one that is there', async () => {
    const [first] = await at.store.add([newRow('a')]);
    const [again, twice, b] = await at.store.add([
      { ...newRow('a'), digest: 'other' },
      newRow('b'),
      newRow('b'),
    ]);
    expect(again).to.deep.include({ sequence: first?.sequence, digest: 'digest of a' });
    expect(twice?.sequence).to.equal(b?.sequence);
    expect(idsOf(await at.store.list({ states: ALL, limit: 10 }))).to.deep.equal(['a', 'b']);
  });

  it('lists pages of chosen states in the order of adding, and counts', async () => {
    const rows = await at.store.add(['a', 'b', 'c', 'd'].map((id) => newRow(id)));
    await at.store.write([change(rows[1], { state: 'failed' })]);
    const page = await at.store.list({ states: ['waiting'], limit: 2 });
    expect(idsOf(page)).to.deep.equal(['a', 'c']);
    const after = page[1]?.sequence ?? 0;
    expect(idsOf(await at.store.list({ states: ['waiting'], after, limit: 2 }))).to.deep.equal(['d']);
    expect(await at.store.count()).to.deep.equal({
      waiting: 3,
      sent: 0,
      committed: 0,
      failed: 1,
      unsigned: 0,
    });
  });
}

/** Changes by several authors. */
function itWritesChanges(at: Opened): void {
  it('writes a change for the revision that its author saw, and leaves out others', async () => {
    const [a, b] = (await at.store.add([newRow('a'), newRow('b')])) as [OutboxRow, OutboxRow];
    expect(await at.store.write([change(a, { state: 'failed' })])).to.deep.equal([true]);
    expect(await at.store.write([change(a, { state: 'sent' }), change(b, { state: 'sent' })])).to.deep.equal([
      false,
      true,
    ]);
    expect((await at.store.find('a'))?.progress.state).to.equal('failed');
    expect(await at.store.write([{ sequence: b.sequence, revision: 1, progress: 'removed' }])).to.deep.equal([
      true,
    ]);
    expect(await at.store.write([{ sequence: b.sequence, revision: 1, progress: 'removed' }])).to.deep.equal([
      false,
    ]);
    expect(await at.store.find('b')).to.equal(undefined);
  });
}

/** The order of keys, and times. */
function itGivesWhatIsDue(at: Opened): void {
  it('gives the first row of each key, until it is committed or removed', async () => {
    const rows = await at.store.add([
      newRow('a1', 'a'),
      newRow('a2', 'a'),
      newRow('b1', 'b'),
      newRow('a3', 'a'),
    ]);
    const [a1, a2] = rows as [OutboxRow, OutboxRow];
    const lease = await leaseOf(at.store);
    expect(idsOf(await lease.due(due))).to.deep.equal(['a1', 'b1']);
    for (const state of ['sent', 'failed', 'unsigned'] as const) {
      const row = await foundIn(at.store, 'a1');
      await lease.write([change(row, { state })]);
      expect(idsOf(await lease.due(due)), state).to.deep.equal(state === 'sent' ? ['a1', 'b1'] : ['b1']);
    }
    await lease.write([change(await foundIn(at.store, 'a1'), { state: 'committed' })]);
    expect(idsOf(await lease.due(due))).to.deep.equal(['a2', 'b1']);
    await at.store.write([{ sequence: a2.sequence, revision: 0, progress: 'removed' }]);
    expect(idsOf(await lease.due(due))).to.deep.equal(['b1', 'a3']);
    await at.store.add([newRow('a4', 'a')]);
    expect(idsOf(await lease.due({ ...due, except: [a1.sequence, rows[3]?.sequence ?? 0] }))).to.deep.equal([
      'b1',
    ]);
    expect(idsOf(await lease.due({ ...due, limit: 1 }))).to.deep.equal(['b1']);
  });

  it('gives no row before its time, but one whose time is further away than any pause', async () => {
    const rows = (await at.store.add(['a', 'b', 'c'].map((id) => newRow(id)))) as OutboxRow[];
    const times = [due.nowMs, due.nowMs + 1, due.horizonMs + 1];
    const lease = await leaseOf(at.store);
    await lease.write(rows.map((row, index) => change(row, { dueMs: times[index] ?? 0 })));
    expect(idsOf(await lease.due(due))).to.deep.equal(['a', 'c']);
  });
}

/** What only the sender may. */
function itHasOneLease(at: Opened): void {
  it('has one lease, which ends with its process', async () => {
    const other = await at.place.open();
    const lease = await leaseOf(at.store);
    expect(await other.lease()).to.equal(undefined);
    await lease.release();
    const second = await leaseOf(other);
    expect(await at.store.lease()).to.equal(undefined);
    await at.place.endLease(other);
    const third = await leaseOf(at.store);
    const failure: unknown = await second.due(due).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(KonttiError);
    expect(['STORE_LEASE_LOST', 'STORE_FAILED']).to.include((failure as KonttiError).code);
    expect(await third.due(due)).to.deep.equal([]);
    await third.release();
    await other.close();
  });

  it('removes committed rows that are old', async () => {
    const rows = (await at.store.add(['a', 'b', 'c'].map((id) => newRow(id)))) as OutboxRow[];
    const lease = await leaseOf(at.store);
    const changes = [
      { state: 'committed', changedMs: 1 },
      { state: 'committed', changedMs: 9 },
      { state: 'failed', changedMs: 1 },
    ] as const;
    await lease.write(rows.map((row, index) => change(row, changes[index] ?? {})));
    await lease.prune({ beforeMs: 5, limit: 10 });
    expect(idsOf(await at.store.list({ states: ALL, limit: 10 }))).to.deep.equal(['b', 'c']);
    // An id that is gone may come again, and sequences are not given twice.
    const [again] = await at.store.add([newRow('a')]);
    expect(again?.sequence).to.be.greaterThan(rows[2]?.sequence ?? 0);
  });
}
