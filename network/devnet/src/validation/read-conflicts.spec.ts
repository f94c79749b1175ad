import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import type { Simulator } from '../ledger/types';
import { codesOf, openTestChannel, testChaincode } from '../testing/test-channel';
import type { TestChannel } from '../testing/test-channel';
import { type TestCompany, createTestCompany } from '@kontti/fabric-protocol/testing/test-company';

const codes = peer.TxValidationCode;
const namespace = testChaincode;

describe('read conflicts', () => {
  let company: TestCompany;
  let channel: TestChannel;

  before(async () => {
    company = await createTestCompany('Org1MSP');
  });

  beforeEach(async () => {
    channel = await openTestChannel({ companies: [company] });
  });

  const put = (simulator: Simulator, key: string, value = 'v') =>
    simulator.putState({ namespace, key, value: Buffer.from(value) });

  const drain = async (
    simulator: Simulator,
    range: { startKey: string; endKey: string },
    recordsMax = Infinity,
  ) => {
    const iterator = await simulator.getRange({ namespace, ...range });
    const keys: string[] = [];
    while (keys.length < recordsMax) {
      const record = await iterator.next();
      if (!record) break;
      keys.push(record.key);
    }
    await iterator.close();
    return keys;
  };

  /** The code of a transaction that was simulated before another one was committed, each in a block of its own. */
  const raceCode = async (
    read: (simulator: Simulator) => Promise<unknown>,
    interfere: (simulator: Simulator) => Promise<void>,
  ) => {
    const { publicBytes } = await channel.simulate(async (simulator) => {
      await read(simulator);
      await put(simulator, 'result');
    });
    expect(await channel.write(interfere)).to.equal(codes.VALID);
    const { outcomes } = await channel.commit(channel.transaction(publicBytes));
    return outcomes[0]?.code;
  };

  it('lets only the first of two readers of a key win, in one block or in two, and names the winner', async () => {
    const { publicBytes } = await channel.simulate(async (simulator) => {
      await simulator.getState({ namespace, key: 'a' });
      await put(simulator, 'a');
    });
    const winner = channel.transaction(publicBytes);
    const inBlock = await channel.commit(winner, channel.transaction(publicBytes));
    expect(codesOf(inBlock.outcomes)).to.deep.equal([codes.VALID, codes.MVCC_READ_CONFLICT]);
    expect(inBlock.outcomes[1]?.reason).to.contain(winner.txId).and.contain('"a"');
    const later = await channel.commit(channel.transaction(publicBytes));
    expect(codesOf(later.outcomes)).to.deep.equal([codes.MVCC_READ_CONFLICT]);
    expect(later.outcomes[0]?.reason).to.contain(winner.txId);
  });

  it('sees no own writes', async () => {
    await channel.simulate(async (simulator) => {
      await put(simulator, 'a');
      expect(await simulator.getState({ namespace, key: 'a' })).to.equal(undefined);
    });
  });

  it('reads one state from beginning to end', async () => {
    const simulator = channel.ledger.createSimulator({ txId: 'x', mspId: 'Org1MSP' });
    await channel.write((other) => put(other, 'a'));
    expect(await simulator.getState({ namespace, key: 'a' })).to.equal(undefined);
    simulator.finish();
  });

  it('finds a key that was added to an exhausted range, changed in it or deleted from it', async () => {
    await channel.write(async (simulator) => {
      await put(simulator, 'b');
      await put(simulator, 'd');
    });
    const range = { startKey: 'a', endKey: 'e' };
    const read = (simulator: Simulator) => drain(simulator, range);
    expect(await raceCode(read, (simulator) => put(simulator, 'c'))).to.equal(codes.PHANTOM_READ_CONFLICT);
    expect(await raceCode(read, (simulator) => put(simulator, 'b'))).to.equal(codes.PHANTOM_READ_CONFLICT);
    expect(await raceCode(read, (simulator) => simulator.deleteState({ namespace, key: 'd' }))).to.equal(
      codes.PHANTOM_READ_CONFLICT,
    );
    expect(await raceCode(read, (simulator) => put(simulator, 'e'))).to.equal(codes.VALID);
  });

  it('judges a range that was left early only up to the last key read', async () => {
    await channel.write(async (simulator) => {
      for (const key of ['b', 'd', 'f']) await put(simulator, key);
    });
    const read = (simulator: Simulator) => drain(simulator, { startKey: 'a', endKey: 'z' }, 2);
    expect(await raceCode(read, (simulator) => put(simulator, 'e'))).to.equal(codes.VALID);
    expect(await raceCode(read, (simulator) => put(simulator, 'd'))).to.equal(codes.PHANTOM_READ_CONFLICT);
  });

  it('summarises ranges of more than 50 results, and still finds phantoms', async () => {
    await channel.write(async (simulator) => {
      for (let index = 100; index < 230; index += 1) await put(simulator, `k${index}`);
    });
    const read = (simulator: Simulator) => drain(simulator, { startKey: 'k', endKey: 'l' });
    expect(await raceCode(read, (simulator) => put(simulator, 'm'))).to.equal(codes.VALID);
    expect(await raceCode(read, (simulator) => put(simulator, 'k177'))).to.equal(codes.PHANTOM_READ_CONFLICT);
    expect(await raceCode(read, (simulator) => put(simulator, 'k1775'))).to.equal(
      codes.PHANTOM_READ_CONFLICT,
    );
  });

  it('finds phantoms of the same block', async () => {
    const reading = await channel.simulate(async (simulator) => {
      await drain(simulator, { startKey: '', endKey: '' });
      await put(simulator, 'z');
    });
    const writing = await channel.simulate((simulator) => put(simulator, 'c'));
    const { outcomes } = await channel.commit(
      channel.transaction(writing.publicBytes),
      channel.transaction(reading.publicBytes),
    );
    expect(codesOf(outcomes)).to.deep.equal([codes.VALID, codes.PHANTOM_READ_CONFLICT]);
  });

  it('pages through a range, in read-only transactions alone', async () => {
    await channel.write(async (simulator) => {
      for (const key of ['a', 'b', 'c']) await put(simulator, key);
    });
    await channel.simulate(async (simulator) => {
      const range = { namespace, startKey: '', endKey: '', pageSize: 2 };
      const first = await simulator.getRangePage({ ...range, bookmark: '' });
      expect(first.records.map(({ key }) => key)).to.deep.equal(['a', 'b']);
      const second = await simulator.getRangePage({ ...range, bookmark: first.bookmark });
      expect(second.records.map(({ key }) => key)).to.deep.equal(['c']);
      expect(second.bookmark).to.equal('');
      const refused = await put(simulator, 'd').catch((error: unknown) => error);
      expect(refused).to.have.property('code', 'QUERY_WITH_WRITES');
    });
  });

  it('keeps the history of a key, newest first', async () => {
    await channel.write((simulator) => put(simulator, 'a', 'one'));
    await channel.write((simulator) => put(simulator, 'ab', 'another key'));
    await channel.write((simulator) => simulator.deleteState({ namespace, key: 'a' }));
    await channel.write((simulator) => put(simulator, 'a', 'two'));
    await channel.simulate(async (simulator) => {
      const history = await simulator.getHistory({ namespace, key: 'a' });
      const seen: [string, boolean][] = [];
      for (let entry = await history.nextModification(); entry; entry = await history.nextModification()) {
        seen.push([Buffer.from(entry.value).toString(), entry.isDelete]);
      }
      await history.close();
      expect(seen).to.deep.equal([
        ['two', false],
        ['', true],
        ['one', false],
      ]);
    });
  });
});
