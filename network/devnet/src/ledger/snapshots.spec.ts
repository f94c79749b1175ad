import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { ledgerLimits } from './limits';
import { createRandom, takeSeed } from '@kontti/fabric-protocol/testing/random';
import {
  createTestCollection,
  createTestDefinition,
  openTestChannel,
  testChaincode,
  type TestChannel,
} from '../testing/test-channel';
import { type TestCompany, createTestCompany } from '@kontti/fabric-protocol/testing/test-company';
import { createDiskStore, createMemoryStore, type Store } from '../state/store';
import { storeKeys } from '../state/store-keys';

const namespace = testChaincode;
const collection = 'secrets';
const { VALID } = peer.TxValidationCode;

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => (error as { code?: unknown }).code,
  );
}

/** All entries but those by which snapshots work. */
async function entriesOf(store: Store): Promise<readonly string[]> {
  const own = new Set(['x', 'u', 'r', storeKeys.chainInfo.toString()]);
  const entries = await store.iterator().all();
  return entries
    .map(([key, value]) => [Buffer.from(key).toString('latin1'), Buffer.from(value).toString('hex')])
    .filter(([key = '']) => !own.has(key.slice(0, 1)))
    .map((entry) => entry.join(' '));
}

describe('snapshots of a ledger', () => {
  const seed = takeSeed();
  let company: TestCompany;
  let folder: string;
  let store: Store;
  let channel: TestChannel;

  const open = async (opened: Store): Promise<void> => {
    store = opened;
    channel = await openTestChannel({
      companies: [company],
      store,
      definitions: [
        createTestDefinition({
          collections: [
            createTestCollection({ name: collection, members: "OR('Org1MSP.member')", blockToLive: 3 }),
          ],
        }),
      ],
    });
  };

  before(async () => {
    company = await createTestCompany('Org1MSP');
    folder = await mkdtemp(join(tmpdir(), 'kontti-snapshots-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  const put = async (key: string, value: string): Promise<void> => {
    const code = await channel.write((simulator) =>
      simulator.putState({ namespace, key, value: Buffer.from(value) }),
    );
    expect(code).to.equal(VALID);
  };

  const get = async (key: string): Promise<string | undefined> => {
    const value = await channel.ledger.getState({ namespace, key });
    return value && Buffer.from(value).toString();
  };

  /** Writes, deletes, metadata and private data that expires, on few keys. */
  const randomBlock = async (random: (bound: number) => number): Promise<void> => {
    await channel.write(async (simulator) => {
      const key = `k${random(6)}`;
      const value = Buffer.from(String(random(1000)));
      await (random(4) === 0
        ? simulator.deleteState({ namespace, key })
        : simulator.putState({ namespace, key, value }));
      if (random(2) === 0) await simulator.putPrivateData({ namespace, collection, key, value });
      else if (random(3) === 0) await simulator.purgePrivateData({ namespace, collection, key });
    });
  };

  for (const kind of ['memory', 'disk'] as const) {
    it(`bring back every entry of the store, ${kind} (seed ${seed})`, async () => {
      const random = createRandom(seed);
      await open(
        kind === 'memory' ? createMemoryStore() : createDiskStore({ location: join(folder, 'entries') }),
      );
      const { ledger } = channel;
      const taken: { id: string; entries: readonly string[]; height: number }[] = [];
      try {
        for (let step = 0; step < 60; step += 1) {
          const action = random(8);
          if (action === 0) {
            const id = await ledger.takeSnapshot();
            taken.push({ id, entries: await entriesOf(store), height: ledger.height });
          } else if (action === 1 && taken.length > 0) {
            const index = random(taken.length);
            const target = taken[index];
            await ledger.revert(target?.id ?? '');
            expect(await entriesOf(store), `seed ${seed}, step ${step}`).to.deep.equal(target?.entries);
            expect(ledger.height).to.equal(target?.height);
            taken.splice(index + 1);
          } else if (action === 2) {
            await ledger.putRecord({ name: `record/${step}`, value: Buffer.from('bytes') });
          } else {
            await randomBlock(random);
          }
        }
        expect(taken.length, `seed ${seed}`).to.be.greaterThan(0);
      } finally {
        await ledger.close();
      }
    });
  }

  it('stay when one goes back to them or to later ones, and go with those before them', async () => {
    await open(createMemoryStore());
    const { ledger } = channel;
    await put('a', '1');
    const first = await ledger.takeSnapshot();
    await put('a', '2');
    const second = await ledger.takeSnapshot('second');
    await put('a', '3');
    await ledger.revert(second);
    expect(await get('a')).to.equal('2');
    await ledger.revert(first);
    await put('a', '4');
    await ledger.revert(first);
    expect(await get('a')).to.equal('1');
    expect(await codeOf(ledger.revert(second))).to.equal('SNAPSHOT_UNKNOWN');
    const third = await ledger.takeSnapshot('third');
    expect([first, third]).to.deep.equal(ledger.snapshots().map(({ id }) => id));
    await ledger.close();
  });

  it('have one id for one point, and never an id that was for another', async () => {
    await open(createMemoryStore());
    const { ledger } = channel;
    const first = await ledger.takeSnapshot();
    expect(await ledger.takeSnapshot()).to.equal(first);
    await put('a', '1');
    const second = await ledger.takeSnapshot();
    await ledger.revert(first);
    await put('a', '2');
    expect(await ledger.takeSnapshot()).not.to.be.oneOf([first, second]);
    await ledger.close();
  });

  it('are bounded, and can be dropped', async () => {
    await open(createMemoryStore());
    const { ledger } = channel;
    for (let index = 0; index < ledgerLimits.snapshotsMax; index += 1) await ledger.takeSnapshot(`s${index}`);
    expect(await codeOf(ledger.takeSnapshot('more'))).to.equal('SNAPSHOT_REFUSED');
    for (const name of ['17', '', 'a b', 's0', 'x'.repeat(65)]) {
      expect(await codeOf(ledger.takeSnapshot(name)), name).to.equal('SNAPSHOT_REFUSED');
    }
    await put('a', '1');
    for (const { id } of ledger.snapshots()) await ledger.dropSnapshot(id);
    expect(await store.keys(storeKeys.undos).all()).to.deep.equal([]);
    expect(await codeOf(ledger.dropSnapshot('s0'))).to.equal('SNAPSHOT_UNKNOWN');
    await ledger.close();
  });

  it('outlive the ledger that took them', async () => {
    const location = join(folder, 'reopened');
    await open(createDiskStore({ location }));
    await put('a', '1');
    await channel.ledger.takeSnapshot('base');
    await put('a', '2');
    await channel.ledger.close();
    await open(createDiskStore({ location }));
    await put('a', '3');
    await channel.ledger.revert('base');
    expect([await get('a'), channel.ledger.height]).to.deep.equal(['1', 2]);
    await channel.ledger.close();
  });

  it('are reached at the next opening when a revert was cut short', async () => {
    const location = join(folder, 'cut-short');
    await open(createDiskStore({ location }));
    await put('a', '1');
    await channel.ledger.takeSnapshot('base');
    await channel.ledger.putRecord({ name: 'late', value: Buffer.from('bytes') });
    await put('a', '2');
    await channel.ledger.takeSnapshot('late');
    const batch = store.batch.bind(store) as (...args: unknown[]) => Promise<void>;
    let left = 1;
    Object.defineProperty(store, 'batch', {
      value: (...args: unknown[]) => {
        left -= 1;
        return left < 0 ? Promise.reject(new Error('The process ended.')) : batch(...args);
      },
    });
    const failure: unknown = await channel.ledger.revert('base').catch((error: unknown) => error);
    expect(failure).to.have.property('message', 'The process ended.');
    await channel.ledger.close();

    await open(createDiskStore({ location }));
    expect([await get('a'), channel.ledger.height]).to.deep.equal(['1', 2]);
    expect(channel.ledger.snapshots().map(({ id }) => id)).to.deep.equal(['base']);
    expect(await channel.ledger.records()).to.deep.equal([]);
    await channel.ledger.close();
  });
});
