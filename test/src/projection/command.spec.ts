import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openSqliteProjection } from '@kontti/store';
import { needsSqlite } from '@kontti/store/testing/sqlite-driver';
import { expect } from 'chai';
import { runKonttiHere } from 'kontti/testing/kontti-command';
import { describeOnNetwork } from '../engine/engine';
import { forwarderMspId, retailMspId, startTestLedger, type TestLedger } from '../sdk/ledger';
import { registerCompanies } from '../sdk/setup';

describeOnNetwork('kontti projection', () => {
  needsSqlite();
  let ledger: TestLedger;
  let folder: string;
  let file: string;

  before(async () => {
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    await ledger.clients.forwarder.shipments.consign({
      ...{ shipmentId: `${forwarderMspId}/S-1`, consignee: retailMspId, origin: 'FIKVL', destination: 'JFK' },
      conditions: {},
    });
    folder = await mkdtemp(join(tmpdir(), 'kontti-projection-'));
    file = join(folder, 'ledger.db');
  });

  after(async () => {
    await ledger[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function run(verb: string, ...words: string[]) {
    const { organizations, chaincodeName, channelId } = ledger.network;
    const access = ['--dir', dirname(organizations), '--company', forwarderMspId, '--json'];
    const where = ['--channel', channelId, '--chaincode', chaincodeName];
    const { exitCode, output, errors } = await runKonttiHere(
      'projection',
      verb,
      ...access,
      ...where,
      ...words,
    );
    return { exitCode, errors, shown: output === '' ? {} : (JSON.parse(output) as Record<string, unknown>) };
  }

  it('rebuilds from the ledger, twice the same, and compares', async () => {
    const first = await run('rebuild', '--file', file);
    expect(first.errors).to.equal('');
    expect(first.shown).to.include({ event: 'rebuilt', deadLetters: 0 });
    expect(await run('verify', '--file', file)).to.deep.include({ exitCode: 0 });
    const digests = async (): Promise<unknown> => {
      await using projection = await openSqliteProjection({ file });
      expect(await projection.query('SELECT shipment_id FROM shipment')).to.have.length(1);
      return await projection.digests();
    };
    const before = await digests();
    expect((await run('rebuild', '--file', file)).shown).to.deep.equal(first.shown);
    expect(await digests()).to.deep.equal(before);
  });

  it('does not bring back events that were to be forgotten', async () => {
    const events = async (): Promise<number> => {
      await using projection = await openSqliteProjection({ file });
      return (await projection.query('SELECT block FROM event')).length;
    };
    const all = await events();
    {
      await using projection = await openSqliteProjection({ file });
      const [row] = await projection.query('SELECT ledger_time FROM event ORDER BY ledger_time DESC LIMIT 1');
      const before = new Date(String(row?.['ledger_time']));
      expect(await projection.forget({ before })).to.be.within(1, all - 1);
      expect(await projection.forgotten()).to.deep.equal(before);
    }
    const kept = await events();
    expect(kept).to.be.lessThan(all);
    expect(await run('verify', '--file', file)).to.deep.include({ exitCode: 0 });
    await run('rebuild', '--file', file);
    expect(await events()).to.equal(kept);
    expect(await run('verify', '--file', file)).to.deep.include({ exitCode: 0 });
  });

  it('says which table differs', async () => {
    {
      await using projection = await openSqliteProjection({ file });
      await projection.query("UPDATE shipment SET custodian = 'AirMSP' RETURNING custodian");
    }
    const { exitCode, shown } = await run('verify', '--file', file);
    expect([exitCode, shown['isEqual'], shown['differing']]).to.deep.equal([1, false, ['shipment']]);
  });

  it('says by its code what is wrong', async () => {
    const absent = join(folder, 'nowhere.db');
    expect((await run('verify', '--file', absent)).errors).to.match(/DIRECTORY_UNUSABLE/);
    expect((await run('rebuild')).errors).to.match(/ARGUMENT_INVALID/);
  });
});
