import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOutbox } from '@kontti/client-sdk';
import { openSqliteOutbox } from '@kontti/store';
import { expect } from 'chai';
import { runKonttiHere } from '../testing/kontti-command';
import { describeOnSqlite } from '@kontti/store/testing/sqlite-driver';

describeOnSqlite('kontti outbox', () => {
  let folder: string;
  let file: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-outbox-'));
    file = join(folder, 'outbox.db');
    const store = await openSqliteOutbox({ file });
    await using outbox = openOutbox({ store });
    for (const sequence of [1, 2]) {
      await outbox.add({
        id: `accept-${sequence}`,
        key: 'S-1',
        operation: 'shipments.acceptCustody',
        request: { shipmentId: 'Org1MSP/S-1', sequence },
      });
    }
    const row = await store.find('accept-1');
    if (row === undefined) throw new Error('no row');
    const reason = JSON.stringify({ code: 'STATE', stage: 'endorse', message: 'too late', remedy: 'look' });
    const progress = { ...row.progress, state: 'failed', reason } as const;
    await store.write([{ sequence: row.sequence, revision: row.revision, progress }]);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const linesOf = (output: string): Record<string, unknown>[] =>
    output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('counts and lists rows, with the reason why they failed', async () => {
    const counted = await runKonttiHere('outbox', 'count', '--file', file, '--json');
    expect(linesOf(counted.output)[0]).to.include({ event: 'counted', waiting: 1, failed: 1, committed: 0 });
    const pending = await runKonttiHere('outbox', 'pending', '--file', file, '--json');
    expect(linesOf(pending.output)).to.have.length(1);
    expect(linesOf(pending.output)[0]).to.include({ id: 'accept-2', state: 'waiting', key: 'S-1' });
    const failed = await runKonttiHere('outbox', 'failed', '--file', file);
    expect(failed.output).to.match(
      /^accept-1 {2}failed {2}shipments\.acceptCustody .*\n {2}STATE {2}too late\n$/,
    );
  });

  it('takes a row up again, and removes one', async () => {
    expect((await runKonttiHere('outbox', 'retry', 'accept-1', '--file', file)).output).to.equal(
      'taken up again: accept-1\n',
    );
    expect((await runKonttiHere('outbox', 'drop', 'accept-2', '--file', file)).exitCode).to.equal(0);
    const counted = await runKonttiHere('outbox', 'count', '--file', file);
    expect(counted.output).to.equal('waiting 1, sent 0, committed 0, failed 0, unsigned 0\n');
  });

  it('says by its code what is wrong', async () => {
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['retry', 'accept-2', '--file', file], 'ROW_STATE'],
      [['drop', 'accept-3', '--file', file], 'ROW_NOT_FOUND'],
      [['count', '--file', join(folder, 'other.db')], 'DIRECTORY_UNUSABLE'],
      [['count'], 'ARGUMENT_INVALID'],
    ];
    for (const [args, code] of cases) {
      const { exitCode, errors } = await runKonttiHere('outbox', ...args, '--json');
      expect(exitCode, code).to.equal(1);
      expect(linesOf(errors)[0], code).to.include({ event: 'error', code });
    }
    const { errors } = await runKonttiHere('outbox', 'retry', 'accept-2', '--file', file);
    expect(errors).to.match(/^kontti: The state of the row does not allow this\. See details\.state/);
  });
});
