import { expect } from 'chai';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { defaultRelease, selectRelease } from '../fabric-release/releases';
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

  /** Without a cache of this machine's own, and from a folder without programs. */
  function find(env: Readonly<Record<string, string>>): ReturnType<typeof findFabricBinaries> {
    return findFabricBinaries({ KONTTI_CACHE: join(root, 'cache'), ...env }, join(root, 'elsewhere'));
  }

  async function place(path: string, version = 'v9.8.7'): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}${suffix}`, `#!/bin/sh\necho "peer:"\necho " Version: ${version}"\n`);
    await chmod(`${path}${suffix}`, 0o755);
  }

  async function placeAll(folder: string, version?: string): Promise<void> {
    for (const name of programs) await place(join(folder, 'bin', name), version);
    for (const name of ['detect', 'build', 'release']) {
      await place(join(folder, 'builders', 'ccaas', 'bin', name));
    }
  }

  async function placePrograms(names: readonly string[] = programs): Promise<void> {
    for (const name of names) {
      await place(join(bin, name));
    }
  }

  it('are missing in a folder that is not there, and in one without peer', async () => {
    const absent = await errorOf(find({ FABRIC_BIN: bin }));
    expect([absent.code, absent.details['searched']]).to.deep.equal(['FABRIC_BINARIES_MISSING', bin]);
    await placePrograms(['orderer']);
    expect((await errorOf(find({ FABRIC_BIN: bin }))).code).to.equal('FABRIC_BINARIES_MISSING');
  });

  it('are missing where neither FABRIC_BIN nor PATH says anything, and where FABRIC_BIN is empty', async () => {
    for (const env of [{}, { PATH: '' }, { FABRIC_BIN: '' }]) {
      expect((await errorOf(find(env))).code).to.equal('FABRIC_BINARIES_MISSING');
    }
  });

  for (const name of programs.slice(1)) {
    it(`names the program that is missing: ${name}`, async () => {
      await placePrograms(programs.filter((other) => other !== name));
      await place(join(root, 'builders', 'ccaas', 'bin', 'detect'));
      const error = await errorOf(find({ FABRIC_BIN: bin }));
      expect(error.code).to.equal('FABRIC_BINARIES_MISSING');
      expect(error.details).to.deep.equal({ directory: bin, missing: [name] });
    });
  }

  it('are not whole without all programs of the builder', async () => {
    await placePrograms();
    const expected = { directory: bin, missing: [] };
    expect((await errorOf(find({ FABRIC_BIN: bin }))).details).to.deep.equal(expected);
    await place(join(root, 'builders', 'ccaas', 'bin', 'detect'));
    expect((await errorOf(find({ FABRIC_BIN: bin }))).details).to.deep.equal(expected);
  });

  for (const [place_, builders] of [
    ['beside the folder, as the install script leaves them', ['builders', 'ccaas']],
    ['in the folder', ['bin', 'builders', 'ccaas']],
  ] as const) {
    it(`are found with the builder ${place_}, by FABRIC_BIN as by PATH, and say their version`, async function () {
      if (process.platform === 'win32') {
        this.skip(); // the programs of this test are shell scripts
      }
      await placePrograms();
      for (const name of ['detect', 'build', 'release']) {
        await place(join(root, ...builders, 'bin', name));
      }
      for (const env of [{ FABRIC_BIN: bin }, { PATH: [root, bin].join(delimiter) }]) {
        const binaries = await find(env);
        expect(binaries).to.include({ directory: bin, version: 'v9.8.7', builder: join(root, ...builders) });
        expect(binaries.path('orderer')).to.equal(join(bin, 'orderer'));
      }
    });
  }

  for (const place_ of ['elsewhere', 'elsewhere/fabric-samples', 'samples'] as const) {
    it(`are found where the install script leaves them: ${place_}`, async function () {
      if (process.platform === 'win32') this.skip(); // the programs of this test are shell scripts
      await placeAll(join(root, place_));
      const { directory } = await find({ FABRIC_SAMPLES: join(root, 'samples') });
      expect(directory).to.equal(join(root, place_, 'bin'));
    });
  }

  it('are taken from the cache of downloads when they are nowhere else', async function () {
    if (process.platform !== 'linux') this.skip(); // the programs of this test are shell scripts
    const { version, platform } = selectRelease({ version: defaultRelease });
    const folder = join(root, 'cache', 'fabric', `${version}-${platform}`);
    await placeAll(folder);
    expect((await find({})).directory).to.equal(join(folder, 'bin'));
  });

  it('are of the version that FABRIC_VERSION names when they do not know it', async function () {
    if (process.platform === 'win32') this.skip(); // the programs of this test are shell scripts
    await placeAll(root, 'latest');
    const { version } = await find({ FABRIC_BIN: bin, FABRIC_VERSION: 'v3.1.5' });
    expect(version).to.equal('v3.1.5');
    await placeAll(root, 'v2.5.16');
    expect((await find({ FABRIC_BIN: bin, FABRIC_VERSION: 'v3.1.5' })).version).to.equal('v2.5.16');
  });

  it('are refused when they may not be executed, are of different versions, too old, or no programs', async function () {
    if (process.platform === 'win32') this.skip(); // the programs of this test are shell scripts
    const codeOf = async (): Promise<string> => (await errorOf(find({ FABRIC_BIN: bin }))).code;
    await placeAll(root);
    await chmod(join(bin, 'osnadmin'), 0o644);
    expect(await codeOf()).to.equal('FABRIC_BINARIES_UNUSABLE');
    await placeAll(root);
    await place(join(bin, 'orderer'), 'v3.1.5');
    expect(await codeOf()).to.equal('FABRIC_BINARIES_UNUSABLE');
    await placeAll(root, '2.4.9');
    expect(await codeOf()).to.equal('FABRIC_BINARIES_UNUSABLE');
    await placeAll(root);
    await writeFile(join(bin, 'peer'), 'no program');
    expect(await codeOf()).to.equal('FABRIC_BINARIES_UNUSABLE');
  });
});
