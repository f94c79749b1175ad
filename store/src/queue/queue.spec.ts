import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createDevice,
  KonttiError,
  openReadingQueue,
  type Device,
  type QueueStore,
  type ReadingQueue,
  type ReadingRow,
} from '@kontti/client-sdk';
import { DeviceLedger, type LedgerHost } from '@kontti/client-sdk/testing/device-ledger';
import { createClient } from '@kontti/client-sdk/testing/session';
import { expect } from 'chai';
import { openPostgresQueue, openSqliteQueue } from '..';
import { findPostgres, startPostgres, type PostgresServer } from '../testing/postgres-server';
import { describeOnSqlite } from '../testing/sqlite-driver';

const shipmentId = 'Org1MSP/S-1';
const startMs = Date.parse('2026-03-01T00:00:00Z');
const timers = {
  nowMs: () => startMs + 86_400_000 + Math.floor(performance.now()),
  random: () => 0,
  delay: () => new Promise<void>((resolve) => setTimeout(resolve, 1)),
};
const host: LedgerHost = {
  timers,
  answer: async (work) => {
    await new Promise((resolve) => setImmediate(resolve));
    return work();
  },
  happen: (work) => void setImmediate(work),
  fate: () => 'sent',
};

const rowOf = (device: number, second: number): ReadingRow => ({
  ...{ deviceId: `Org1MSP/D-${device}`, shipmentId, at: new Date(startMs + second * 1_000) },
  temperatureMilliC: 4_000 + second,
});

/** What a queue does over a store. */
function itIsAQueue(createStore: () => Promise<() => Promise<QueueStore>>): void {
  let open: () => Promise<QueueStore>;
  let ledger: DeviceLedger;
  const devices = new Map<string, Device>();

  beforeEach(async () => {
    open = await createStore();
    ledger = new DeviceLedger();
    ledger.shipments.add(shipmentId);
    for (const index of [1, 2]) {
      const deviceId = `Org1MSP/D-${index}`;
      const device = createDevice({ channel: 'mychannel', chaincode: 'kontti', deviceId });
      devices.set(deviceId, device);
      ledger.addDevice(deviceId, device.publicKey);
    }
  });

  const openQueue = async (): Promise<ReadingQueue> =>
    openReadingQueue({
      ...{ store: await open(), timers, readingsMax: 7, ageMs: 1 },
      signerOf: (deviceId) => {
        const privateKey = devices.get(deviceId)?.exportPrivateKey();
        return privateKey === undefined ? undefined : { privateKey };
      },
    });
  const connect = () => Promise.resolve(createClient({ ...ledger.context(host) } as never));
  const secondsOf = (device: number): number[] =>
    ledger.readingsOf(`Org1MSP/D-${device}`).map(({ at }) => (at - startMs) / 1_000);

  /** Records until nothing waits. */
  async function recordAll(queue: ReadingQueue, pauses: string[] = []): Promise<void> {
    const ending = new AbortController();
    const running = queue.run({
      connect,
      signal: ending.signal,
      onPause: ({ code }) => void pauses.push(code),
    });
    while ((await queue.count()).waiting > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    ending.abort();
    await running;
  }

  const seconds = (from: number, to: number): number[] =>
    Array.from({ length: to - from }, (_, index) => from + index);

  it('keeps rows until they are on the ledger, in order, also across an end of the program', async () => {
    {
      await using queue = await openQueue();
      await Promise.all(seconds(0, 40).map((second) => queue.add([rowOf(1, second), rowOf(2, second)])));
      expect(await queue.count()).to.deep.equal({ waiting: 80, rejected: 0 });
    }
    await using queue = await openQueue();
    await recordAll(queue);
    expect([secondsOf(1), secondsOf(2)]).to.deep.equal([seconds(0, 40), seconds(0, 40)]);
    await queue.add(seconds(40, 50).map((second) => rowOf(1, second)));
    await recordAll(queue);
    expect(secondsOf(1)).to.deep.equal(seconds(0, 50));
  });

  it('keeps rejected rows with the reason, until they are taken up again or removed', async () => {
    await using queue = await openQueue();
    await queue.add([rowOf(1, 0), { ...rowOf(1, 1), temperatureMilliC: 0.5 }, rowOf(9, 1), rowOf(1, 2)]);
    await queue.reject([
      {
        row: 'no reading',
        error: new KonttiError({
          code: 'ROW_UNREADABLE',
          stage: 'local',
          message: 'no',
          details: { remedy: 'none' },
        }),
      },
    ]);
    await recordAll(queue);
    expect(secondsOf(1)).to.deep.equal([0, 2]);
    const rejected: [string, unknown, number][] = [];
    for await (const { sequence, row, reason } of queue.rejected()) {
      rejected.push([reason.code, row, sequence]);
    }
    expect(rejected.map(([code]) => code)).to.have.members([
      'READINGS_INVALID',
      'DEVICE_SIGNER_MISSING',
      'ROW_UNREADABLE',
    ]);
    const sequences = rejected.map(([, , sequence]) => sequence);
    const device = createDevice({ channel: 'mychannel', chaincode: 'kontti', deviceId: 'Org1MSP/D-9' });
    devices.set('Org1MSP/D-9', device);
    ledger.addDevice('Org1MSP/D-9', device.publicKey);
    const ofNine = rejected.flatMap(([code, , sequence]) =>
      code === 'DEVICE_SIGNER_MISSING' ? [sequence] : [],
    );
    expect(await queue.retry(ofNine)).to.equal(1);
    await recordAll(queue);
    expect(secondsOf(9)).to.deep.equal([1]);
    expect(await queue.drop(sequences)).to.equal(2);
    expect(await queue.count()).to.deep.equal({ waiting: 0, rejected: 0 });
    devices.delete('Org1MSP/D-9');
  });

  it('has one process record at a time, and goes on when a connection fails', async () => {
    await using first = await openQueue();
    await using second = await openQueue();
    const ending = new AbortController();
    const pauses: string[] = [];
    let isDown = true;
    const running = first.run({
      connect: () => (isDown ? Promise.reject(new Error('down')) : connect()),
      signal: ending.signal,
      onPause: ({ code }) => {
        pauses.push(code);
        isDown = pauses.length < 3;
      },
    });
    await first.add(seconds(0, 20).map((each) => rowOf(1, each)));
    while ((await first.count()).waiting > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const others: string[] = [];
    const waiting = second.run({
      connect,
      signal: ending.signal,
      onPause: ({ code }) => void others.push(code),
    });
    while (others.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    ending.abort();
    await Promise.all([running, waiting]);
    expect(others).to.deep.equal(['STORE_LEASED']);
    expect(pauses.length).to.equal(3);
    expect(secondsOf(1)).to.deep.equal(seconds(0, 20));
  });
}

describeOnSqlite('a queue of readings in SQLite', () => {
  let folder: string;
  let files = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-queue-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  itIsAQueue(() => {
    files += 1;
    const file = join(folder, `${files}.db`);
    return Promise.resolve(() => openSqliteQueue({ file }));
  });
});

describe('a queue of readings in PostgreSQL', () => {
  let server: PostgresServer | undefined;

  before(async function () {
    const bin = findPostgres();
    if (bin === undefined) {
      this.skip();
    }
    server = await startPostgres(bin);
  });

  after(() => server?.[Symbol.asyncDispose]());

  itIsAQueue(async () => {
    const connection = await server?.createSchema();
    return () => openPostgresQueue(connection);
  });
});
