import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chaincodeHost, describeOnNetwork, engine, isJoined } from '../engine/engine';
import { findNpm, runProgram, startProgram, type Running } from './programs';

const samples = process.env['FABRIC_SAMPLES'];
const sample = samples === undefined ? undefined : join(samples, 'asset-transfer-basic');
/** On a network that goes on afterwards, one that nobody used. */
const chaincodeName = isJoined ? `basic_${randomBytes(4).toString('hex')}` : 'basic';
const hostOptions = chaincodeHost === undefined ? [] : ['--chaincode-host', chaincodeHost];
const upOptions = isJoined ? ['--fabric-samples', samples ?? '', ...hostOptions] : ['--peer-port', '0'];
const kontti = join(dirname(require.resolve('@kontti/network/package.json')), 'bin', 'kontti.mjs');

/** Installing and compiling two packages, from a cold cache. */
const installTimeoutMs = 300_000;

/** Copies a package of the sample, without what was built there, and installs and compiles it. */
async function install(options: { name: string; sample: string; directory: string }): Promise<string> {
  const { name, sample, directory } = options;
  const target = join(directory, name);
  const isBuilt = /[\\/](node_modules|dist)([\\/]|$)/;
  const source = join(sample, name);
  await cp(source, target, { recursive: true, filter: (path) => !isBuilt.test(path.slice(source.length)) });
  const npm = findNpm();
  await runProgram({ args: [npm, 'ci', '--no-audit', '--no-fund'], cwd: target });
  await runProgram({ args: [npm, 'run', 'build'], cwd: target });
  return target;
}

describeOnNetwork("fabric-samples' asset-transfer-basic, unmodified", () => {
  let directory: string | undefined;
  let application: string;
  let chaincode: string;
  let network: Running | undefined;

  before(async function () {
    if (sample === undefined || !existsSync(sample)) {
      this.skip();
    }
    this.timeout(installTimeoutMs);
    directory = await mkdtemp(join(tmpdir(), 'kontti-samples-'));
    application = await install({ name: 'application-gateway-typescript', sample, directory });
    chaincode = await install({ name: 'chaincode-typescript', sample, directory });
  });

  after(async () => {
    network?.child.kill();
    await network?.ended;
    if (directory !== undefined) {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('runs on the network, told only by its environment variables where that is', async () => {
    const where = ['--dir', directory ?? '', '--json'];
    network = startProgram({
      args: [kontti, 'network', 'up', '--engine', engine, ...upOptions, ...where],
    });
    const ready = JSON.parse(await network.nextLine()) as {
      event: string;
      organizations: string;
      companies: { mspId: string; endpoint: string }[];
    };
    expect(ready.event).to.equal('ready');
    const deploy = [kontti, 'chaincode', 'deploy', '--name', chaincodeName, '--path', chaincode, ...where];
    expect((await runProgram({ args: deploy })).output).to.contain('"committed"');

    const { exitCode, output, errors } = await startProgram({
      args: [join(application, 'dist', 'app.js')],
      cwd: application,
      env: {
        CHAINCODE_NAME: chaincodeName,
        CRYPTO_PATH: join(ready.organizations, 'peerOrganizations', 'org1.example.com'),
        PEER_ENDPOINT: ready.companies[0]?.endpoint ?? '',
      },
    }).ended;
    expect(exitCode, `${output}\n${errors}`).to.equal(0);
    const committed = output
      .split('\n')
      .filter((line) => line.includes('Transaction committed successfully'));
    expect(committed).to.have.length(3);
    // What it read is what it created and transferred.
    expect(output).to.match(/ID: 'asset\d+'/);
    expect(output.lastIndexOf("Owner: 'Saptha'")).to.be.greaterThan(
      output.lastIndexOf('--> Evaluate Transaction: ReadAsset'),
    );
    expect(output).to.contain('Successfully caught the error');
  });
});
