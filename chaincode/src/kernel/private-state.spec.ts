import { expect } from 'chai';
import { ContractError } from '../errors';
import { MemoryChain } from '../testing/memory-chain';
import { MemoryStub } from '../testing/memory-stub';
import { PrivateState } from './private-state';

const place = { collection: 'own', key: 'k' };
const value = Buffer.from('v');

function createStub(mspId = 'AMSP'): MemoryStub {
  const chain = new MemoryChain({ members: ['AMSP', 'BMSP'], collections: { own: ['AMSP'] } });
  chain.state.apply([{ ...place, value }], { block: 0, tx: 0 });
  return new MemoryStub(chain, {
    identity: { mspId, certificate: Buffer.alloc(0) },
    txId: '1',
    timeMs: 0,
    args: [],
  });
}

async function refusalOf(action: () => Promise<unknown>): Promise<object> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof ContractError)) return { message: error instanceof Error ? error.message : '' };
    return { code: error.code, field: error.field, isCaused: error.cause instanceof Error };
  }
  return {};
}

describe('what members of a collection keep', () => {
  it('is read by members, and its hash by everybody', async () => {
    const state = new PrivateState(createStub());
    expect(await state.get(place)).to.deep.equal(value);
    expect(await state.getHash(place)).to.match(/^[0-9a-f]{64}$/);
    const absent = { ...place, key: 'absent' };
    expect([await state.get(absent), await state.getHash(absent)]).to.deep.equal([undefined, undefined]);
    const strange = new PrivateState(createStub('BMSP'));
    expect(await refusalOf(() => strange.get(place))).to.deep.equal({
      ...{ code: 'NOT_A_PARTY', field: 'recordId', isCaused: true },
    });
    expect(await strange.getHash(place)).to.match(/^[0-9a-f]{64}$/);
    expect(await refusalOf(() => state.getHash({ ...place, collection: 'none' }))).to.deep.equal({
      ...{ code: 'UNKNOWN_COLLECTION', field: 'jurisdiction', isCaused: true },
    });
  });

  it('is refused by both of the peer’s ways to say so, and what else goes wrong is passed on', async () => {
    const failing = (message: string) => {
      const stub = createStub();
      stub.getPrivateData = () => Promise.reject(new Error(message));
      stub.getPrivateDataHash = () => Promise.reject(new Error(message));
      return new PrivateState(stub);
    };
    const forbidden = failing('tx creator does not have read access permission on privatedata');
    expect(await refusalOf(() => forbidden.get(place))).to.include({ code: 'NOT_A_PARTY' });
    const lost = failing('connection lost');
    expect(await refusalOf(() => lost.get(place))).to.deep.equal({ message: 'connection lost' });
    expect(await refusalOf(() => lost.getHash(place))).to.deep.equal({ message: 'connection lost' });
  });

  it('is written and purged when all is decided, without a policy of its own', async () => {
    const stub = createStub();
    const state = new PrivateState(stub);
    const other = { ...place, key: 'l' };
    state.put(other, value);
    state.purge(place);
    expect(stub.writes).to.deep.equal([]);
    await state.flush();
    expect(stub.writes).to.deep.equal([{ ...other, value }, place]);
  });
});
