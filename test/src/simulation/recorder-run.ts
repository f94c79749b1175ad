import {
  createDevice,
  KonttiError,
  openReadingQueue,
  type Device,
  type QueueStore,
  type ReadingRow,
} from '@kontti/client-sdk';
import { DeviceLedger, type LedgerHost } from '@kontti/client-sdk/testing/device-ledger';
import { QueueDisk } from '@kontti/client-sdk/testing/memory-queue-store';
import { createClient, type Timers } from '@kontti/client-sdk/testing/session';
import { accessDisk } from './disk';
import type { Played } from './run-many';
import { Process, World, type Latency } from './world';

/** A run of programs that take rows of sensors, end at random steps and start again. */
export interface RecorderRunOptions {
  readonly seed: number;
  /** Times that a program ends before its work is done. */
  readonly crashes: number;
  /** A store with a defect, to see that the run finds it. */
  readonly spoil?: ((store: QueueStore) => QueueStore) | undefined;
}

const NETWORK: Latency = { minMs: 1, maxMs: 12 };
const DEVICES = ['Org1MSP/D-1', 'Org1MSP/D-2', 'Org1MSP/D-3'];
const ROWS_OF_DEVICE = 12;
const POLL_MS = 50;
/** Of so many transactions one is lost, or its answer is. */
const FAULT_ONCE_IN = 6;
/** Steps within which a program ends. */
const CRASH_STEPS_MAX = 120;
const shipmentId = 'Org1MSP/S-1';
const startMs = Date.UTC(2025, 11, 1);

/** Keys cost more than the rest of a run. */
const devices: ReadonlyMap<string, Device> = new Map(
  DEVICES.map((deviceId) => [
    deviceId,
    createDevice({ channel: 'mychannel', chaincode: 'kontti', deviceId }),
  ]),
);

/** Plays programs, one after the other or overlapping, until everything is recorded. */
export async function runRecorderSimulation(options: RecorderRunOptions): Promise<Played> {
  return new RecorderRun(options).play();
}

class RecorderRun {
  readonly #world: World;
  readonly #ledger = new DeviceLedger();
  readonly #disk = new QueueDisk();
  readonly #options: RecorderRunOptions;
  /** By device: how many rows its sensor was told to be kept. */
  readonly #acknowledged = new Map<string, number>(DEVICES.map((deviceId) => [deviceId, 0]));
  readonly #ends: AbortController[] = [];
  #isDone = false;
  #failure: Error | undefined;

  constructor(options: RecorderRunOptions) {
    this.#options = options;
    this.#world = new World(options.seed);
    this.#ledger.shipments.add(shipmentId);
    for (const [deviceId, { publicKey }] of devices) this.#ledger.addDevice(deviceId, publicKey);
  }

  async play(): Promise<Played> {
    const { random } = this.#world;
    const isOver = (): boolean => this.#isDone || this.#failure !== undefined;
    let crashes = 0;
    let process = this.#start();
    while (crashes < this.#options.crashes && !isOver()) {
      const end = this.#world.steps + 1 + random.int(CRASH_STEPS_MAX);
      await this.#world.run(() => isOver() || this.#world.steps >= end);
      if (isOver()) break;
      crashes += 1;
      // A program that only lost its lease goes on beside the next one, for a while.
      if (random.once(3)) {
        const zombie = process;
        this.#world.after(random.int(400), () => zombie.kill());
        this.#disk.holder = undefined;
      } else {
        process.kill();
      }
      process = this.#start();
    }
    await this.#world.run(isOver);
    if (this.#failure !== undefined) throw this.#failure;
    // What is on its way arrives: a transaction that was sent twice shows only then.
    await this.#world.drain();
    // Programs that were ended still listen to signals, and Node keeps them for as long as they do.
    for (const ends of this.#ends) ends.abort();
    return { violations: this.#violations(), crashes };
  }

  #start(): Process {
    const process = new Process(this.#world);
    this.#program(process).catch((error: unknown) => {
      if (process.isAlive) this.#failure = error instanceof Error ? error : new Error(String(error));
    });
    return process;
  }

  /** What a company runs: keeps what sensors send, and records it. */
  async #program(process: Process): Promise<void> {
    const timers = process.timers();
    const store = this.#disk.open((apply, kind) => accessDisk(process, apply, kind));
    process.onEnd(() => void store.close());
    const queue = openReadingQueue({
      ...{ store: this.#options.spoil?.(store) ?? store, timers, readingsMax: 5, ageMs: 20 },
      signerOf: (deviceId) => ({ privateKey: devices.get(deviceId)?.exportPrivateKey() ?? '' }),
    });
    const ends = new AbortController();
    this.#ends.push(ends);
    const running = queue.run({ connect: () => this.#connect(process), signal: ends.signal });
    await Promise.all(
      DEVICES.map(async (deviceId) => {
        // A sensor sends a row again until it is told that it is kept.
        for (let row = this.#acknowledged.get(deviceId) ?? 0; row < ROWS_OF_DEVICE; row += 1) {
          await queue.add([rowOf(deviceId, row)]);
          this.#acknowledged.set(deviceId, Math.max(this.#acknowledged.get(deviceId) ?? 0, row + 1));
        }
      }),
    );
    while ((await queue.count()).waiting > 0) await timers.delay(POLL_MS, undefined);
    ends.abort();
    await running;
    this.#isDone = true;
  }

  async #connect(process: Process): Promise<ReturnType<typeof createClient>> {
    const { world } = process;
    return process.later(world.latencyOf(NETWORK), () => {
      if (world.random.once(FAULT_ONCE_IN)) {
        const details = { remedy: 'wait' };
        throw new KonttiError({ code: 'UNREACHABLE', stage: 'connect', message: 'no peer', details });
      }
      return createClient(this.#ledger.context(this.#host(process, process.timers())) as never);
    });
  }

  #host(process: Process, timers: Timers): LedgerHost {
    const { world } = process;
    return {
      timers,
      answer: (work) => process.later(world.latencyOf(NETWORK), work),
      // What has left the process arrives, also when the process ends meanwhile.
      happen: (work) => world.after(world.latencyOf(NETWORK), work),
      fate: () =>
        world.random.once(FAULT_ONCE_IN) ? 'lost' : world.random.once(FAULT_ONCE_IN) ? 'answerLost' : 'sent',
    };
  }

  #violations(): string[] {
    return DEVICES.flatMap((deviceId) => {
      const found = this.#ledger.readingsOf(deviceId).map(({ at }) => (at - startMs) / 1_000);
      const expected = Array.from({ length: ROWS_OF_DEVICE }, (_, row) => row);
      const lost = expected.filter((row) => !found.includes(row));
      const doubled = found.filter((row, index) => found.indexOf(row) !== index);
      const isInOrder = found.every((row, index) => index === 0 || row > (found[index - 1] ?? -1));
      return [
        ...(lost.length > 0 ? [`${deviceId}: rows ${lost.join(', ')} are lost`] : []),
        ...(doubled.length > 0 ? [`${deviceId}: rows ${doubled.join(', ')} are recorded twice`] : []),
        ...(isInOrder ? [] : [`${deviceId}: ${found.join(', ')} is not in order`]),
      ];
    });
  }
}

function rowOf(deviceId: string, row: number): ReadingRow {
  return { deviceId, shipmentId, at: new Date(startMs + row * 1_000), temperatureMilliC: 4_000 + row };
}
