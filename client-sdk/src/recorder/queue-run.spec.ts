import { expect } from 'chai';
import type { KonttiClient } from '../client';
import { rememberContext } from '../client-context';
import { createError } from '../errors';
import type { SdkErrorCode } from '../errors';
import { createSigningKeyPair } from '../identity/signing-key';
import type { Timers } from '../gateway/timers';
import { OUTBOX_DELAY_MS, OUTBOX_POLL_MS, QUEUE_AGE_MS, REFUSAL_KEPT_MS, SIGNATURE_MS_MAX } from '../limits';
import { DeviceLedger, type LedgerHost } from '../testing/device-ledger';
import type { DiskAccess } from '../testing/memory-outbox-store';
import { QueueDisk } from '../testing/memory-queue-store';
import { createPassingTime } from '../testing/passing-time';
import { withinTurns } from '../testing/within-turns';
import { openReadingQueue } from './queue';
import type { QueueOptions, ReadingQueue } from './queue';
import type { RecordSummary } from './record-options';
import type { ReadingRow } from './reading-row';

const START_MS = Date.parse('2026-03-01T00:00:00Z');
const NOW_MS = START_MS + 86_400_000;
const DEVICE = 'Org1MSP/D-1';
const SHIPMENT = 'Org1MSP/S-1';
const { publicKey, sign, exportPrivateKey } = createSigningKeyPair();
const signer = { privateKey: exportPrivateKey() };

