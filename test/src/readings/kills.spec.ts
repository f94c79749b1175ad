import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { decodeBatch } from '@kontti/model';
import { findPostgres, startPostgres, type PostgresServer } from '@kontti/store/testing/postgres-server';
import { needsSqlite } from '@kontti/store/testing/sqlite-driver';
import { expect } from 'chai';
import { Seeded } from '../adversary/seeded';
import { describeOnNetwork } from '../engine/engine';
import { forwarderMspId, retailMspId, startTestLedger, type TestLedger } from '../sdk/ledger';
import { registerCompanies } from '../sdk/setup';
import type { RecorderTask } from './recorder';

const kills = Number(process.env['KILLS'] ?? 4);
const ROWS_OF_KILL = 100;
const DEVICES = 3;
const LIFE_MS_MAX = 1_500;
const shipmentId = `${forwarderMspId}/S-1`;
const startMs = Date.parse('2026-03-01T00:00:00Z');

describeOnNetwork('a queue of readings whose process is killed', () => {
  const seed = Number(process.env['SEED'] ?? 1);
  let ledger: TestLedger;
  let folder: string;
  let server: PostgresServer | undefined;

  before(async () => {
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    await ledger.clients.forwarder.shipments.consign({
      ...{ shipmentId, consignee: retailMspId, origin: 'FIKVL', destination: 'JFK', conditions: {} },
    });
    folder = await mkdtemp(join(tmpdir(), 'kontti-kills-'));
  });

  after(async () => {
    await server?.[Symbol.asyncDispose]();
    await ledger[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function writeTask(place: RecorderTask['place'], prefix: string): Promise<RecorderTask> {
    const { companies, readings } = ledger.clients.forwarder;
    const keys: Record<string, string> = {};
    for (let index = 0; index < DEVICES; index += 1) {
      const device = readings.device({ deviceId: `${forwarderMspId}/${prefix}-${index}` });
      await companies.registerDevice({ deviceId: device.deviceId, publicKey: device.publicKey });
      keys[device.deviceId] = device.exportPrivateKey();
    }
    const { admin, endpoint, tlsRootPem, peerHostAlias } = ledger.network.company(forwarderMspId);
    const connection = {
      ...{ mspId: forwarderMspId, chaincode: ledger.network.chaincodeName, endpoint },
      ...{ certificate: admin.certificatePem, privateKey: admin.privateKeyPem },
      ...{ tlsRootCertificate: tlsRootPem, hostAlias: peerHostAlias },
    };
    const task = { place, connection, shipmentId, keys, startMs, rows: kills * ROWS_OF_KILL };
    await writeFile(join(folder, 'task.json'), JSON.stringify(task), { mode: 0o600 });
    return task;
  }

  function startRecorder(): ChildProcess {
    const program = join(__dirname, 'recorder.js');
    return spawn(process.execPath, ['-r', 'reflect-metadata', program, join(folder, 'task.json')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  async function losesNothing(place: RecorderTask['place'], prefix: string): Promise<void> {
    const random = new Seeded(seed);
    const { keys, rows } = await writeTask(place, prefix);
    let killed = 0;
    while (killed < kills) {
      const recorder = startRecorder();
      const ended = once(recorder, 'exit');
      const isKilled = await Promise.race([ended.then(() => false), delay(random.int(LIFE_MS_MAX), true)]);
      if (!isKilled) break;
      recorder.kill('SIGKILL');
      await ended;
      killed += 1;
    }
    const [code] = (await once(startRecorder(), 'exit')) as [number | null];
    expect(code).to.equal(0);
    const expected = Array.from({ length: rows }, (_, row) => startMs + row * 1_000);
    for (const deviceId of Object.keys(keys)) {
      const times: number[] = [];
      for await (const { bytes } of ledger.clients.forwarder.readings.queryBatches({ deviceId })) {
        times.push(...decodeBatch(Buffer.from(bytes, 'base64')).readings.map(({ at }) => at));
      }
      expect(times, deviceId).to.deep.equal(expected);
    }
    console.log(
      `      ${killed} kills, ${rows * DEVICES} rows: 0 lost, 0 recorded twice, each device in order`,
    );
  }

  describe('with SQLite', () => {
    needsSqlite();

    it(`loses nothing and records nothing twice over ${kills} kills, seed ${seed}`, () =>
      losesNothing({ file: join(folder, 'queue.db') }, 'L'));
  });

  it(`with PostgreSQL loses nothing and records nothing twice over ${kills} kills, seed ${seed}`, async function () {
    const bin = findPostgres();
    if (bin === undefined) this.skip();
    server = await startPostgres(bin);
    await losesNothing({ postgres: await server.createSchema() }, 'P');
  });
});
