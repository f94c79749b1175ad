import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runKontti } from '../testing/kontti-command';

describe('kontti network up that is refused', () => {
  let directory: string;
  let server: Server;
  let port: number;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-refused-'));
    await writeFile(join(directory, 'own.txt'), 'not of a network');
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });

  afterEach(async () => {
    server.close();
    await rm(directory, { recursive: true, force: true });
  });

  const refusals: Readonly<Record<string, () => readonly string[]>> = {
    'options that do not go together': () => ['--peers', '2'],
    'a port that is taken': () => ['--peer-port', String(port)],
    'companies whose ports would be too high': () => ['--peer-port', '65000'],
    'a port for chaincode that would be too high': () => [
      '--peer-port',
      '65535',
      '--companies',
      'Org1MSP',
      '--peer-chaincodedev',
    ],
    'CouchDBs of peers that keep state in LevelDB': () => [
      '--engine',
      'fabric',
      '--couchdb',
      'localhost:5984',
    ],
    'CouchDBs of a devnet': () => ['--state-db', 'couchdb', '--couchdb', 'localhost:5984'],
    "what Fabric's orderers cannot do": () => ['--engine', 'fabric', '--blocks', 'by-hand'],
  };

  for (const [what, options] of Object.entries(refusals)) {
    for (const place of [[], ['new']]) {
      it(`leaves nothing behind: ${what}, ${place.length === 0 ? 'in a folder that is there' : 'in a new one'}`, async () => {
        const dir = join(directory, ...place);
        const folders = ['--dir', dir, '--data', join(dir, 'data')];
        const { exitCode, errors } = await runKontti('network', 'up', ...folders, ...options());
        expect(exitCode, errors).to.equal(1);
        expect(await readdir(directory, { recursive: true })).to.deep.equal(['own.txt']);
      });
    }
  }

  const folders: Readonly<Record<string, () => { data: string; named: string }>> = {
    'is a file': () => {
      const own = join(directory, 'own.txt');
      return { data: own, named: own };
    },
    ...(process.platform === 'linux'
      ? { 'cannot be made': () => ({ data: '/proc/kontti/data', named: '/proc/kontti' }) }
      : {}),
  };

  for (const engine of ['devnet', 'fabric']) {
    for (const [what, choose] of Object.entries(folders)) {
      it(`names a data folder that ${what}, and leaves nothing behind: ${engine}`, async () => {
        const { data, named } = choose();
        const up = ['network', 'up', '--engine', engine, '--dir', directory, '--data', data, '--json'];
        const { exitCode, errors } = await runKontti(...up);
        const { code, details } = JSON.parse(errors) as { code: string; details: { directory: string } };
        expect([exitCode, code, details.directory]).to.deep.equal([1, 'DIRECTORY_UNUSABLE', named]);
        expect(await readdir(directory)).to.deep.equal(['own.txt']);
      });
    }
  }

  it('names the company whose port would be too high', async () => {
    const up = ['network', 'up', '--dir', directory, '--peer-port', '65000', '--json'];
    const { exitCode, errors } = await runKontti(...up);
    const error = JSON.parse(errors) as { code: string; message: string };
    expect([exitCode, error.code]).to.deep.equal([1, 'ARGUMENT_INVALID']);
    expect(error.message).to.include('Org2MSP').and.to.include('67000');
  });
});
