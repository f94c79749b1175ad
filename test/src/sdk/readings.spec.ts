import { verifyBatch, verifyReading, type Device, type KonttiEvent } from '@kontti/client-sdk';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { forwarderMspId, retailMspId, startTestLedger } from './ledger';
import type { TestLedger } from './ledger';
import { registerCompanies } from './setup';

const shipmentId = `${forwarderMspId}/S-1`;
const startMs = Date.parse('2026-01-31T08:00:00Z');

describeOnNetwork('the SDK: readings', () => {
  let ledger: TestLedger;
  let devices: Device[];
  /** Of the last batches. */
  let lastBlock: bigint;

  before(async () => {
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    const { companies, shipments, readings } = ledger.clients.forwarder;
    await shipments.consign({
      shipmentId,
      consignee: retailMspId,
      ssccs: [],
      items: [],
      legs: [],
      origin: 'FIKVL',
      destination: 'JFK',
      conditions: { temperatureMaxMilliC: 8_000 },
      documents: [],
    });
    devices = [0, 1, 2].map((index) => readings.device({ deviceId: `${forwarderMspId}/D-${index}` }));
    for (const { deviceId, publicKey } of devices) {
      await companies.registerDevice({ deviceId, publicKey });
    }
  });

  after(async () => {
    await ledger[Symbol.asyncDispose]();
  });

  function* sign(batches: number) {
    for (let batch = 0; batch < batches; batch += 1) {
      for (const device of devices) {
        const measurements = Array.from({ length: 10 }, (_, index) => ({
          at: new Date(startMs + batch * 600_000 + index * 60_000),
          temperatureMilliC: batch === 3 && index === 4 ? 9_500 : 4_000,
        }));
        yield device.sign({ shipmentId }, measurements);
      }
    }
  }

  it('stores any number of batches in bounded groups, in order', async () => {
    const { readings } = ledger.clients.forwarder;
    let stored = 0;
    for await (const group of readings.submitAll(sign(12))) {
      if (group.status === 'failed') {
        throw group.error;
      }
      lastBlock = group.block;
      stored += group.result.batches.length;
    }
    expect(stored).to.equal(36);
    const found: number[] = [];
    for await (const batch of readings.queryBatches({ deviceId: `${forwarderMspId}/D-1` })) {
      found.push(batch.firstSequence);
    }
    expect(found).to.deep.equal(Array.from({ length: 12 }, (_, index) => index * 10));
  });

  it('proves batches and finds excursions itself', async () => {
    const toBlock = (await ledger.network.height()) - 1;
    const events: KonttiEvent[] = [];
    for await (const event of ledger.clients.retail.events({ fromBlock: 0, toBlock })) {
      events.push(event);
    }
    const submitted = events.filter((event) => event.type === 'reading.submitted');
    const excursions = events.filter((event) => event.type === 'reading.excursion');
    expect(submitted).to.have.length(36);
    expect(excursions).to.have.length(3);
    expect(excursions[0]?.body.excursions).to.deep.equal([
      {
        kind: 'temperatureHigh',
        limit: 8_000,
        worst: 9_500,
        readings: 1,
        firstSequence: 34,
        firstAt: new Date(startMs + 3 * 600_000 + 4 * 60_000),
      },
    ]);
    const first = submitted[0];
    const { publicKey } = await ledger.clients.retail.companies.getDevice({
      deviceId: first?.body.deviceId ?? '',
    });
    const batch = verifyBatch({ bytes: first?.body.bytes ?? new Uint8Array(), publicKey });
    expect(batch.digest).to.equal(first?.body.digest);
    expect(batch.readings).to.have.length(10);
    const reading = verifyReading(batch.prove(3), { publicKey });
    expect(reading).to.deep.equal(batch.readings[3]);
  });

  it('asks the own peer where the stream did not show the registration', async () => {
    const { air } = ledger.clients;
    const types: string[] = [];
    for await (const event of air.events({ fromBlock: lastBlock, toBlock: lastBlock })) {
      types.push(event.type);
    }
    expect(types).to.include('reading.submitted');
    expect(types).not.to.include('device.registered');
  });

  it('refuses a batch of a revoked device and one that another key signed', async () => {
    const { readings, companies } = ledger.clients.forwarder;
    const submit = (device: Device) =>
      readings
        .submit({
          batches: [
            Buffer.from(
              device.sign({ shipmentId }, [{ at: new Date(startMs), temperatureMilliC: 0 }]).bytes,
            ).toString('base64'),
          ],
        })
        .catch((error: unknown) => error);
    const impostor = readings.device({
      deviceId: `${forwarderMspId}/D-0`,
      nextSequence: 500,
      previousSequence: 490,
      previousDigest: '0'.repeat(64),
    });
    expect(await submit(impostor)).to.include({ code: 'SIGNATURE' });
    const [, , third] = devices;
    await companies.revokeDevice({ deviceId: `${forwarderMspId}/D-2`, reason: 'lost' });
    expect(third && (await submit(third))).to.include({ code: 'DEVICE_REVOKED' });
  });
});
