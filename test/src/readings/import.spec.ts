import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { decodeBatch } from '@kontti/model';
import { mountSmallDisk } from '@kontti/store/testing/small-disk';
import { expect } from 'chai';
import { runKontti, startKontti } from 'kontti/testing/kontti-command';
import { Seeded } from '../adversary/seeded';
import { describeOnNetwork } from '../engine/engine';
import { forwarderMspId, retailMspId, startTestLedger, type TestLedger } from '../sdk/ledger';
import { registerCompanies } from '../sdk/setup';

/** `IMPORT_ROWS=1000000` imports a million. */
const ROWS = Number(process.env['IMPORT_ROWS'] ?? 20_000);
/** So slow a machine may be. */
const MS_OF_ROW_MAX = 10;
const DEVICES = 10;
/** Of so many rows one is bad. */
const BAD_ONCE_IN = 97;
const startMs = Date.parse('2026-03-01T00:00:00Z');
const shipmentId = `${forwarderMspId}/S-1`;
const deviceIds = Array.from({ length: DEVICES }, (_, index) => `${forwarderMspId}/D-${index}`);

interface Rejected {
  readonly line: number;
  readonly code: string;
}

/** A file of rows, and what has to become of them. */
class RowsOfTest {
  /** Times that have to be on the ledger, by device. */
  readonly good = new Map<string, number[]>(deviceIds.map((deviceId) => [deviceId, []]));
  readonly bad: Rejected[] = [];
  readonly #random: Seeded;

  constructor(seed: number) {
    this.#random = new Seeded(seed);
  }

  async write(path: string): Promise<void> {
    const file = createWriteStream(path);
    file.write('deviceId,at,temperatureC,humidityPct\n');
    for (let index = 0; index < ROWS; index += 1) {
      if (!file.write(`${this.#next(index)}\n`)) await once(file, 'drain');
    }
    file.end();
    await once(file, 'close');
  }

  #next(index: number): string {
    const random = this.#random;
    const deviceId = deviceIds[index % DEVICES] ?? '';
    const timeMs = startMs + Math.floor(index / DEVICES) * 1_000;
    const at = new Date(timeMs).toISOString();
    if (index < DEVICES || !random.once(BAD_ONCE_IN)) {
      this.good.get(deviceId)?.push(timeMs);
      return `${deviceId},${at},${(4 + random.int(4_000) / 1_000).toFixed(3)},40.5`;
    }
    const [code, text] = random.pick<readonly [string, string]>([
      ['READINGS_INVALID', `${deviceId},${at},NaN,40.5`],
      ['READINGS_INVALID', `${deviceId},${at},4125,40.5`],
      ['READINGS_INVALID', `${deviceId},${at},,`],
      ['ROW_UNREADABLE', `${deviceId},${at},4.125`],
      ['ROW_UNREADABLE', `${deviceId},${at},"4.125,40.5`],
      ['TIME_INVALID', `${deviceId},${timeMs},4.125,40.5`],
      ['READING_LATE', `${deviceId},2026-02-01T00:00:00Z,4.125,40.5`],
      ['DEVICE_SIGNER_MISSING', `${forwarderMspId}/D-99,${at},4.125,40.5`],
    ]);
    this.bad.push({ line: index + 2, code });
    return text;
  }
}

