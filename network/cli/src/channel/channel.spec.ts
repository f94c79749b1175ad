import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { createCompanyAuthority, writeOrganizations } from '@kontti/fabric-protocol/certificates';
import { systemClock } from '@kontti/fabric-protocol/base';
import { startDevnet, type Devnet } from '@kontti/devnet/devnet';
import { runKonttiHere, type EndedKontti } from '../testing/kontti-command';

type Fields = Readonly<Record<string, unknown>>;

describe('kontti channel', () => {
  let directory: string;
  let elsewhere: string;
  let network: Devnet;

  const file = (name: string): string => join(directory, name);
  const as = (mspId: string): string[] => ['--dir', directory, '--company', mspId];
  const org3 = (): string => join(elsewhere, 'peerOrganizations', 'org3.example.com');

  async function kontti(exitCode: number, ...args: string[]): Promise<EndedKontti & { fields: Fields }> {
    const ended = await runKonttiHere('channel', ...args, '--json');
    expect(ended.exitCode, `${args.join(' ')}: ${ended.errors}`).to.equal(exitCode);
    return { ...ended, fields: JSON.parse(ended.output === '' ? '{}' : ended.output) as Fields };
  }

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-channel-'));
    elsewhere = await mkdtemp(join(tmpdir(), 'kontti-org3-'));
    network = await startDevnet({
      companies: ['org1', 'org2'].map((name) => ({
        mspId: `${name.replace('o', 'O')}MSP`,
        domain: `${name}.example.com`,
      })),
      governance: 'majority',
      directory: join(directory, 'organizations'),
    });
    const domain = 'org3.example.com';
    const authority = await createCompanyAuthority({
      mspId: 'Org3MSP',
      domain,
      clock: systemClock,
      randomBytes,
    });
    const commonName = `peer0.${domain}`;
    const node = {
      commonName,
      identity: await authority.issueIdentity({ commonName, role: 'peer' }),
      tls: await authority.issueTlsCertificate({ commonName, hosts: ['localhost'] }),
      port: 11_051,
    };
    await writeOrganizations({ directory: elsewhere, peerOrganizations: [{ authority, nodes: [node] }] });
  });

  after(async () => {
    await network.stop();
    await rm(directory, { recursive: true, force: true });
    await rm(elsewhere, { recursive: true, force: true });
  });

  it('says the configuration, and what its block holds', async () => {
    const { fields } = await kontti(0, 'config', '--dir', directory);
    expect(fields).to.deep.include({ channel: 'mychannel', sequence: 0, governance: 'majority' });
    expect(fields['batch']).to.deep.include({ messagesMax: 10, timeoutMs: 2_000 });
    for (const position of ['config', 'newest', 'oldest', '0']) {
      await kontti(0, 'fetch', position, file(`${position}.block`), '--dir', directory);
      const decoded = await kontti(0, 'decode', file(`${position}.block`));
      expect(decoded.fields).to.deep.include({ event: 'block', number: 0 });
      expect(decoded.output).to.include('"policy":"MAJORITY Admins"');
    }
    await kontti(1, 'fetch', '7', file('none.block'), '--dir', directory);
  });

  it('makes an update that its admins sign one after the other, or each a copy', async () => {
    const add = ['add-company', '--organization', org3(), '--out'];
    const made = await kontti(0, ...add, file('org3.json'), ...as('Org1MSP'));
    expect(made.fields).to.deep.include({ event: 'update', isComplete: false });
    expect(made.output).to.include('"missing":"Org2MSP.admin"');
    await kontti(2, 'status', file('org3.json'), '--dir', directory);
    await kontti(1, 'submit', file('org3.json'), ...as('Org1MSP'));
    await kontti(0, 'sign', file('org3.json'), ...as('Org2MSP'), '--out', file('copy.json'));
    await kontti(2, 'status', file('org3.json'), '--dir', directory);
    const joined = await kontti(0, 'status', file('org3.json'), file('copy.json'), '--dir', directory);
    expect(joined.fields).to.include({ isComplete: true });
    const decoded = await kontti(0, 'decode', file('copy.json'));
    expect(decoded.fields).to.include({ event: 'update' });
    expect(decoded.output).to.include('localhost:11051');
    // All that is wrong with it is that a devnet's configuration never changes.
    const refused = await kontti(1, 'submit', file('copy.json'), ...as('Org1MSP'));
    expect(refused.errors).to.include('BAD_REQUEST');
  });

  it('knows the admins of who orders by the tree', async () => {
    await kontti(0, 'set-batch', '--bytes', '1MB', '--out', file('batch.json'), ...as('Org1MSP'));
    const signed = await kontti(0, 'sign', file('batch.json'), ...as('OrdererMSP'));
    expect(signed.fields).to.include({ mspId: 'OrdererMSP', isComplete: true });
  });

  it('compares the channel with what the companies agreed on', async () => {
    const members = ['org1', 'org2', 'org3'].map(
      (name) => `  - { mspId: ${name.replace('o', 'O')}MSP, domain: ${name}.example.com }`,
    );
    const text = ['governance: majority', 'batch: { messages: 10, timeout: 2s }', 'companies:', ...members];
    await writeFile(file('consortium.yaml'), text.join('\n'));
    const consortium = ['--consortium', file('consortium.yaml')];
    const { fields } = await kontti(2, 'plan', ...consortium, '--dir', directory);
    expect(fields['differences']).to.deep.equal([{ what: 'company', to: 'Org3MSP' }]);
    // Its folder is not in this tree.
    await kontti(1, 'update', ...consortium, '--out', file('agreed.json'), ...as('Org1MSP'));
  });

  it('says in one line what is wrong', async () => {
    const org1 = as('Org1MSP');
    const out = ['--out', file('never.json')];
    await writeFile(file('text'), 'no message');
    await writeFile(
      file('bent.json'),
      (await readFile(file('org3.json'), 'utf8')).replace('mychannel', 'other'),
    );
    const refused: readonly (readonly string[])[] = [
      ['decode', file('text')],
      ['decode', file('absent')],
      ['decode', file('config.block'), '--type', 'update'],
      ['status', file('text'), ...org1],
      ['status', file('bent.json'), ...org1],
      ['status', file('org3.json'), file('batch.json'), ...org1],
      ['submit', file('org3.json'), '--channel', 'other', ...org1],
      ['sign', file('org3.json'), '--dir', directory, '--user', 'User1', '--company', 'Org1MSP'],
      ['sign', file('org3.json'), '--dir', directory, '--company', 'Org9MSP'],
      ['sign', file('org3.json'), '--dir', elsewhere],
      [
        'sign',
        file('org3.json'),
        '--msp-path',
        join(org3(), 'users', 'Admin@org3.example.com', 'msp'),
        '--msp-id',
        'Org3MSP',
      ],
      [
        'sign',
        file('org3.json'),
        '--msp-path',
        join(org3(), 'users', 'Admin@org3.example.com', 'msp'),
        '--msp-id',
        'Org2MSP',
      ],
      ['set-batch', ...out, ...org1],
      ['set-batch', '--bytes', '200MB', ...out, ...org1],
      ['set-anchors', 'Org9MSP', 'localhost:1', ...out, ...org1],
      ['remove-company', 'Org9MSP', ...out, ...org1],
      ['set-revocation-list', 'Org1MSP', file('text'), ...out, ...org1],
      ['add-company', 'Org1MSP', '--organization', org3(), ...out, ...org1],
      ['add-company', 'Org3MSP', '--organization', directory, ...out, ...org1],
      ['add-company', '--organization', join(org3(), 'msp'), ...out, ...org1],
      ['join', file('org3.json'), ...org1],
      ['join', ...org1],
      ['config', '--dir', directory, '--channel', 'other'],
      ['fetch', 'newest', file('x.block'), '-o', '127.0.0.1:1', '--dir', directory],
      ['fetch', 'newest', file('x.block'), '--cafile', file('text'), '--dir', directory],
    ];
    for (const args of refused) {
      const { exitCode, errors, output } = await runKonttiHere('channel', ...args);
      expect(exitCode, args.join(' ')).to.equal(1);
      expect(errors.trim().split('\n'), args.join(' ')).to.have.length(1);
      expect(errors, args.join(' ')).to.match(/^kontti: .+/);
      expect(output).to.equal('');
    }
  });
});
