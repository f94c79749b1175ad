import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeBatch } from '@kontti/model';
import { findPostgres, startPostgres, type PostgresServer } from '@kontti/store/testing/postgres-server';
import { needsSqlite } from '@kontti/store/testing/sqlite-driver';
import { expect } from 'chai';
import { Seeded } from '../adversary/seeded';
import { describeOnNetwork } from '../engine/engine';
import { chooseDeath, killsTimeoutMs, runLife } from '../kills/run-life';
import { forwarderMspId, retailMspId, startTestLedger, type TestLedger } from '../sdk/ledger';
import { registerCompanies } from '../sdk/setup';
import type { RecorderTask } from './recorder';

const kills = Number(process.env['KILLS'] ?? 4);
/** Rows of each device that a process is given in its life. */
const ROWS_OF_KILL = 100;
const DEVICES = 3;
const shipmentId = `${forwarderMspId}/S-1`;
const startMs = Date.parse('2026-03-01T00:00:00Z');

describeOnNetwork('a queue of readings whose process is killed', function () {
  this.timeout(killsTimeoutMs(kills));
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

  async function createTask(
    place: RecorderTask['place'],
    prefix: string,
  ): Promise<Omit<RecorderTask, 'from' | 'to'>> {
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
    return { place, connection, shipmentId, keys, startMs };
  }

  async function losesNothing(place: RecorderTask['place'], prefix: string): Promise<void> {
    const random = new Seeded(seed);
    const given = await createTask(place, prefix);
    const [program, task] = [join(__dirname, 'recorder.js'), join(folder, 'task.json')];
    /** The first row that nobody said is on disk: what was said to be is never given again. */
    let from = 0;
    const onLine = (line: string): void => {
      from = Number(line) + 1;
    };
    const live = async (to: number, isLast: boolean): Promise<void> => {
      await writeFile(task, JSON.stringify({ ...given, from, to }), { mode: 0o600 });
      const end = await runLife({ program, task, onLine, ...(!isLast && { death: chooseDeath(random) }) });
      // A program that took less time than it had left to live has done all that it was given.
      if (isLast || !end.isKilled) expect(end).to.deep.equal({ isKilled: false, exitCode: 0 });
      else killed += 1;
    };
    let killed = 0;
    for (let life = 1; life <= kills; life += 1) await live(life * ROWS_OF_KILL, false);
    const rows = kills * ROWS_OF_KILL;
    await live(rows, true);
    const { keys } = given;
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
