import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { KonttiError } from '../errors';
import { rememberContext } from '../client-context';
import type { KonttiClient } from '../client';
import { createSigningKeyPair } from '../identity/signing-key';
import { DeviceLedger, type LedgerHost } from '../testing/device-ledger';
import { withinTurns } from '../testing/within-turns';
import type { ReadingRow } from './reading-row';
import { recordReadings } from './record-readings';
import type { RecordOptions, RowsOutcome } from './record-options';

const START_MS = Date.parse('2026-03-01T00:00:00Z');
const NOW_MS = START_MS + 7 * 86_400_000;
const SHIPMENT = 'Org1MSP/S-1';
const keys = new Map(['Org1MSP/D-1', 'Org1MSP/D-2', 'Org1MSP/D-3'].map((id) => [id, createSigningKeyPair()]));

/** A time that only passes when something waits for it. */
function createHost(): LedgerHost & { nowMs: number; fates: ReturnType<LedgerHost['fate']>[] } {
  const host = {
    nowMs: NOW_MS,
    fates: [] as ReturnType<LedgerHost['fate']>[],
    timers: {
      nowMs: () => host.nowMs,
      random: () => 0,
      delay: async (delayMs: number) => {
        await new Promise((resolve) => setImmediate(resolve));
        host.nowMs += delayMs;
      },
    },
    answer: async <T>(work: () => T) => {
      await new Promise((resolve) => setImmediate(resolve));
      return work();
    },
    happen: (work: () => void) => void setImmediate(work),
    fate: () => host.fates.shift() ?? 'sent',
  };
  return host;
}

const row = (device: number, minute: number, more: object = {}): ReadingRow => ({
  deviceId: `Org1MSP/D-${device}`,
  shipmentId: SHIPMENT,
  at: new Date(START_MS + minute * 60_000),
  temperatureMilliC: 4_000 + minute,
  ...more,
});

const minutes = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

