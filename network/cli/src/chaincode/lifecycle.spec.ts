import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startDevnet, type Devnet } from '@kontti/devnet/devnet';
import { jsonContracts } from '../testing/json-contracts';
import { runKonttiHere, type EndedKontti } from '../testing/kontti-command';

type Line = Readonly<Record<string, unknown>>;

function linesOf({ output }: EndedKontti): readonly Line[] {
  return output
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

describe('kontti chaincode, for one company', () => {
  let directory: string;
  let network: Devnet;

  async function run(verb: string, ...args: string[]): Promise<EndedKontti> {
    return runKonttiHere('chaincode', verb, ...args);
  }

  /** The command with a company's keys, which has to end with this code. */
  async function expectRun(
    exitCode: number,
    company: string,
    verb: string,
    ...args: string[]
  ): Promise<readonly Line[]> {
    const ended = await run(verb, ...args, '--dir', directory, '--company', company, '--json');
    expect(ended.exitCode, `${verb}: ${ended.errors}`).to.equal(exitCode);
    return linesOf(ended);
  }

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-lifecycle-'));
    network = await startDevnet({
      companies: [
        { mspId: 'Org1MSP', domain: 'org1.example.com' },
        { mspId: 'Org2MSP', domain: 'org2.example.com' },
      ],
      batch: { messagesMax: 1 },
      directory: join(directory, 'organizations'),
    });
    await network.deployChaincode({ name: 'keeper', contracts: jsonContracts });
  });

  after(async () => {
    await network.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('packages alike each time, and not over another file', async () => {
    const file = join(directory, 'first.tar.gz');
    const args = [file, '--label', 'a_1.0', '--address', '{{.peername}}.example.com:9999', '--json'];
    const [made] = linesOf(await run('package', ...args));
    const [again] = linesOf(await run('package', ...args));
    expect(again).to.deep.equal(made);
    const answer = await run('calculatepackageid', file, '-O', 'json');
    expect(JSON.parse(answer.output)).to.deep.equal({ package_id: made?.['package_id'] });
    const other = await run('package', file, '--label', 'b_1.0', '--address', 'localhost:1');
    expect(other.exitCode).to.equal(1);
  });

  it('goes through all verbs, each company with its own keys', async () => {
    const file = join(directory, 'verbs.tar.gz');
    const [made] = linesOf(
      await run('package', file, '--label', 'verbs_1.0', '--address', 'localhost:9', '--json'),
    );
    const packageId = String(made?.['package_id']);
    await expectRun(0, 'Org1MSP', 'install', file);
    const [installed] = await expectRun(0, 'org1.example.com', 'queryinstalled');
    expect(JSON.stringify(installed)).to.contain(packageId);
    await expectRun(
      0,
      'Org1MSP',
      'getinstalledpackage',
      '--package-id',
      packageId,
      '--output-directory',
      directory,
    );
    const fetched = await readFile(join(directory, `${packageId.replace(':', '_')}.tar.gz`));
    expect(fetched.equals(await readFile(file))).to.equal(true);

    const definition = ['--name', 'verbs', '-C', 'mychannel', '-v', '1.0', '--sequence', '1'];
    const policy = ['--signature-policy', "OR('Org1MSP.peer', 'Org2MSP.peer')"];
    const approve = [...definition, ...policy, '--package-id', packageId];
    const [first] = await expectRun(0, 'Org1MSP', 'approveformyorg', ...approve);
    const [second] = await expectRun(0, 'Org1MSP', 'approve', ...approve);
    expect([first?.['outcome'], second?.['outcome']]).to.deep.equal(['approved', 'present']);
    const [ready] = await expectRun(0, 'Org2MSP', 'checkcommitreadiness', ...definition, ...policy);
    expect(ready?.['approvals']).to.deep.equal({ Org1MSP: true, Org2MSP: false });
    await expectRun(1, 'Org1MSP', 'commit', ...definition, ...policy);
    await expectRun(0, 'Org2MSP', 'approve', ...definition, ...policy);
    await expectRun(0, 'Org2MSP', 'commit', ...definition, ...policy);
    const [committed] = await expectRun(0, 'Org1MSP', 'querycommitted', '--name', 'verbs');
    expect(committed).to.deep.include({
      sequence: 1,
      version: '1.0',
      endorsement_policy: "OR('Org1MSP.peer', 'Org2MSP.peer')",
      approvals: { Org1MSP: true, Org2MSP: true },
    });
    const [approved] = await expectRun(0, 'Org1MSP', 'queryapproved', '--name', 'verbs');
    expect(approved?.['source']).to.deep.equal({ Type: { LocalPackage: { package_id: packageId } } });
  });

  it('plans, deploys what is in its power, and goes on when the others approved', async () => {
    const deploy = ['--name', 'both', '--address', 'localhost:9'];
    const [planned] = await expectRun(2, 'Org1MSP', 'plan', ...deploy);
    expect(planned).to.deep.include({ from: 0, to: 1, isDone: false });
    const waiting = (await expectRun(2, 'Org1MSP', 'deploy', ...deploy)).at(-1);
    expect(waiting).to.deep.include({ event: 'waiting', missing: ['Org2MSP'] });
    const committed = (await expectRun(0, 'Org2MSP', 'deploy', ...deploy)).at(-1);
    expect(committed).to.deep.include({ event: 'committed', sequence: 1 });
    const height = network.ledger.height;
    await expectRun(0, 'Org1MSP', 'deploy', ...deploy);
    await expectRun(0, 'Org1MSP', 'plan', ...deploy);
    expect(network.ledger.height, 'nothing was doubled').to.equal(height);
    const collections = join(directory, 'collections.json');
    await writeFile(collections, `[{"name":"shared","policy":"OR('Org1MSP.member')"}]`);
    const next = [...deploy, '--version', '2.0', '--collections-config', collections];
    const [changed] = await expectRun(2, 'Org1MSP', 'plan', ...next);
    expect(changed?.['changes']).to.deep.equal([
      { kind: 'changed', what: 'version', from: '1.0', to: '2.0' },
      {
        kind: 'added',
        what: 'collection shared',
        to: "of OR('Org1MSP.member'), endorsed by the chaincode's policy, kept for ever, read by anybody, written by anybody, handed to 0 to 1 other peers",
      },
    ]);
  });

  it('compares the contract that runs with the new one', async () => {
    const metadata = join(directory, 'metadata.json');
    await writeFile(metadata, JSON.stringify({ contracts: { keeper: { transactions: [{ name: 'put' }] } } }));
    const [planned] = await expectRun(
      2,
      'Org1MSP',
      'plan',
      '--name',
      'keeper',
      '--version',
      '2.0',
      '--metadata',
      metadata,
    );
    const { contract } = planned as { contract: { kind: string; changes: Line[] } };
    expect(contract.kind, JSON.stringify(contract)).to.equal('compared');
    expect(contract.changes).to.deep.include({
      kind: 'removed',
      transaction: 'keeper:get',
      isBreaking: true,
    });
  });

  it('says whose peers run what is committed', async () => {
    const [status] = await expectRun(0, 'Org1MSP', 'status', '--name', 'keeper');
    expect(status?.['companies']).to.deep.equal([
      { mspId: 'Org1MSP', isApproved: true },
      { mspId: 'Org2MSP', isApproved: true },
    ]);
  });

  it('takes identity and peer from an MSP folder, as the peer command does', async () => {
    const { endpoint } = network.company('Org2MSP');
    const company = join(directory, 'organizations', 'peerOrganizations', 'org2.example.com');
    const admin = [
      ...['--msp-id', 'Org2MSP', '--msp-path', join(company, 'users', 'Admin@org2.example.com', 'msp')],
      ...[
        '--peerAddresses',
        endpoint,
        '--tlsRootCertFiles',
        join(company, 'msp', 'tlscacerts', 'tlsca.org2.example.com-cert.pem'),
      ],
    ];
    const asked = await run('querycommitted', '--name', 'keeper', '--json', ...admin);
    expect(asked.exitCode, asked.errors).to.equal(0);
    const variables = {
      CORE_PEER_LOCALMSPID: 'Org2MSP',
      CORE_PEER_MSPCONFIGPATH: join(company, 'users', 'Admin@org2.example.com', 'msp'),
      CORE_PEER_TLS_ROOTCERT_FILE: join(company, 'msp', 'tlscacerts', 'tlsca.org2.example.com-cert.pem'),
    };
    Object.assign(process.env, variables);
    try {
      for (const [address, exitCode] of [
        [endpoint, 0],
        ['nowhere', 1],
        ['', 1],
      ] as const) {
        process.env['CORE_PEER_ADDRESS'] = address;
        const byVariables = await run('queryinstalled', '--json');
        expect(byVariables.exitCode, `${address} ${byVariables.errors}`).to.equal(exitCode);
        if (exitCode === 1) expect(byVariables.errors.trim().split('\n')).to.have.length(1);
      }
    } finally {
      for (const name of [...Object.keys(variables), 'CORE_PEER_ADDRESS']) {
        Reflect.deleteProperty(process.env, name);
      }
    }
    const foreign = await run('queryinstalled', ...admin.with(1, 'Org1MSP'));
    expect(foreign.exitCode).to.equal(1);
    expect(foreign.errors.trim().split('\n')).to.have.length(1);
  });

  it('says in one line what is wrong, and orders nothing', async () => {
    await writeFile(join(directory, 'none.tar.gz'), 'no package');
    const height = network.ledger.height;
    const cases: readonly (readonly [company: string, verb: string, ...args: string[]])[] = [
      ['Org1MSP', 'install', join(directory, 'none.tar.gz')],
      ['Org1MSP', 'install', join(directory, 'missing.tar.gz')],
      ['Org9MSP', 'queryinstalled'],
      ['Org1MSP', 'approve', '--name', 'keeper', '--signature-policy', 'NOBODY('],
      ['Org1MSP', 'commit', '--name', 'keeper', '--version', '2.0'],
      ['Org1MSP', 'commit', '--name', 'keeper', '--version', '2.0', '--sequence', '9'],
      ['Org1MSP', 'deploy', '--name', 'keeper', '--version', '2.0', '--package-id', 'keeper:0'],
      ['Org1MSP', 'querycommitted', '--name', 'nothing'],
      ['Org1MSP', 'getinstalledpackage', '--package-id', 'nothing:0'],
    ];
    for (const [company, ...args] of cases) {
      const ended = await runKonttiHere('chaincode', ...args, '--dir', directory, '--company', company);
      expect(ended.exitCode, args.join(' ')).to.equal(1);
      expect(ended.errors.trim().split('\n'), args.join(' ')).to.have.length(1);
    }
    expect(network.ledger.height).to.equal(height);
  });
});
