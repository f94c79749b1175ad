import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutboxEntry } from '@kontti/client-sdk';
import { openOutbox } from '@kontti/client-sdk';
import { findPostgres, startPostgres, type PostgresServer } from '@kontti/store/testing/postgres-server';
import { expect } from 'chai';
import { Seeded } from '../adversary/seeded';
import { describeOnNetwork } from '../engine/engine';
import { chooseDeath, killsTimeoutMs, runLife } from '../kills/run-life';
import { readLedger } from '../resilience/ledger';
import { forwarderMspId, startTestLedger, type TestLedger } from '../sdk/ledger';
import { openStore, toRef, type SenderTask, type StorePlace } from './sender';
import { needsSqlite } from '@kontti/store/testing/sqlite-driver';

const kills = Number(process.env['KILLS'] ?? 4);
/** Rows that a process is given in its life. */
const ROWS_OF_KILL = 12;
const KEYS = 7;

describeOnNetwork('an outbox whose process is killed', function () {
  this.timeout(killsTimeoutMs(kills));
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

  function createTask(place: StorePlace, country: string): Omit<SenderTask, 'given' | 'rows'> {
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
    return { place, country, connection, keys: KEYS };
  }

  async function losesNothing(place: StorePlace, country: string): Promise<void> {
    const random = new Seeded(seed);
    const common = createTask(place, country);
    const [program, task] = [join(__dirname, 'sender.js'), join(folder, 'task.json')];
    /** Rows that nobody said are on disk: what was said to be is never given again. */
    const given = new Set<number>();
    const onLine = (line: string): void => void given.delete(Number(line));
    let killed = 0;
    let rows = 0;
    const live = async (isLast: boolean): Promise<void> => {
      await writeFile(task, JSON.stringify({ ...common, rows, given: [...given] }), { mode: 0o600 });
      const end = await runLife({ program, task, onLine, ...(!isLast && { death: chooseDeath(random) }) });
      if (isLast || !end.isKilled) expect(end).to.deep.equal({ isKilled: false, exitCode: 0 });
      else killed += 1;
    };
    for (let life = 0; life < kills; life += 1) {
      for (let row = 0; row < ROWS_OF_KILL; row += 1) given.add(rows + row);
      rows += ROWS_OF_KILL;
      await live(false);
    }
    await live(true);

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