describe('recordReadings', () => {
  let ledger: DeviceLedger;
  let host: ReturnType<typeof createHost>;

  beforeEach(() => {
    ledger = new DeviceLedger();
    host = createHost();
    ledger.shipments.add(SHIPMENT);
    for (const [id, { publicKey }] of keys) ledger.addDevice(id, publicKey);
  });

  async function record(
    rows: RecordOptions<ReadingRow>['rows'],
    options: Partial<RecordOptions<ReadingRow>> = {},
  ): Promise<{ readonly outcomes: RowsOutcome<ReadingRow>[]; readonly error: unknown }> {
    const outcomes: RowsOutcome<ReadingRow>[] = [];
    const client = rememberContext({}, ledger.context(host)) as KonttiClient;
    const recording = recordReadings<ReadingRow>({
      client,
      rows,
      signerOf: (deviceId) => {
        const key = keys.get(deviceId);
        return key && { privateKey: key.exportPrivateKey() };
      },
      onOutcome: (outcome) => void outcomes.push(outcome),
      readingsMax: 10,
      ...options,
    });
    const error: unknown = await withinTurns(recording).then(
      () => undefined,
      (failure: unknown) => failure,
    );
    return { outcomes, error };
  }

  const codesOf = (outcomes: readonly RowsOutcome<ReadingRow>[]): [string, unknown][] =>
    outcomes.flatMap((outcome) =>
      outcome.status === 'rejected'
        ? outcome.rows.map((each): [string, unknown] => [outcome.error.code, each])
        : [],
    );
  const countOf = (outcomes: readonly RowsOutcome<ReadingRow>[], status: string): number =>
    outcomes.filter((each) => each.status === status).reduce((sum, { rows }) => sum + rows.length, 0);
  const minutesOf = (device: number): number[] =>
    ledger.readingsOf(`Org1MSP/D-${device}`).map(({ at }) => (at - START_MS) / 60_000);

  it('records rows of several devices, each in order, in batches by count', async () => {
    const rows = minutes(0, 95).flatMap((minute) => [row(1, minute), row(2, minute)]);
    const { outcomes, error } = await record(rows);
    expect(error).to.equal(undefined);
    expect(countOf(outcomes, 'recorded')).to.equal(190);
    expect(minutesOf(1)).to.deep.equal(minutes(0, 95));
    expect(minutesOf(2)).to.deep.equal(minutes(0, 95));
    expect(ledger.devices.get('Org1MSP/D-1')?.batches.map(({ batch }) => batch.header.count)).to.deep.equal([
      ...Array.from({ length: 9 }, () => 10),
      5,
    ]);
  });

  it('splits batches by bytes', async () => {
    // What has no pattern cannot be packed.
    const scattered = (minute: number): object => {
      const bytes = createHash('sha256').update(`${minute}`).digest();
      return {
        latitudeE7: bytes.readUInt32BE(0) % 900_000_000,
        longitudeE7: bytes.readUInt32BE(4) % 900_000_000,
      };
    };
    const { error } = await record(
      minutes(0, 200).map((minute) => row(1, minute, scattered(minute))),
      { readingsMax: 200, bytesMax: 1_500 },
    );
    expect(error).to.equal(undefined);
    expect(minutesOf(1)).to.deep.equal(minutes(0, 200));
    const sizes = ledger.devices.get('Org1MSP/D-1')?.batches.map(({ bytes }) => bytes.length) ?? [];
    expect(sizes.length).to.be.greaterThan(1);
    expect(Math.max(...sizes)).to.be.at.most(1_500);
  });

  it('sends by age what does not fill a batch, while the source waits', async () => {
    let goOn = (): void => undefined;
    async function* slowly(): AsyncGenerator<ReadingRow> {
      yield row(1, 0);
      await new Promise<void>((resolve) => (goOn = resolve));
      yield row(1, 1);
    }
    const { outcomes, error } = await record(slowly(), {
      ageMs: 5_000,
      onOutcome: (outcome) => {
        expect(outcome).to.include({
          status: 'recorded',
          firstSequence: ledger.readingsOf('Org1MSP/D-1').length - 1,
        });
        goOn();
      },
    });
    expect(error).to.equal(undefined);
    expect(outcomes).to.deep.equal([]);
    expect(minutesOf(1)).to.deep.equal([0, 1]);
  });

  it('takes rows no faster than it can record them', async () => {
    let taken = 0;
    let recorded = 0;
    let most = 0;
    function* rows(): Generator<ReadingRow> {
      for (const minute of minutes(0, 2_500)) {
        taken += 1;
        most = Math.max(most, taken - recorded);
        yield row(1, minute);
      }
    }
    await record(rows(), { onOutcome: (outcome) => void (recorded += outcome.rows.length) });
    expect(recorded).to.equal(2_500);
    // Eight transactions, one that waits, a batch that grows.
    expect(most).to.be.at.most(9 * 160 + 10 + 1);
  });

  it('finds rows again that are recorded, whatever was lost, and goes on behind them', async () => {
    const rows = minutes(0, 200).flatMap((minute) => [row(1, minute), row(2, minute)]);
    await record(rows.slice(0, 130));
    const { outcomes } = await record(rows);
    expect(countOf(outcomes, 'present')).to.equal(130);
    expect(countOf(outcomes, 'recorded')).to.equal(270);
    expect(minutesOf(1)).to.deep.equal(minutes(0, 200));
    expect(minutesOf(2)).to.deep.equal(minutes(0, 200));
  });

  it('resolves outcomes that are not known: nothing is lost, and nothing recorded twice', async () => {
    const fates = ['answerLost', 'lost', 'sent'] as const;
    host.fates = Array.from({ length: 200 }, (_, index) => fates[index % 3] ?? 'sent');
    const { outcomes, error } = await record(
      minutes(0, 400).flatMap((minute) => [row(1, minute), row(2, minute)]),
    );
    expect(error).to.equal(undefined);
    expect(countOf(outcomes, 'recorded') + countOf(outcomes, 'present')).to.equal(800);
    expect(minutesOf(1)).to.deep.equal(minutes(0, 400));
    expect(minutesOf(2)).to.deep.equal(minutes(0, 400));
  });

  it('gives each bad row back with its reason, and records the others', async () => {
    const bad: readonly [string, ReadingRow][] = [
      ['READINGS_INVALID', row(1, 1, { temperatureMilliC: NaN })],
      ['READINGS_INVALID', row(1, 1, { temperatureMilliC: 4.5 })],
      ['READINGS_INVALID', row(1, 1, { temperatureMilliC: -400_000 })],
      ['READINGS_INVALID', row(1, 1, { temperatureMilliC: undefined })],
      ['READINGS_INVALID', row(1, 1, { temperatureC: 4.5 })],
      ['READINGS_INVALID', row(1, 1, { latitudeE7: 600_000_000 })],
      ['READINGS_INVALID', row(1, 1, { container: 'CSQU3054384' })],
      ['READINGS_INVALID', row(1, 1, { shipmentId: 'no id' })],
      ['READINGS_INVALID', row(1, 1, { deviceId: 7 })],
      ['READINGS_INVALID', null as unknown as ReadingRow],
      ['TIME_INVALID', row(1, 1, { at: 'yesterday' })],
      ['TIME_INVALID', row(1, 1, { at: new Date((START_MS + 60_000) / 1_000) })],
      ['TIME_INVALID', row(1, 1, { at: new Date(NOW_MS + 600_000) })],
      ['READING_DUPLICATE', row(1, 0)],
      ['READING_LATE', row(1, -5)],
      ['READING_LATE', row(1, 0, { temperatureMilliC: 9_000 })],
      ['DEVICE_SIGNER_MISSING', row(9, 1)],
      ['UNKNOWN_SHIPMENT', row(2, 1, { shipmentId: 'Org1MSP/S-9' })],
    ];
    const { outcomes, error } = await record([
      row(1, 0),
      ...bad.map(([, each]) => each),
      row(1, 2),
      row(2, 2),
    ]);
    expect(error).to.equal(undefined);
    expect(codesOf(outcomes)).to.have.deep.members(bad);
    expect(minutesOf(1)).to.deep.equal([0, 2]);
    expect(minutesOf(2)).to.deep.equal([2]);
  });

  it('refuses what a revoked device measured, also on the way, and what another key signs', async () => {
    const revoked = ledger.devices.get('Org1MSP/D-2');
    if (revoked === undefined) throw new Error('no device');
    ledger.addDevice('Org1MSP/D-3', createSigningKeyPair().publicKey);
    const rows = minutes(0, 200).flatMap((minute) => [row(1, minute), row(2, minute), row(3, minute)]);
    const { outcomes, error } = await record(rows);
    expect(error).to.equal(undefined);
    expect(codesOf(outcomes).map(([code]) => code)).to.deep.equal(
      Array.from({ length: 200 }, () => 'SIGNATURE'),
    );
    expect(minutesOf(1)).to.deep.equal(minutes(0, 200));
    expect(minutesOf(3)).to.deep.equal([]);
    revoked.isRevoked = true;
    const later = await record(minutes(500, 600).flatMap((minute) => [row(1, minute), row(2, minute)]));
    expect(countOf(later.outcomes, 'recorded')).to.equal(100);
    expect(new Set(codesOf(later.outcomes).map(([code]) => code))).to.deep.equal(new Set(['DEVICE_REVOKED']));
    expect(codesOf(later.outcomes)).to.have.length(100);
  });

  it('takes a clock that jumps ahead and comes back for one row, and a gap for a gap', async () => {
    const day = 1_440;
    const jumped = row(1, 3 * day);
    const { outcomes } = await record([
      row(1, 0),
      jumped,
      row(1, 1),
      row(2, 0),
      row(2, 3 * day),
      row(2, 3 * day + 1),
    ]);
    expect(codesOf(outcomes)).to.deep.equal([['CLOCK_JUMPED', jumped]]);
    expect(minutesOf(1)).to.deep.equal([0, 1]);
    expect(minutesOf(2)).to.deep.equal([0, 3 * day, 3 * day + 1]);
  });

  it('lets two programs record the same rows: each is there once', async () => {
    const rows = minutes(0, 300).map((minute) => row(1, minute));
    const [first, second] = await Promise.all([record(rows), record(rows)]);
    expect([first.error, second.error]).to.deep.equal([undefined, undefined]);
    expect(minutesOf(1)).to.deep.equal(minutes(0, 300));
  });

  it('has a device sign where its key is', async () => {
    const { sign, publicKey } = keys.get('Org1MSP/D-1') ?? createSigningKeyPair();
    const signerOf = () => ({ publicKey, sign: (message: Uint8Array) => Promise.resolve(sign(message)) });
    expect((await record([row(1, 0), row(1, 1)], { signerOf })).error).to.equal(undefined);
    expect(minutesOf(1)).to.deep.equal([0, 1]);
    const other = createSigningKeyPair();
    const { error } = await record([row(1, 2)], {
      signerOf: () => ({ publicKey, sign: (message: Uint8Array) => other.sign(message) }),
    });
    expect(error).to.include({ code: 'SIGNER_FAILED' });
  });

  it('ends with what the source throws, and when it is asked to, once what is on its way arrived', async () => {
    function* failing(): Generator<ReadingRow> {
      yield row(1, 0);
      throw new Error('the disk is gone');
    }
    const failed = await record(failing());
    expect(String(failed.error)).to.match(/the disk is gone/);
    expect(minutesOf(1)).to.deep.equal([0]);
    const ending = new AbortController();
    function* endless(): Generator<ReadingRow> {
      for (let minute = 1; ; minute += 1) yield row(1, minute);
    }
    const { error } = await record(endless(), {
      signal: ending.signal,
      onOutcome: () => ending.abort(),
    });
    expect(error).to.be.instanceOf(KonttiError).with.property('code', 'CANCELLED');
    expect((await record([], { readingsMax: 0 })).error).to.include({ code: 'OPTIONS_INVALID' });
  });
});
