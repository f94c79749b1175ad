import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { OutboxEntry } from '@kontti/client-sdk';
import { openOutbox } from '@kontti/client-sdk';
import { findPostgres, startPostgres, type PostgresServer } from '@kontti/store/testing/postgres-server';
import { expect } from 'chai';
import { Seeded } from '../adversary/seeded';
import { describeOnNetwork } from '../engine/engine';
import { readLedger } from '../resilience/ledger';
import { forwarderMspId, startTestLedger, type TestLedger } from '../sdk/ledger';
import { openStore, toRef, type SenderTask, type StorePlace } from './sender';
import { needsSqlite } from '@kontti/store/testing/sqlite-driver';

const kills = Number(process.env['KILLS'] ?? 6);
const ROWS_OF_KILL = 12;
const KEYS = 7;
/** A process has at most this time before it is killed: some end before they have added everything, some after. */
const LIFE_MS_MAX = 1_500;

describeOnNetwork('an outbox whose process is killed', () => {
  const seed = Number(process.env['SEED'] ?? 1);
  let ledger: TestLedger;
  let folder: string;
  let server: PostgresServer | undefined;

  before(async () => {
    ledger = await startTestLedger();
    const { companies } = ledger.client(forwarderMspId);
    await companies.register({ name: 'Example Forwarder', gln: '6400001000018', jurisdiction: 'FI' });
    folder = await mkdtemp(join(tmpdir(), 'kontti-kills-'));
  });

  after(async () => {
    await server?.[Symbol.asyncDispose]();
    await ledger[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function writeTask(place: StorePlace, country: string): Promise<SenderTask> {
    const { admin, endpoint, tlsRootPem, peerHostAlias } = ledger.network.company(forwarderMspId);
    const connection = {
      mspId: forwarderMspId,
      chaincode: ledger.network.chaincodeName,
      endpoint,
      certificate: admin.certificatePem,
      privateKey: admin.privateKeyPem,
      tlsRootCertificate: tlsRootPem,
      hostAlias: peerHostAlias,
    };
    const task = { place, country, connection, rows: kills * ROWS_OF_KILL, keys: KEYS };
    await writeFile(join(folder, 'task.json'), JSON.stringify(task), { mode: 0o600 });
    return task;
  }

  function startSender(): ChildProcess {
    const program = join(__dirname, 'sender.js');
    return spawn(process.execPath, ['-r', 'reflect-metadata', program, join(folder, 'task.json')], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  async function losesNothing(place: StorePlace, country: string): Promise<void> {
    const random = new Seeded(seed);
    const { rows } = await writeTask(place, country);
    let killed = 0;
    while (killed < kills) {
      const sender = startSender();
      const ended = once(sender, 'exit');
      const isKilled = await Promise.race([ended.then(() => false), delay(random.int(LIFE_MS_MAX), true)]);
      if (!isKilled) break;
      sender.kill('SIGKILL');
      await ended;
      killed += 1;
    }
    const [code] = (await once(startSender(), 'exit')) as [number | null];
    expect(code).to.equal(0);

    await using outbox = openOutbox({ store: await openStore(place) });
    expect(await outbox.count()).to.include({ waiting: 0, sent: 0, failed: 0, committed: rows });
    const { channelId } = ledger.network;
    const height = await ledger.network.height();
    const { facts: all } = await readLedger(ledger.network.company(forwarderMspId), { channelId, height });
    const facts = all.filter((fact) => fact.includes(`/${country}-`));
    const expected = Array.from(
      { length: rows },
      (_, row) => `places/${forwarderMspId}/${toRef(country, row)}`,
    );
    expect([...facts].sort()).to.deep.equal([...expected].sort());
    const blocks = new Map<string, number>();
    for (let row = 0; row < rows; row += 1) {
      const { key, outcome } = (await outbox.get({ id: toRef(country, row) })) as OutboxEntry;
      expect(Number(outcome?.block), toRef(country, row)).to.be.greaterThan(blocks.get(key) ?? 0);
      blocks.set(key, Number(outcome?.block));
    }
    console.log(`      ${killed} kills, ${rows} rows: 0 lost, 0 recorded twice, each key in order`);
  }

  describe('with SQLite', () => {
    needsSqlite();

    it(`loses nothing and records nothing twice over ${kills} kills, seed ${seed}`, () =>
      losesNothing({ file: join(folder, 'outbox.db') }, 'FI'));
  });

  it(`with PostgreSQL loses nothing and records nothing twice over ${kills} kills, seed ${seed}`, async function () {
    const bin = findPostgres();
    if (bin === undefined) this.skip();
    server = await startPostgres(bin);
    await losesNothing({ postgres: await server.createSchema() }, 'SE');
  });
});
