import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { startDevnet, type Devnet } from '@kontti/devnet/devnet';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { runKontti } from 'kontti/testing/kontti-command';
import type { DeterminismReport } from '@kontti/devnet/checks';

/** Each method takes something from its surroundings into the ledger, but `good`. */
const contract = `
const { Contract } = require('fabric-contract-api');
const crypto = require('crypto');
const os = require('os');
const put = (ctx, value) => ctx.stub.putState('key', Buffer.from(String(value)));
let calls = 0;
class Careless extends Contract {
  async now(ctx) { await put(ctx, Date.now()); }
  async newDate(ctx) { await put(ctx, new Date().toISOString()); }
  async dateText(ctx) { await put(ctx, Date()); }
  async performance(ctx) { await put(ctx, Math.floor(performance.now() / 1e6)); }
  async random(ctx) { await put(ctx, Math.random()); }
  async coin(ctx) { await put(ctx, crypto.randomInt(2 ** 32)); }
  async uuid(ctx) { ctx.stub.setEvent('made', Buffer.from(crypto.randomUUID())); }
  async locale() { return (1234.5).toLocaleString(); }
  async sorts() { return ['ı', 'j', 'h', 'i'].sort((a, b) => a.localeCompare(b)).join(''); }
  async intl() { return new Intl.NumberFormat().resolvedOptions().locale; }
  async zone() { return new Date(0).getHours(); }
  async host() { return os.hostname(); }
  async remembers(ctx) { calls += 1; await put(ctx, calls); }
  async key(ctx) { await ctx.stub.putState('k' + Math.random(), Buffer.from('v')); }
  async secret(ctx) { await ctx.stub.putPrivateData('_implicit_org_Org1MSP', 'k', Buffer.from(String(Date.now()))); }
  async throws() { throw new Error('at ' + Date.now()); }
  async json(ctx) { await ctx.stub.putState('json', Buffer.from('{"b":1,"a":2}')); }
  async readsJson(ctx) { return Buffer.from(await ctx.stub.getState('json')).toString(); }
  async parsesJson(ctx) { return JSON.parse(Buffer.from(await ctx.stub.getState('json')).toString()).a; }
  async good(ctx, key) {
    const count = Number(Buffer.from(await ctx.stub.getState(key)).toString() || '0') + 1;
    await ctx.stub.putState(key, Buffer.from(String(count)));
    ctx.stub.setEvent('good', Buffer.from(String(ctx.stub.getDateTimestamp().getTime())));
    return new Date(ctx.stub.getDateTimestamp().getTime()).toISOString() + new Date(0).toISOString() + [3, 1, 2].sort();
  }
}
exports.contracts = [Careless];
`;