describeOnNetwork('kontti readings import', function () {
  this.timeout(60_000 + ROWS * MS_OF_ROW_MAX);
  const seed = Number(process.env['SEED'] ?? 1);
  let folder: string;
  let ledger: TestLedger;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-import-'));
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    const { companies, shipments, readings } = ledger.clients.forwarder;
    await shipments.consign({
      ...{ shipmentId, consignee: retailMspId, origin: 'FIKVL', destination: 'JFK', conditions: {} },
    });
    for (const deviceId of deviceIds) {
      const device = readings.device({ deviceId });
      await companies.registerDevice({ deviceId, publicKey: device.publicKey });
      const file = join(folder, 'keys', `${deviceId}.pem`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, device.exportPrivateKey(), { mode: 0o600 });
    }
  });

  after(async () => {
    await ledger[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** Small batches, so that there are many transactions to be interrupted between; a million rows have enough of them. */
  const batch = ROWS > 100_000 ? '1000' : '50';

  const wordsOf = (file: string): string[] => {
    const { organizations, chaincodeName, channelId } = ledger.network;
    return [
      ...['readings', 'import', file, '--keys', join(folder, 'keys'), '--shipment', shipmentId, '--json'],
      ...['--dir', dirname(organizations), '--company', forwarderMspId],
      ...['--batch', batch, '--channel', channelId, '--chaincode', chaincodeName],
    ];
  };

  async function timesOf(deviceId: string): Promise<number[]> {
    const times: number[] = [];
    for await (const { bytes } of ledger.clients.forwarder.readings.queryBatches({ deviceId })) {
      for (const { at } of decodeBatch(Buffer.from(bytes, 'base64')).readings) times.push(at);
    }
    return times;
  }

  it(`records exactly the good ones of ${ROWS} rows, killed twice and interrupted once, and names the bad ones, seed ${seed}`, async () => {
    const rows = new RowsOfTest(seed);
    const file = join(folder, 'rows.csv');
    await rows.write(file);
    for (const signal of ['SIGKILL', 'SIGINT', 'SIGKILL'] as const) {
      const running = startKontti(...wordsOf(file));
      // The first rows are on the ledger.
      for (let seen = 0; seen === 0;) {
        const progress = await running.next();
        expect(progress).to.include({ event: 'progress' });
        seen = Number(progress['recorded']) + Number(progress['present']);
      }
      running.child.kill(signal);
      const { output } = await running.ended;
      if (signal === 'SIGINT') expect(output).to.match(/"event":"(interrupted|imported)"/);
    }
    const { output, errors, exitCode } = await runKontti(...wordsOf(file));
    expect(exitCode, errors).to.equal(0);
    const imported = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Record<string, number>;
    const goodRows = ROWS - rows.bad.length;
    expect(imported).to.include({ event: 'imported', rejected: rows.bad.length });
    expect((imported['recorded'] ?? 0) + (imported['present'] ?? 0)).to.equal(goodRows);
    for (const deviceId of deviceIds) {
      expect(await timesOf(deviceId), deviceId).to.deep.equal(rows.good.get(deviceId));
    }
    const text = await readFile(`${file}.rejected.ndjson`, 'utf8');
    const rejected = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Rejected);
    expect(rejected.map(({ line, code }) => ({ line, code }))).to.deep.equal(rows.bad);
    console.log(
      `      ${imported['present']} found again, ${imported['recorded']} recorded, ${rejected.length} rejected in ${imported['seconds']} s`,
    );
  });

  it('ends by its code where the disk has no room for the rejected rows, and goes on where there is some', async function () {
    const disk = await mountSmallDisk(16);
    // No rights to mount a disk here.
    if (disk === undefined) this.skip();
    await using mounted = disk;
    const file = join(folder, 'bad.csv');
    const [deviceId = ''] = deviceIds;
    const bad = Array.from({ length: 500 }, () => `${deviceId},2026-02-01T00:00:00Z,4.125,40.5`);
    await writeFile(file, ['deviceId,at,temperatureC,humidityPct', ...bad, ''].join('\n'));
    const words = [...wordsOf(file), '--rejected', join(mounted.folder, 'rejected.ndjson')];
    const { exitCode, errors, output } = await runKontti(...words);
    expect(exitCode).to.equal(1);
    expect(JSON.parse(errors)).to.include({ event: 'error', code: 'DIRECTORY_UNUSABLE' });
    expect(output).not.to.match(/"event":"imported"/);
    await mounted.resize(1_000);
    const again = await runKontti(...words);
    expect(JSON.parse(again.output.trim().split('\n').at(-1) ?? '')).to.include({
      ...{ event: 'imported', recorded: 0, rejected: bad.length },
    });
  });

  it('says by its code what is wrong', async () => {
    const file = join(folder, 'other.csv');
    await writeFile(file, 'deviceId,Temp\n');
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ['OPTIONS_INVALID', wordsOf(file)],
      ['DIRECTORY_UNUSABLE', wordsOf(join(folder, 'nowhere.csv'))],
      ['ARGUMENT_INVALID', ['readings', 'import', file, '--json']],
    ];
    for (const [code, words] of cases) {
      const { exitCode, errors } = await runKontti(...words);
      expect(exitCode, code).to.equal(1);
      expect(JSON.parse(errors), code).to.include({ event: 'error', code });
    }
    const mapped = await runKontti(...wordsOf(file), '--column', 'Temp=temperatureC');
    expect(JSON.parse(mapped.output)).to.include({ event: 'imported', recorded: 0, rejected: 0 });
  });
});
