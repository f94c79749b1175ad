import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openSqliteConsumer, type Sql } from '@kontti/store';
import { expect } from 'chai';
import { Seeded } from '../adversary/seeded';
import { describeOnNetwork } from '../engine/engine';
import { forwarderMspId, startTestLedger, type TestLedger } from '../sdk/ledger';
import { needsSqlite } from '@kontti/store/testing/sqlite-driver';

const kills = Number(process.env['KILLS'] ?? 4);
const EVENTS_OF_KILL = 10;
/** A process has at most this time before it is killed: some end before they have connected, some after. */
const LIFE_MS_MAX = 1_500;
const POLL_MS = 50;

describeOnNetwork('a consumer whose process is killed', () => {
  needsSqlite();
  const seed = Number(process.env['SEED'] ?? 1);
  let ledger: TestLedger;
  let folder: string;

  before(async () => {
    ledger = await startTestLedger();
    folder = await mkdtemp(join(tmpdir(), 'kontti-consumer-'));
    const { companies } = ledger.client(forwarderMspId);
    await companies.register({ name: 'Example Forwarder', gln: '6400001000018', jurisdiction: 'FI' });
    const place = { name: 'Kouvola', latitudeE6: 60_868_000, longitudeE6: 26_704_000 };
    for (let index = 0; index < kills * EVENTS_OF_KILL; index += 1) {
      const code = `FI${String(index)
        .padStart(3, '0')
        .replace(/\d/g, (digit) => 'ABCDEFGHIJ'[Number(digit)] ?? '')}`;
      await companies.registerPlaces({ ref: `place-${index}`, places: [{ ...place, code }] });
    }
    const { admin, endpoint, tlsRootPem, peerHostAlias } = ledger.network.company(forwarderMspId);
    const connection = {
      ...{ mspId: forwarderMspId, chaincode: ledger.network.chaincodeName, endpoint },
      ...{ certificate: admin.certificatePem, privateKey: admin.privateKeyPem },
      ...{ tlsRootCertificate: tlsRootPem, hostAlias: peerHostAlias },
    };
    const task = { file: join(folder, 'erp.db'), connection };
    await writeFile(join(folder, 'task.json'), JSON.stringify(task), { mode: 0o600 });
  });

  after(async () => {
    await ledger[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  function startConsumer(): ChildProcess {
    const program = join(__dirname, 'consumer.js');
    return spawn(process.execPath, ['-r', 'reflect-metadata', program, join(folder, 'task.json')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  async function kill(consumer: ChildProcess): Promise<void> {
    const ended = once(consumer, 'exit');
    consumer.kill('SIGKILL');
    await ended;
  }

  /** What the consumer noted, in the order of its table. */
  async function readHappened(): Promise<readonly string[]> {
    const store = await openSqliteConsumer({ file: join(folder, 'erp.db') });
    let ids: readonly string[] = [];
    const work = async (sql: Sql): Promise<void> => {
      await sql.run('CREATE TABLE IF NOT EXISTS happened (id TEXT)');
      ids = (await sql.all('SELECT id FROM happened ORDER BY rowid')).map(({ id }) => String(id));
    };
    const { position } = await store.state('reader');
    await store.advance({ consumer: 'reader', from: position, to: 'read', work });
    await store.close();
    return ids;
  }

  it(`has each event's effect exactly once over ${kills} kills, seed ${seed}`, async () => {
    const random = new Seeded(seed);
    for (let killed = 0; killed < kills; killed += 1) {
      const consumer = startConsumer();
      await delay(random.int(LIFE_MS_MAX));
      await kill(consumer);
    }
    const toBlock = (await ledger.network.height()) - 1;
    const expected: string[] = [];
    for await (const { id } of ledger.client(forwarderMspId).events({ fromBlock: 0, toBlock })) {
      expected.push(id);
    }
    expect(expected).to.have.length(kills * EVENTS_OF_KILL + 1);
    const last = startConsumer();
    while ((await readHappened()).length < expected.length) await delay(POLL_MS);
    await kill(last);
    expect(await readHappened()).to.deep.equal(expected);
    console.log(`      ${kills} kills, ${expected.length} events: each effect exactly once, in order`);
  });
});
