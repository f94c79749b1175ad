import { createPrivateKey, createSign } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startDevnet, type Devnet } from '@kontti/devnet/devnet';
import { runKonttiHere } from '../testing/kontti-command';

type Fields = Readonly<Record<string, unknown>>;

describe('kontti chaincode with keys kept elsewhere', () => {
  let directory: string;
  let keys: string;
  let network: Devnet;

  async function kontti(exitCode: number, ...args: string[]): Promise<Fields> {
    const ended = await runKonttiHere('chaincode', ...args, '--json');
    expect(ended.exitCode, `${args.join(' ')}: ${ended.errors}`).to.equal(exitCode);
    return JSON.parse(ended.output === '' ? '{}' : ended.output) as Fields;
  }

  const file = (name: string): string => join(directory, name);
  const company = (): string[] => ['--dir', directory, '--company', 'Org1MSP'];

  async function sign(name: string): Promise<Fields> {
    return kontti(0, 'sign', file(name), '--key', join(keys, 'Org1MSP.pem'), '--out', file(`signed-${name}`));
  }

  /** What any program that knows ECDSA makes of the bytes: S is high half of the time. */
  async function signByOther(name: string): Promise<string> {
    const { bytes } = JSON.parse(await readFile(file(name), 'utf8')) as { bytes: string };
    const key = createPrivateKey(await readFile(join(keys, 'Org1MSP.pem')));
    const signature = createSign('sha256').update(Buffer.from(bytes, 'base64')).sign(key);
    await writeFile(file(`${name}.sig`), signature);
    return file(`${name}.sig`);
  }

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-offline-'));
    keys = await mkdtemp(join(tmpdir(), 'kontti-keys-'));
    network = await startDevnet({
      companies: [{ mspId: 'Org1MSP', domain: 'org1.example.com' }],
      batch: { messagesMax: 1 },
      directory: join(directory, 'organizations'),
    });
    // The machine that talks to peers has certificates alone.
    const domain = 'org1.example.com';
    const users = join(directory, 'organizations', 'peerOrganizations', domain, 'users');
    const keystore = join(users, `Admin@${domain}`, 'msp', 'keystore');
    await cp(join(keystore, 'priv_sk'), join(keys, 'Org1MSP.pem'));
    await rm(keystore, { recursive: true });
    await cp(join(users, `User1@${domain}`, 'msp', 'keystore', 'priv_sk'), join(keys, 'other.pem'));
  });

  after(async () => {
    await network.stop();
    await rm(directory, { recursive: true, force: true });
    await rm(keys, { recursive: true, force: true });
  });

  it('installs, approves and commits', async () => {
    const made = await kontti(0, 'package', file('a.tar.gz'), '--label', 'a_1', '--address', 'localhost:9');
    const packageId = String(made['package_id']);
    await kontti(0, 'install', file('a.tar.gz'), ...company(), '--unsigned-out', file('install.json'));
    expect((await sign('install.json'))['agreed']).to.deep.equal([`install package ${packageId}`]);
    await kontti(0, 'install', '--signed', file('signed-install.json'), ...company());

    const definition = ['--name', 'a', '--sequence', '1', '--signature-policy', "OR('Org1MSP.peer')"];
    const approve = ['approve', ...definition, '--package-id', packageId, ...company()];
    await kontti(0, ...approve, '--unsigned-out', file('a1.json'));
    expect((await sign('a1.json'))['agreed']).to.deep.equal([
      'approve on channel mychannel',
      'chaincode a 1.0, sequence 1',
      "endorsement policy OR('Org1MSP.peer')",
      `package ${packageId}`,
    ]);
    const next = ['approve', ...company()];
    await kontti(0, ...next, '--signed', file('signed-a1.json'), '--unsigned-out', file('a2.json'));
    expect(network.ledger.height, 'nothing is ordered before the transaction is signed').to.equal(1);
    expect((await sign('a2.json'))['step']).to.equal('transaction');
    await kontti(0, ...next, '--signed', file('signed-a2.json'), '--unsigned-out', file('a3.json'));
    await sign('a3.json');
    expect(await kontti(0, ...next, '--signed', file('signed-a3.json'))).to.include({ event: 'done' });
    expect(network.ledger.height).to.equal(2);

    await kontti(0, 'commit', ...definition, ...company(), '--unsigned-out', file('c1.json'));
    for (const [from, to] of [
      ['c1.json', 'c2.json'],
      ['c2.json', 'c3.json'],
      ['c3.json', 'c4.json'],
    ] as const) {
      const signature = await signByOther(from);
      const go = ['commit', ...company(), '--signed', file(from), '--signature', signature];
      await kontti(0, ...go, '--unsigned-out', file(to));
    }
    expect(network.ledger.height).to.equal(3);
  });

  it('refuses what does not belong together, before it sends or signs anything', async () => {
    const definition = ['--name', 'b', '--sequence', '1'];
    const height = network.ledger.height;
    await kontti(0, 'approve', ...definition, ...company(), '--unsigned-out', file('b1.json'));
    const request = JSON.parse(await readFile(file('b1.json'), 'utf8')) as Fields;
    const change = async (name: string, changed: Fields): Promise<void> =>
      writeFile(file(name), JSON.stringify({ ...request, ...changed }));
    await change('digest.json', { digest: Buffer.alloc(32).toString('base64') });
    await change('action.json', { action: 'commit' });
    await change('channel.json', { channelId: 'other' });
    await change('step.json', { step: 'transaction' });
    await change('version.json', { version: 2 });
    await writeFile(file('text.json'), 'text');
    const key = ['--key', join(keys, 'Org1MSP.pem')];
    for (const name of ['digest', 'action', 'channel', 'step', 'version', 'text']) {
      await kontti(1, 'sign', file(`${name}.json`), ...key, '--out', file(`never-${name}.json`));
    }
    await kontti(1, 'sign', file('b1.json'), '--key', join(keys, 'other.pem'), '--out', file('never.json'));
    const signature = await signByOther('b1.json');
    const next = ['--unsigned-out', file('b2.json')];
    await kontti(1, 'approve', ...company(), '--signed', file('b1.json'), ...next);
    await kontti(1, 'approve', ...company(), '--signed', file('b1.json'), '--signature', signature);
    await kontti(1, 'commit', ...company(), '--signed', file('b1.json'), '--signature', signature, ...next);
    await kontti(
      1,
      'approve',
      ...company(),
      '--signed',
      file('b1.json'),
      '--signature',
      file('text.json'),
      ...next,
    );
    await kontti(1, 'approve', '--name', 'b', ...company(), '--unsigned-out', file('c.json'));
    expect(network.ledger.height).to.equal(height);
  });
});