describe('the determinism check', () => {
  let devnet: Devnet;
  let path: string;

  before(async () => {
    // Below this package, so that its dependency on the shim is found.
    path = await mkdtemp(join(__dirname, 'chaincode-'));
    await writeFile(join(path, 'package.json'), JSON.stringify({ name: 'careless', main: 'index.js' }));
    await writeFile(join(path, 'index.js'), contract);
    devnet = await startDevnet({ companies: [{ mspId: 'Org1MSP', domain: 'org1.example.com' }] });
    await devnet.deployChaincode({ name: 'careless', path });
  });

  after(async () => {
    await devnet.stop();
    await rm(path, { recursive: true, force: true });
  });

  const check = (calls: readonly (readonly string[])[], commits = false): Promise<DeterminismReport> =>
    devnet.checkDeterminism({
      chaincode: 'careless',
      path,
      commits,
      invocations: calls.map((args) => ({ args })),
    });

  it('shows what differs, key by key', async () => {
    const written = ['now', 'newDate', 'dateText', 'performance', 'random', 'coin', 'remembers'];
    const returned = ['locale', 'sorts', 'intl', 'zone', 'host'];
    const names = [...written, ...returned, 'uuid', 'secret', 'throws', 'key'];
    const { rows, isDeterministic } = await check(names.map((name) => [name]));
    expect(isDeterministic).to.equal(false);
    const keys = rows.at(-1)?.differences.map(({ first, second }) => [first, second]);
    expect(keys, 'keys that only one of the two wrote').to.deep.equal([
      ['v', undefined],
      [undefined, 'v'],
    ]);
    const parts = rows
      .slice(0, -1)
      .map(({ invocation, differences }) => [invocation.args[0], ...differences.map(({ part }) => part)]);
    expect(parts).to.deep.equal([
      ...written.map((name) => [name, 'write of careless "key"']),
      ...returned.map((name) => [name, 'response payload']),
      ['uuid', 'event payload'],
      ['secret', 'private write of careless/_implicit_org_Org1MSP "k"'],
      ['throws', 'response message'],
    ]);
    expect(rows.find(({ invocation }) => invocation.args[0] === 'throws')?.refusal).to.match(/^at \d+$/);
    const values = rows.map(({ differences: [difference] }) => [difference?.first, difference?.second]);
    expect(values[names.indexOf('locale')]).to.deep.equal(['1,234.5', '1.234,5']);
    expect(values[names.indexOf('intl')]).to.deep.equal(['en-US', 'tr-TR']);
  });

  it('finds nothing in a contract that takes time from the transaction, and commits when it is asked to', async () => {
    const { height } = devnet.ledger;
    const alone = await check([['good', 'a']]);
    expect(alone).to.deep.include({ isDeterministic: true, chaincode: 'careless' });
    expect(devnet.ledger.height).to.equal(height);
    const { rows, isDeterministic } = await check([['good', 'a'], ['good', 'a'], ['zone']], true);
    expect(isDeterministic).to.equal(false);
    expect(rows.map(({ committed, differences }) => [committed, differences.length])).to.deep.equal([
      ['VALID', 0],
      ['VALID', 0],
      [undefined, 1],
    ]);
    const value = await devnet.ledger.getState({ namespace: 'careless', key: 'a' });
    expect(Buffer.from(value ?? []).toString()).to.equal('2');
  });

  it('shows what chaincode makes of JSON as a peer with CouchDB holds it in its cache', async () => {
    await using couchdb = await startDevnet({
      companies: [{ mspId: 'Org1MSP', domain: 'org1.example.com' }],
      stateDatabase: 'couchdb',
    });
    await couchdb.deployChaincode({ name: 'careless', path });
    const invocations = ['json', 'readsJson', 'parsesJson', 'random'].map((name) => ({ args: [name] }));
    const { rows } = await couchdb.checkDeterminism({
      chaincode: 'careless',
      path,
      commits: true,
      invocations,
    });
    expect(rows.map(({ differences }) => differences.map(({ part, cause }) => [part, cause]))).to.deep.equal([
      [],
      [['response payload', 'cache']],
      [],
      [['write of careless "key"', undefined]],
    ]);
    const [difference] = rows[1]?.differences ?? [];
    expect([difference?.first, difference?.second]).to.deep.equal(['{"a":2,"b":1}', '{"b":1,"a":2}']);
    const plain = await check([['json'], ['readsJson']], true);
    expect(plain.isDeterministic).to.equal(true);
  });

  it('refuses what it cannot check', async () => {
    const asked = { chaincode: 'careless', path, invocations: [{ args: ['good', 'a'] }] };
    const errors = await Promise.all(
      [
        devnet.checkDeterminism({ ...asked, chaincode: 'absent' }),
        devnet.checkDeterminism({ ...asked, mspId: 'Org9MSP' }),
        devnet.checkDeterminism({ ...asked, path: join(path, 'absent') }),
        devnet.checkDeterminism({ ...asked, invocations: [] }),
      ].map((call) => call.catch((error: unknown) => (error instanceof NetworkError ? error.code : error))),
    );
    expect(errors).to.deep.equal([
      'CHAINCODE_UNDEFINED',
      'COMPANY_UNKNOWN',
      'CHAINCODE_START_FAILED',
      'OPTION_INVALID',
    ]);
  });

  it('is a command with an exit code for it', async () => {
    const call = (...args: string[]): string[] => ['--invoke', JSON.stringify({ Args: args })];
    const command = ['chaincode', 'check-determinism', '--path', path];
    const bad = await runKontti(...command, ...call('good', 'a'), ...call('locale'));
    expect(bad.exitCode).to.equal(1);
    expect(bad.output).to.contain('good(a)  same, committed: VALID').and.contain('second  1.234,5');
  });
});
