import {
  createDevice,
  recordReadings,
  type Device,
  type ReadingRow,
  type RecordSummary,
} from '@kontti/client-sdk';
import { decodeBatch } from '@kontti/model';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { forwarderMspId, retailMspId, startTestLedger } from './ledger';
import type { TestLedger } from './ledger';
import { registerCompanies } from './setup';

const shipmentId = `${forwarderMspId}/S-1`;
const startMs = Date.parse('2026-01-31T08:00:00Z');
const DEVICES = 5;
const ROWS = 4_000;
/** Small, so that there are many transactions to be interrupted between. */
const READINGS_OF_BATCH = 20;

describeOnNetwork('the SDK: recording rows', () => {
  let ledger: TestLedger;
  const devices = new Map<string, Device>();

  before(async () => {
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    const { clients, network } = ledger;
    const { companies, shipments } = clients.forwarder;
    await shipments.consign({
      ...{ shipmentId, consignee: retailMspId, origin: 'FIKVL', destination: 'JFK' },
      conditions: { temperatureMaxMilliC: 8_000 },
    });
    for (let index = 0; index < DEVICES; index += 1) {
      const deviceId = `${forwarderMspId}/D-${index}`;
      const device = createDevice({
        channel: clients.forwarder.channel,
        chaincode: network.chaincodeName,
        deviceId,
      });
      devices.set(deviceId, device);
      await companies.registerDevice({ deviceId, publicKey: device.publicKey });
    }
  });

  after(async () => {
    await ledger[Symbol.asyncDispose]();
  });

  const ids = (): string[] => [...devices.keys()];

  /** Row after row, the devices in turn. */
  function* rows(): Generator<ReadingRow> {
    for (let index = 0; index < ROWS; index += 1) {
      const [deviceId = ''] = ids().slice(index % DEVICES);
      const at = new Date(startMs + Math.floor(index / DEVICES) * 1_000);
      yield { deviceId, shipmentId, at, temperatureMilliC: 4_000 + (index % 700), humidityMilliPct: 40_000 };
    }
  }

  async function timesOf(deviceId: string): Promise<number[]> {
    const times: number[] = [];
    for await (const { bytes } of ledger.clients.forwarder.readings.queryBatches({ deviceId })) {
      times.push(...decodeBatch(Buffer.from(bytes, 'base64')).readings.map(({ at }) => at));
    }
    return times;
  }

  async function record(signal?: AbortSignal, onRows?: (count: number) => void): Promise<RecordSummary> {
    // A client of its own, as a program that starts again has.
    const client = await ledger.connect(forwarderMspId);
    try {
      return await recordReadings({
        ...{ client, rows: rows(), readingsMax: READINGS_OF_BATCH },
        signerOf: (deviceId) => ({ privateKey: devices.get(deviceId)?.exportPrivateKey() ?? '' }),
        onOutcome: (outcome) => onRows?.(outcome.rows.length),
        ...(signal && { signal }),
      });
    } finally {
      client.close();
    }
  }

  it('goes on after an end with nothing but the keys, and records each row once', async () => {
    const ending = new AbortController();
    let seen = 0;
    const outcome = await record(ending.signal, (count) => {
      seen += count;
      ending.abort();
    }).catch((error: unknown) => error);
    expect(outcome).to.include({ code: 'CANCELLED' });
    const startedMs = performance.now();
    const summary = await record();
    const seconds = (performance.now() - startedMs) / 1_000;
    expect(seen).to.be.within(READINGS_OF_BATCH, ROWS - READINGS_OF_BATCH);
    expect(summary).to.deep.equal({ present: seen, recorded: ROWS - seen, rejected: 0 });
    const expected = Array.from({ length: ROWS / DEVICES }, (_, index) => startMs + index * 1_000);
    for (const deviceId of ids()) {
      expect(await timesOf(deviceId), deviceId).to.deep.equal(expected);
    }
    console.log(`      ${seen} rows found again, ${ROWS - seen} recorded in ${seconds.toFixed(1)} s`);
  });

  it('reports rows of a device that was revoked, and records the others', async () => {
    const { companies } = ledger.clients.forwarder;
    const [first = '', second = ''] = ids();
    await companies.revokeDevice({ deviceId: first, reason: 'lost' });
    const at = new Date(startMs + ROWS * 1_000);
    const client = ledger.clients.forwarder;
    const codes: string[] = [];
    const summary = await recordReadings({
      client,
      rows: [first, second].map((deviceId) => ({ deviceId, shipmentId, at, temperatureMilliC: 5_000 })),
      signerOf: (deviceId) => ({ privateKey: devices.get(deviceId)?.exportPrivateKey() ?? '' }),
      onOutcome: (outcome) => {
        if (outcome.status === 'rejected') codes.push(outcome.error.code);
      },
    });
    expect(summary).to.deep.equal({ recorded: 1, present: 0, rejected: 1 });
    expect(codes).to.deep.equal(['DEVICE_REVOKED']);
  });
});
