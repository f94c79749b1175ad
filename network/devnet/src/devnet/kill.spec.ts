import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { common, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createDiskStore, type Store } from '../state/store';
import { decodeVersionedValue } from '../state/versioned-value';
import { blockDataHash, blockHeaderHash, envelopeToTransaction } from '@kontti/fabric-protocol/envelopes';
import { createRandom, takeSeed } from '@kontti/fabric-protocol/testing/random';
import { startDevnet } from './start-devnet';
import type { Devnet } from './types';

const program = join(__dirname, '..', 'testing', 'submitting-devnet.js');
const companies = [{ mspId: 'Org1MSP', domain: 'org1.example.com' }];
const { VALID } = peer.TxValidationCode;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Kills the program once it has written so many lines, and returns the transactions that were reported as committed. */
async function runUntilKilled(options: { dataDirectory: string; lines: number }): Promise<readonly string[]> {
  const child = spawn(process.execPath, [program, options.dataDirectory], {
    stdio: ['ignore', 'pipe', 'inherit'],
    windowsHide: true,
  });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === options.lines) child.kill('SIGKILL');
  }
  expect(lines.length, 'lines before the program ended').to.be.at.least(options.lines);
  return lines.slice(1);
}

/** What the blocks say that state is: `h` and `s` entries of the store, with their versions. */
async function replay(devnet: Devnet): Promise<ReadonlyMap<string, string>> {
  const state = new Map<string, string>();
  let previousHash: Uint8Array = new Uint8Array();
  for (let blockNumber = 0; blockNumber < devnet.ledger.height; blockNumber += 1) {
    const committed = await devnet.ledger.getBlock(blockNumber);
    const header = committed?.block.getHeader() ?? new common.BlockHeader();
    const data = committed?.block.getData()?.getDataList_asU8() ?? [];
    expect(hex(header.getPreviousHash_asU8())).to.equal(hex(previousHash));
    expect(hex(header.getDataHash_asU8())).to.equal(hex(blockDataHash(data)));
    previousHash = blockHeaderHash(header);
    data.forEach((bytes, txNumber) => {
      if (blockNumber === 0 || committed?.outcomes[txNumber]?.code !== VALID) return;
      const { readWriteSet = [] } = envelopeToTransaction(common.Envelope.deserializeBinary(bytes));
      for (const { namespace, writes, collections } of readWriteSet) {
        const spaces = collections.map((entry) => ({
          ...entry,
          prefix: `h${namespace}\0${entry.collection}\0`,
        }));
        for (const space of [{ prefix: `s${namespace}\0`, writes }, ...spaces]) {
          for (const { key, value, isDelete } of space.writes) {
            const entry = Buffer.from(space.prefix + key, space.prefix.startsWith('s') ? 'utf8' : 'latin1');
            if (isDelete) state.delete(hex(entry));
            else state.set(hex(entry), `${blockNumber}/${txNumber} ${hex(value)}`);
          }
        }
      }
    });
  }
  return state;
}

async function stateOf(store: Store, family: string): Promise<ReadonlyMap<string, string>> {
  const entries = await store.iterator({ gte: Buffer.from(family), lt: Buffer.from(`${family}\xff`) }).all();
  return new Map(
    entries.map(([key, bytes]) => {
      const { value, version } = decodeVersionedValue(bytes);
      return [hex(key), `${version.blockNumber}/${version.txNumber} ${hex(value)}`] as const;
    }),
  );
}

describe('a devnet that is killed', () => {
  const seed = takeSeed();
  const kills = Number(process.env['KILLS'] ?? 2);
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-killed-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  /** Everything that was reported is there, and nothing else than what the blocks say. */
  async function check(dataDirectory: string, reported: readonly string[]): Promise<void> {
    const devnet = await startDevnet({ dataDirectory, companies });
    let expected: ReadonlyMap<string, string>;
    try {
      for (const txId of reported) {
        expect((await devnet.ledger.getTransaction(txId))?.code, `${txId}, seed ${seed}`).to.equal(VALID);
      }
      expected = await replay(devnet);
    } finally {
      await devnet.stop();
    }
    // A copy, since LevelDB changes the files of what it opens, and the network would take that for damage.
    const location = join(folder, 'copy');
    await cp(join(dataDirectory, 'ledger'), location, { recursive: true });
    const store = createDiskStore({ location });
    try {
      await store.open();
      const hashed = await stateOf(store, 'h');
      const found = new Map([...(await stateOf(store, 's')), ...hashed]);
      expect(found, `seed ${seed}`).to.deep.equal(expected);
      const secrets = [...(await stateOf(store, 'p'))].filter(([key]) =>
        key.startsWith(hex(Buffer.from('pkeeper\0'))),
      );
      const hashes = [...hashed].filter(([key]) => key.startsWith(hex(Buffer.from('hkeeper\0'))));
      const ofSecrets = secrets.map(([, text]) => {
        const [version, value = ''] = text.split(' ');
        return `${version} ${createHash('sha256').update(Buffer.from(value, 'hex')).digest('hex')}`;
      });
      expect(ofSecrets.toSorted(), `seed ${seed}`).to.deep.equal(hashes.map(([, text]) => text).toSorted());
    } finally {
      await store.close();
      await rm(location, { recursive: true });
    }
  }

  it(`has every transaction that was reported, in whole blocks, after each of ${kills} kills (seed ${seed})`, async function () {
    this.timeout(150_000 * kills);
    const random = createRandom(seed);
    const dataDirectory = join(folder, 'data');
    const reported: string[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      const lines = 1 + random(40);
      reported.push(...(await runUntilKilled({ dataDirectory, lines })));
      await check(dataDirectory, reported);
    }
  });
});
