import type { KonttiClient } from '../client';
import { rememberContext } from '../client-context';
import { createSigningKeyPair } from '../identity/signing-key';
import type { OperationContext } from '../operation';
import type { DeviceSigner } from '../recorder/device-signer';
import type { ReadingRow } from '../recorder/reading-row';
import type { RecordOptions, RejectedRows, RowsOutcome } from '../recorder/record-options';
import { recordReadings } from '../recorder/record-readings';
import { DeviceLedger, type LedgerHost } from './device-ledger';
import { createPassingTime } from './passing-time';
import { withinTurns } from './within-turns';

/** The time of minute 0 of rows, and the time at which a recording begins. */
export const RECORDING_START_MS = Date.parse('2026-03-01T00:00:00Z');
export const RECORDING_NOW_MS = RECORDING_START_MS + 7 * 86_400_000;

const keys = new Map(['Org1MSP/D-1', 'Org1MSP/D-2'].map((id) => [id, createSigningKeyPair()]));

/** A row of the first device about the first shipment, unless it is of others. */
export function rowAt(minute: number, more: object = {}): ReadingRow {
  const at = new Date(RECORDING_START_MS + minute * 60_000);
  return { deviceId: 'Org1MSP/D-1', shipmentId: 'Org1MSP/S-1', temperatureMilliC: 4_000, at, ...more };
}

/** Options of a recording, and what a test changes of its world. */
type RecordingOptions = Partial<RecordOptions<ReadingRow>> & {
  readonly fate?: () => ReturnType<LedgerHost['fate']>;
  readonly change?: (context: OperationContext) => OperationContext;
};

/** What a recording came to: its summary, or what it failed with. */
interface Recorded {
  readonly result: unknown;
  readonly outcomes: readonly RowsOutcome<ReadingRow>[];
  readonly refused: readonly RejectedRows<ReadingRow>[];
  /** Why rows were refused, in order. */
  readonly codes: readonly string[];
  /** Pauses that were begun, in milliseconds. */
  readonly pauses: readonly number[];
}

/** A ledger with two devices and two shipments, in memory. */
export class RecordingWorld {
  readonly ledger = new DeviceLedger();

  constructor() {
    this.ledger.shipments.add('Org1MSP/S-1').add('Org1MSP/S-2');
    for (const deviceId of keys.keys()) this.forget(deviceId);
  }

  /** Has the ledger know a device of which nothing was recorded. */
  forget(deviceId: string): void {
    this.ledger.addDevice(deviceId, keys.get(deviceId)?.publicKey ?? '');
  }

  signerOf(deviceId: string): DeviceSigner | undefined {
    const key = keys.get(deviceId);
    return key && { privateKey: key.exportPrivateKey() };
  }

  /** Minutes of the readings that are on the ledger. */
  minutesOf(deviceId = 'Org1MSP/D-1'): number[] {
    return this.ledger.readingsOf(deviceId).map(({ at }) => (at - RECORDING_START_MS) / 60_000);
  }

  async record(rows: RecordOptions<ReadingRow>['rows'], options: RecordingOptions = {}): Promise<Recorded> {
    const { fate = () => 'sent', change = (context) => context, ...more } = options;
    const { timers, pauses } = createPassingTime(RECORDING_NOW_MS);
    const host: LedgerHost = {
      ...{ timers, fate },
      answer: async (work) => {
        await new Promise((resolve) => setImmediate(resolve));
        return work();
      },
      happen: (work) => void setImmediate(work),
    };
    const outcomes: RowsOutcome<ReadingRow>[] = [];
    const recording = recordReadings<ReadingRow>({
      client: rememberContext({}, change(this.ledger.context(host))) as KonttiClient,
      ...{ rows, signerOf: (deviceId: string) => this.signerOf(deviceId) },
      onOutcome: (outcome) => void outcomes.push(outcome),
      ...more,
    });
    const result = await withinTurns(recording).catch((failure: unknown) => failure);
    const refused = outcomes.flatMap((each) => (each.status === 'rejected' ? [each] : []));
    return { result, outcomes, pauses, refused, codes: refused.map(({ error }) => error.code) };
  }
}
