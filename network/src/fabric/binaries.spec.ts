import { expect } from 'chai';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NetworkError } from '../errors';
import { findFabricBinaries } from './binaries';

const suffix = process.platform === 'win32' ? '.exe' : '';
const programs = ['peer', 'orderer', 'configtxgen', 'osnadmin'];

async function errorOf(promise: Promise<unknown>): Promise<NetworkError> {
  const error: unknown = await promise.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (error instanceof NetworkError) {
    return error;
  }
  throw new Error('no NetworkError', { cause: error });
}

describe("Fabric's binaries", () => {
  let root: string;
  let bin: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'kontti-binaries-'));
    bin = join(root, 'bin');
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  async function place(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}${suffix}`, '#!/bin/sh\necho "peer:"\necho " Version: v9.8.7"\n');
    await chmod(`${path}${suffix}`, 0o755);
  }

  async function placePrograms(names: readonly string[] = programs): Promise<void> {
    for (const name of names) {
      await place(join(bin, name));
    }
  }

  it('are missing in a folder that is not there, and in one without peer', async () => {
    const absent = await errorOf(findFabricBinaries({ FABRIC_BIN: bin }));
    expect([absent.code, absent.details['searched']]).to.deep.equal(['FABRIC_BINARIES_MISSING', bin]);
    await placePrograms(['orderer']);
    expect((await errorOf(findFabricBinaries({ FABRIC_BIN: bin }))).code).to.equal('FABRIC_BINARIES_MISSING');
  });

  it('are missing where neither FABRIC_BIN nor PATH says anything, and where FABRIC_BIN is empty', async () => {
    for (const env of [{}, { PATH: '' }, { FABRIC_BIN: '' }]) {
      expect((await errorOf(findFabricBinaries(env))).code).to.equal('FABRIC_BINARIES_MISSING');
    }
  });

  for (const name of programs.slice(1)) {
    it(`names the program that is missing: ${name}`, async () => {
      await placePrograms(programs.filter((other) => other !== name));
      await place(join(root, 'builders', 'ccaas', 'bin', 'detect'));
      const error = await errorOf(findFabricBinaries({ FABRIC_BIN: bin }));
      expect(error.code).to.equal('FABRIC_BINARIES_MISSING');
      expect(error.details).to.deep.equal({ directory: bin, missing: [name] });
    });
  }

  it('are not whole without all programs of the builder', async () => {
    await placePrograms();
    const expected = { directory: bin, missing: [] };
    expect((await errorOf(findFabricBinaries({ FABRIC_BIN: bin }))).details).to.deep.equal(expected);
    await place(join(root, 'builders', 'ccaas', 'bin', 'detect'));
    expect((await errorOf(findFabricBinaries({ FABRIC_BIN: bin }))).details).to.deep.equal(expected);
  });

  for (const [place_, builders] of [
    ['beside the folder, as the install script leaves them', ['builders', 'ccaas']],
    ['in the folder', ['bin', 'builders', 'ccaas']],
  ] as const) {
    it(`are found with the builder ${place_}, by FABRIC_BIN as by PATH, and tell their version`, async function () {
      if (process.platform === 'win32') {
        this.skip(); // the programs of this test are shell scripts
      }
      await placePrograms();
      for (const name of ['detect', 'build', 'release']) {
        await place(join(root, ...builders, 'bin', name));
      }
      for (const env of [{ FABRIC_BIN: bin }, { PATH: `${root}:${bin}` }]) {
        const binaries = await findFabricBinaries(env);
        expect(binaries).to.include({ directory: bin, version: 'v9.8.7', builder: join(root, ...builders) });
        expect(binaries.path('orderer')).to.equal(join(bin, 'orderer'));
      }
    });
  }
});