const row = (minute: number, more: object = {}): ReadingRow => ({
  ...{ deviceId: DEVICE, shipmentId: SHIPMENT, temperatureMilliC: 4_000 },
  ...{ at: new Date(START_MS + minute * 60_000), ...more },
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the recording of a queue', () => {
  let ledger: DeviceLedger;
  let disk: QueueDisk;
  let timers: Timers;
  let pauses: readonly number[];
  let said: string[];
  let closed: number;
  let access: DiskAccess;

  beforeEach(() => {
    ledger = new DeviceLedger();
    ledger.shipments.add(SHIPMENT);
    ledger.addDevice(DEVICE, publicKey);
    disk = new QueueDisk();
    ({ timers, pauses } = createPassingTime(NOW_MS));
    said = [];
    closed = 0;
    access = (apply) => Promise.resolve().then(apply);
  });

  const connect = (): Promise<KonttiClient> => {
    const host: LedgerHost = {
      timers,
      answer: async (work) => {
        await turn();
        return work();
      },
      happen: (work) => void setImmediate(work),
      fate: () => 'sent',
    };
    const client = rememberContext({ close: () => (closed += 1) }, ledger.context(host));
    return Promise.resolve(client as unknown as KonttiClient);
  };
  const open = (options: Partial<QueueOptions> = {}) =>
    openReadingQueue({
      ...{ store: disk.open((apply, kind) => access(apply, kind)), timers },
      ...{ signerOf: () => signer, ageMs: 50, ...options },
    });
  const isEmpty = async (): Promise<boolean> => (await disk.open().count()).waiting === 0;
  /** Records until nothing waits any more, or as long as a test says. */
  async function run(queue: ReadingQueue, isOver?: () => boolean | Promise<boolean>): Promise<RecordSummary> {
    const ends = new AbortController();
    const running = queue.run({ connect, signal: ends.signal, onPause: ({ code }) => said.push(code) });
    const over = running.then(
      () => ends.abort(),
      () => ends.abort(),
    );
    const end = async (): Promise<void> => {
      while (!ends.signal.aborted) {
        await turn();
        if (await (isOver ?? isEmpty)()) ends.abort();
      }
    };
    await withinTurns(Promise.all([end(), over]));
    return running;
  }
  const minutes = (): number[] => ledger.readingsOf(DEVICE).map(({ at }) => (at - START_MS) / 60_000);

  it('takes what is on the ledger out of the queue, and keeps what is rejected with the reason and the time', async () => {
    const queue = open({ readingsMax: 2 });
    await queue.add([row(0), row(1), row(2), row(3, { shipmentId: 'Org1MSP/S-9' }), row(1)]);
    expect(await run(queue)).to.deep.equal({ recorded: 3, present: 0, rejected: 2 });
    expect(await queue.count()).to.deep.equal({ waiting: 0, rejected: 2 });
    expect(ledger.devices.get(DEVICE)?.batches.map(({ batch }) => batch.header.count)).to.deep.equal([2, 1]);
    const rejected = [];
    for await (const { row: shown, reason, rejectedAt } of queue.rejected()) {
      expect(rejectedAt.getTime()).to.be.within(NOW_MS, timers.nowMs());
      rejected.push([reason.code, (shown as ReadingRow).shipmentId]);
    }
    expect(rejected).to.have.deep.members([
      ['UNKNOWN_SHIPMENT', 'Org1MSP/S-9'],
      ['READING_LATE', SHIPMENT],
    ]);
    expect([said, closed, disk.holder]).to.deep.equal([[], 1, undefined]);
  });

  it('finds again what was recorded and could not be written down', async () => {
    const queue = open({ readingsMax: 2 });
    await queue.add([row(0), row(1)]);
    await run(queue);
    await queue.add([row(0), row(1), row(2)]);
    expect(await run(queue)).to.deep.equal({ recorded: 1, present: 2, rejected: 0 });
    expect(minutes()).to.deep.equal([0, 1, 2]);
  });

  it('records rows that are added meanwhile, at once, and those of other processes a little later', async () => {
    const queue = open();
    const other = open();
    await queue.add([row(0)]);
    const running = run(queue, () => minutes().length === 3);
    while (minutes().length === 0) await turn();
    await queue.add([row(1)]);
    const addedMs = timers.nowMs();
    while (minutes().length === 1) await turn();
    expect(timers.nowMs() - addedMs).to.be.lessThan(OUTBOX_POLL_MS);
    await other.add([row(2)]);
    expect(await running).to.include({ recorded: 3 });
    expect(pauses).to.include(OUTBOX_POLL_MS);
  });

  it('sends rows by their age also where none is given', async () => {
    const queue = open({ ageMs: undefined } as never);
    await queue.add([row(0)]);
    await run(queue);
    expect(pauses).to.include(QUEUE_AGE_MS);
  });

  it('keeps a text that is no row for a person', async () => {
    const store = disk.open();
    await store.add(['no JSON', JSON.stringify(row(0))]);
    expect(await run(open())).to.deep.equal({ recorded: 1, present: 0, rejected: 1 });
    const [letter] = await store.rejected({ after: 0, limit: 9 });
    expect(letter).to.include({ row: 'no JSON' });
    expect(JSON.parse(letter?.reason ?? '')).to.include({ code: 'ROW_UNREADABLE' });
  });

  it('says why it pauses, longer each time, and begins anew once something was recorded', async () => {
    let signatures = 0;
    const fails = [true, true, false, true];
    const queue = open({
      readingsMax: 1,
      signerOf: () => ({
        publicKey,
        sign: (message) => {
          if (fails[signatures++] === true) throw new Error('the token is gone');
          return sign(message);
        },
      }),
    });
    await queue.add([row(0)]);
    let isLast = false;
    const running = run(queue, async () => isLast && (await isEmpty()));
    while (!(await isEmpty())) await turn();
    await queue.add([row(1)]);
    isLast = true;
    expect(await running).to.include({ recorded: 2 });
    expect(said).to.deep.equal(['SIGNER_FAILED', 'SIGNER_FAILED', 'SIGNER_FAILED']);
    // Signers are waited for as well.
    const waits = pauses.filter((pauseMs) => pauseMs >= OUTBOX_DELAY_MS && pauseMs !== SIGNATURE_MS_MAX);
    expect(waits.slice(0, 2)).to.deep.equal([OUTBOX_DELAY_MS, 2 * OUTBOX_DELAY_MS]);
    expect(Math.max(...waits)).to.equal(2 * OUTBOX_DELAY_MS);
  });

  it('takes its lease anew when it lost it, and connects anew when the client was closed', async () => {
    const queue = open();
    await queue.add([row(0)]);
    const faults: SdkErrorCode[] = ['STORE_LEASE_LOST', 'CLIENT_CLOSED'];
    access = async (apply, kind) => {
      await turn();
      const fault = kind === 'read' && disk.holder !== undefined ? faults.shift() : undefined;
      if (fault !== undefined) throw createError(fault);
      return apply();
    };
    expect(await run(queue)).to.include({ recorded: 1 });
    expect([said, closed]).to.deep.equal([['STORE_LEASE_LOST', 'CLIENT_CLOSED'], 3]);
  });

  it('pauses while its store is busy, and ends with options that cannot be', async () => {
    const queue = open();
    await queue.add([row(0)]);
    let isBusy = true;
    access = async (apply, kind) => {
      await turn();
      if (kind === 'write' && isBusy) {
        isBusy = false;
        throw createError('STORE_BUSY');
      }
      return apply();
    };
    expect(await run(queue)).to.deep.equal({ recorded: 1, present: 1, rejected: 0 });
    expect(said).to.deep.equal(['STORE_BUSY']);
    const failure: unknown = await run(open({ bytesMax: 1 }), () => false).catch((error: unknown) => error);
    expect(failure).to.include({ code: 'OPTIONS_INVALID' });
    expect(failure).to.have.nested.property('details.option', 'bytesMax');
  });

  it('takes up at once what was rejected and is to be tried again', async () => {
    const queue = open();
    await queue.add([row(0, { shipmentId: 'Org1MSP/S-2' })]);
    const running = run(queue, () => minutes().length === 1);
    while ((await queue.count()).rejected === 0) await turn();
    ledger.shipments.add('Org1MSP/S-2');
    const atMs = timers.nowMs() + REFUSAL_KEPT_MS;
    while (timers.nowMs() < atMs) await turn();
    const [{ sequence } = { sequence: 0 }] = await disk.open().rejected({ after: 0, limit: 1 });
    expect(await queue.retry([sequence])).to.equal(1);
    await running;
    expect(timers.nowMs() - atMs).to.be.lessThan(OUTBOX_POLL_MS / 2);
  });

  it('ends with its own closing, and leaves what is not on the ledger', async () => {
    const queue = open({ ageMs: 1_000_000 });
    await queue.add([row(0)]);
    const running = queue.run({ connect });
    while (pauses.length === 0) await turn();
    await withinTurns(queue.close());
    expect(await running).to.deep.equal({ recorded: 0, present: 0, rejected: 0 });
    expect((await disk.open().count()).waiting).to.equal(1);
  });
});
