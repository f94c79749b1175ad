import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteConsumer, type Sql } from '@kontti/store';
import { expect } from 'chai';
import { Seeded } from '../adversary/seeded';
import { describeOnNetwork } from '../engine/engine';
import { chooseDeath, killsTimeoutMs, runLife } from '../kills/run-life';
import { forwarderMspId, startTestLedger, type TestLedger } from '../sdk/ledger';
import { needsSqlite } from '@kontti/store/testing/sqlite-driver';

const kills = Number(process.env['KILLS'] ?? 4);
/** Events that are recorded while a process lives. */
const EVENTS_OF_KILL = 10;

describeOnNetwork('a consumer whose process is killed', function () {
  this.timeout(killsTimeoutMs(kills));
  needsSqlite();
  const seed = Number(process.env['SEED'] ?? 1);
  let ledger: TestLedger;
  let folder: string;

  before(async () => {
    ledger = await startTestLedger();
    folder = await mkdtemp(join(tmpdir(), 'kontti-consumer-'));
    const { companies } = ledger.client(forwarderMspId);
    await companies.register({ name: 'Example Forwarder', gln: '6400001000018', jurisdiction: 'FI' });
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

  /** Records places of their own, as one fact of ten events. */
  async function recordEvents(life: number): Promise<void> {
    const place = { name: 'Kouvola', latitudeE6: 60_868_000, longitudeE6: 26_704_000 };
    const letter = (digit: number): string => String.fromCharCode(65 + (Math.floor(digit) % 26));
    const places = Array.from({ length: EVENTS_OF_KILL }, (_, index) => {
      const number = life * EVENTS_OF_KILL + index;
      return { ...place, code: `FI${letter(number / 676)}${letter(number / 26)}${letter(number)}` };
    });
    await ledger.client(forwarderMspId).companies.registerPlaces({ ref: `places-${life}`, places });
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
    const program = join(__dirname, 'consumer.js');
    const task = join(folder, 'task.json');
    /** Times that a handler began with an event. */
    let begun = 0;
    const onLine = (): void => {
      begun += 1;
    };
    for (let life = 0; life < kills; life += 1) {
      const living = runLife({ program, task, onLine, death: chooseDeath(random) });
      await recordEvents(life);
      expect(await living).to.include({ isKilled: true });
    }
    const toBlock = (await ledger.network.height()) - 1;
    const expected: string[] = [];
    for await (const { id } of ledger.client(forwarderMspId).events({ fromBlock: 0, toBlock })) {
      expected.push(id);
    }
    expect(expected).to.have.length(kills * EVENTS_OF_KILL + 1);
    const isDone = async (): Promise<boolean> => (await readHappened()).length >= expected.length;
    expect(await runLife({ program, task, onLine, isDone })).to.include({ isKilled: true });
    expect(await readHappened()).to.deep.equal(expected);
    const again = begun - expected.length;
    console.log(
      `      ${kills} kills, ${expected.length} events: each effect exactly once, in order; ${again} were begun again`,
    );
  });
});
