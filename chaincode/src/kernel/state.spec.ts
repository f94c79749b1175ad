import { WRITE_ONCE_POLICY } from '@kontti/model';
import { expect } from 'chai';
import { ContractError } from '../errors';
import { CHAINCODE_LIMITS } from '../limits';
import { MemoryChain } from '../testing/memory-chain';
import { MemoryStub } from '../testing/memory-stub';
import { TransactionState } from './state';

const value = Buffer.from('v');
const seal = { mspId: 'A.B', key: 's', value };

function createStub(chain = new MemoryChain({ members: ['A.B'] })): MemoryStub {
  const identity = { mspId: 'A.B', certificate: Buffer.alloc(0) };
  return new MemoryStub(chain, { identity, txId: '1', timeMs: 0, args: ['x'] });
}

async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    return error instanceof ContractError ? error.code : String(error);
  }
  return 'none';
}

describe('the state of a transaction', () => {
  it('is read once, and written only when all is decided, each key with the policy that no company satisfies', async () => {
    const chain = new MemoryChain({ members: ['A.B'] });
    chain.state.apply([{ key: 'k', value: Buffer.from('old') }], { block: 0, tx: 0 });
    const stub = createStub(chain);
    const state = new TransactionState(stub);
    expect(String(await state.get('k'))).to.equal('old');
    chain.state.apply([{ key: 'k', value: Buffer.from('new') }], { block: 1, tx: 0 });
    expect(String(await state.get('k'))).to.equal('old');
    state.put('k', value);
    state.putSeal(seal);
    expect(stub.writes).to.deep.equal([]);
    await state.flush();
    const policy = Buffer.from(WRITE_ONCE_POLICY);
    expect(stub.writes).to.deep.equal([
      { key: 'k', value, policy },
      { collection: 'seal_A_B', key: 's', value, policy },
    ]);
  });

  it('does not answer reads of what it wrote, nor let a key be written in two ways', async () => {
    const state = new TransactionState(createStub());
    state.put('k', value);
    expect(await codeOf(() => state.get('k'))).to.equal('INTERNAL');
    expect(await codeOf(() => state.put('k', value))).to.equal('none');
    expect(await codeOf(() => state.put('k', Buffer.from('w')))).to.equal('INTERNAL');
    state.putSeal(seal);
    expect(await codeOf(() => state.putSeal(seal))).to.equal('INTERNAL');
  });

  it('has no seals of a company without a collection, and says which companies lack one', async () => {
    const state = new TransactionState(createStub());
    expect(await state.getSealHash({ mspId: 'NobodyMSP', key: 'k' })).to.equal(undefined);
    expect(await state.getSealHash(seal)).to.equal(undefined);
    expect([state.lacksSeals('NobodyMSP'), state.lacksSeals('A.B')]).to.deep.equal([true, false]);
  });

  it('passes on what else goes wrong when a seal is read', async () => {
    const stub = createStub();
    stub.getPrivateDataHash = () => Promise.reject(new Error('connection lost'));
    const state = new TransactionState(stub);
    expect(await codeOf(() => state.getSealHash(seal))).to.equal('Error: connection lost');
  });

  it('is bounded in what it writes and reads', async () => {
    const writing = new TransactionState(createStub());
    for (let index = 0; index < CHAINCODE_LIMITS.writesMax; index += 1) writing.put(`k${index}`, value);
    expect(await codeOf(() => writing.put('more', value))).to.equal('TOO_MANY');
    const reading = new TransactionState(createStub());
    for (let index = 0; index < CHAINCODE_LIMITS.readsMax; index += 1) await reading.get(`k${index}`);
    expect(await codeOf(() => reading.get('k0'))).to.equal('none');
    expect(await codeOf(() => reading.get('more'))).to.equal('TOO_MANY');
    expect(await codeOf(() => reading.getSealHash(seal))).to.equal('TOO_MANY');
  });
});
