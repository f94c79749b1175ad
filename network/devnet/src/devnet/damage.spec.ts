import { appendFile, cp, mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { createDiskStore } from '../state/store';
import { clientOf, submitNow } from '../testing/gateway-client';
import { startKeeperDevnet } from '../testing/keeper-devnet';
import { createRandom, takeSeed } from '@kontti/fabric-protocol/testing/random';
import { startDevnet } from './start-devnet';
import type { Devnet } from './types';

const companies = [
  { mspId: 'Org1MSP', domain: 'org1.example.com' },
  { mspId: 'Org2MSP', domain: 'org2.example.com' },
];

/** Files whose content says nothing about the network. */
const withoutData = new Set(['LOCK', 'LOG', 'LOG.old']);

type Damage = (file: string, random: (bound: number) => number) => Promise<void>;

const damages: Readonly<Record<string, Damage>> = {
  'a flipped bit': async (file, random) => {
    const bytes = await readFile(file);
    const position = random(bytes.length);
    bytes.writeUInt8(bytes.readUInt8(position) ^ (1 << random(8)), position);
    await writeFile(file, bytes);
  },
  'a torn end': async (file, random) => truncate(file, random((await readFile(file)).length)),
  'a missing file': (file) => rm(file),
  'foreign bytes at the end': (file) => appendFile(file, 'foreign bytes'),
};

describe('a damaged data directory', () => {
  const seed = takeSeed();
  const random = createRandom(seed);
  let folder: string;
  let closed: string;
  let crashed: string;
  let height: number;
  let blockHash: string;
  let entries: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-damage-'));
    closed = join(folder, 'closed');
    crashed = join(folder, 'crashed');
    const devnet = await startKeeperDevnet({ dataDirectory: closed });
    using client = await clientOf({ devnet, mspId: 'Org1MSP' });
    for (const key of ['a', 'b', 'c']) await submitNow({ devnet, client }, 'put', key, 'value');
    await devnet.stop();
    // Opened again, LevelDB has tables beside its log.
    const again = await startKeeperDevnet({ dataDirectory: closed });
    await submitNow({ devnet: again, client }, 'put', 'a', 'later');
    ({ height } = again.ledger);
    blockHash = Buffer.from(again.ledger.chainInfo().currentBlockHash).toString('hex');
    // What a process leaves that is killed now.
    await cp(closed, crashed, { recursive: true });
    await again.stop();
    const copy = join(folder, 'copy');
    await cp(closed, copy, { recursive: true });
    entries = await entriesOf(copy);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  /** All that the ledger holds. It is opened, so the directory is of no more use. */
  async function entriesOf(directory: string): Promise<string> {
    const store = createDiskStore({ location: join(directory, 'ledger') });
    try {
      await store.open();
      const hash = createHash('sha256');
      for await (const [key, value] of store.iterator()) hash.update(key).update(value);
      return hash.digest('hex');
    } finally {
      await store.close();
    }
  }

  /** How a start on the directory ends. */
  async function startOn(dataDirectory: string): Promise<'equal' | NetworkError> {
    let devnet: Devnet;
    try {
      devnet = await startDevnet({ companies, dataDirectory });
    } catch (error) {
      if (error instanceof NetworkError) return error;
      throw error;
    }
    const { currentBlockHash } = devnet.ledger.chainInfo();
    const found = [devnet.ledger.height, Buffer.from(currentBlockHash).toString('hex')];
    await devnet.stop();
    expect([...found, await entriesOf(dataDirectory)]).to.deep.equal([height, blockHash, entries]);
    return 'equal';
  }

  async function eachFile(
    origin: string,
    judge: (found: 'equal' | NetworkError, place: { file: string; directory: string; what: string }) => void,
  ): Promise<void> {
    const names = (await readdir(origin, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && !withoutData.has(entry.name))
      .map((entry) => relative(origin, join(entry.parentPath, entry.name)));
    expect(names.length).to.be.greaterThan(5);
    for (const name of names) {
      for (const [damage, make] of Object.entries(damages)) {
        const directory = join(folder, 'damaged');
        await cp(origin, directory, { recursive: true });
        await make(join(directory, name), random);
        const what = `${damage} in ${name}, seed ${seed}`;
        judge(await startOn(directory), { file: join(directory, name), directory, what });
        await rm(directory, { recursive: true });
      }
    }
  }

  it(`was whole before (seed ${seed})`, async () => {
    for (const origin of [closed, crashed]) {
      const directory = join(folder, 'whole');
      await cp(origin, directory, { recursive: true });
      expect(await startOn(directory)).to.equal('equal');
      await rm(directory, { recursive: true });
    }
  });

  it('is refused by the name of the file when it was closed in order, or nothing is lost', async function () {
    await eachFile(closed, (found, { file, what }) => {
      if (found === 'equal') return;
      expect([found.code, found.details['file']], what).to.deep.equal(['LEDGER_CORRUPT', file]);
      expect(found.message).to.contain(file);
    });
  });

  it('is refused when its process was killed, or nothing is lost', async function () {
    const blocks = new Set<unknown>();
    await eachFile(crashed, (found, { directory, what }) => {
      if (found === 'equal') return;
      expect(found.code, `${what}: ${found.message}`).to.equal('LEDGER_CORRUPT');
      expect(String(found.details['file']), what).to.satisfy((file: string) => file.startsWith(directory));
      blocks.add(found.details['blockNumber']);
    });
    expect([...blocks].some((blockNumber) => typeof blockNumber === 'number')).to.equal(true);
  });
});
