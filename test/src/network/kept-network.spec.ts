import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCompanyAuthority } from '@kontti/fabric-protocol/certificates';
import type { CertifiedKey } from '@kontti/fabric-protocol/signatures';
import { systemClock, NetworkError } from '@kontti/fabric-protocol/base';
import { startDevnet } from '@kontti/devnet/devnet';
import {
  openKeptNetwork,
  readKeptSettings,
  type KeptSettings,
  type Topology,
} from '@kontti/fabric-runner/fabric';

const companies = [{ mspId: 'Org1MSP', domain: 'org1.example.com' }];
const settings: KeptSettings = {
  ...{ channelId: 'mychannel', governance: 'majority', consensus: 'raft' },
  ...{ orderers: 1, batchMessages: 10, batchTimeoutMs: 2000 },
  companies: companies.map((company) => ({ ...company, peers: 1 })),
};
const topology: Topology = { consensus: 'raft', orderers: [], peers: [] };
const yearMs = 365 * 24 * 3_600_000;

async function createCa(nowMs: number): Promise<CertifiedKey> {
  const clock = { nowMs: () => nowMs };
  const [company] = companies;
  if (company === undefined) throw new Error('No company.');
  return (await createCompanyAuthority({ ...company, clock, randomBytes })).ca;
}

async function refusalOf(work: Promise<unknown>): Promise<Record<string, unknown>> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof NetworkError)) throw new Error('was not refused', { cause: error });
  expect(error.message.split('\n')).to.have.length(1);
  return { code: error.code, ...error.details };
}

describe("the data directory of a network of Fabric's programs", () => {
  let root: string;
  let directory: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'kontti-kept-'));
    directory = join(root, 'data');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const open = () => openKeptNetwork({ directory, settings });

  async function make(options: { isComplete: boolean; caMadeMs?: number }): Promise<void> {
    const kept = await open();
    await kept.keys.keep('Org1MSP/ca', () => createCa(options.caMadeMs ?? systemClock.nowMs()));
    await kept.save({ topology, isComplete: options.isComplete });
  }

  it('gives back what was kept', async () => {
    await make({ isComplete: true });
    expect(await readKeptSettings(directory)).to.deep.equal(settings);
    const kept = await open();
    expect(kept.topology).to.deep.equal(topology);
    expect(Object.keys(kept.keys.entries())).to.deep.equal(['Org1MSP/ca']);
  });

  it('is refused once a certificate in it has expired, and stays as it is', async () => {
    await make({ isComplete: true, caMadeMs: systemClock.nowMs() - 30 * yearMs });
    expect(await refusalOf(open())).to.deep.equal({
      ...{ code: 'IDENTITY_INVALID', directory, name: 'Org1MSP/ca' },
    });
    expect(await readKeptSettings(directory)).to.deep.equal(settings);
  });

  it('is begun anew where a start did not come to its end', async () => {
    await make({ isComplete: false });
    await writeFile(join(directory, 'half'), '');
    expect(await readKeptSettings(directory)).to.equal(undefined);
    const kept = await open();
    expect(kept.topology).to.equal(undefined);
    expect(kept.keys.entries()).to.deep.equal({});
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('is refused when it was made with other settings', async () => {
    await make({ isComplete: true });
    const other = { ...settings, channelId: 'other' };
    expect(await refusalOf(openKeptNetwork({ directory, settings: other }))).to.deep.equal({
      ...{ code: 'DATA_DIRECTORY_DIFFERS', directory },
      ...{ setting: 'channelId', was: 'mychannel', is: 'other' },
    });
  });

  it('is refused where something else is, which is left alone', async () => {
    await writeFile(join(root, 'precious'), '');
    const opened = openKeptNetwork({ directory: root, settings });
    expect(await refusalOf(opened)).to.deep.equal({ code: 'DATA_DIRECTORY_DIFFERS', directory: root });
    expect(await readdir(root)).to.deep.equal(['precious']);
  });

  it('is refused when the devnet made it', async () => {
    const devnetOptions = { companies, dataDirectory: directory };
    await (await startDevnet(devnetOptions)).stop();
    const names = await readdir(directory);
    expect(await refusalOf(open())).to.deep.equal({
      ...{ code: 'DATA_DIRECTORY_DIFFERS', directory, setting: 'engine', was: 'devnet', is: 'fabric' },
    });
    expect(await readdir(directory)).to.deep.equal(names);
    await (await startDevnet(devnetOptions)).stop();
  });

  for (const isComplete of [true, false]) {
    it(`is refused to the devnet, ${isComplete ? 'finished' : 'half finished'}`, async () => {
      await make({ isComplete });
      const names = await readdir(directory);
      expect(await refusalOf(startDevnet({ companies, dataDirectory: directory }))).to.deep.equal({
        ...{ code: 'DATA_DIRECTORY_DIFFERS', directory, setting: 'engine', was: 'fabric', is: 'devnet' },
      });
      expect(await readdir(directory)).to.deep.equal(names);
    });
  }
});
