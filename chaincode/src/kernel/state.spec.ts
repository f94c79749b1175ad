import { WRITE_ONCE_POLICY } from '@kontti/model';
import { expect } from 'chai';
import { ContractError } from '../errors';
import { CHAINCODE_LIMITS } from '../limits';
import { MemoryChain } from '../testing/memory-chain';
import { MemoryStub } from '../testing/memory-stub';
import { TransactionState, isUndefinedCollection } from './state';

const value = Buffer.from('v');
const seal = { mspId: 'A.B', key: 's', value };

function createStub(chain = new MemoryChain({ members: ['A.B'] })): MemoryStub {
  const identity = { mspId: 'A.B', certificate: Buffer.alloc(0) };
  return new MemoryStub(chain, { identity, txId: '1', timeMs: 0, args: ['x'] });
}

async function detailsOf(action: () => unknown): Promise<unknown> {
  try {
    await action();
  } catch (error) {
    return error instanceof ContractError ? error.details : error;
  }
  return undefined;
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
    expect(await codeOf(() => reading.isFinal({ key: 'more' }))).to.equal('TOO_MANY');
    expect(await codeOf(() => reading.getOwn(seal))).to.equal('TOO_MANY');
    expect(reading.reads).to.equal(CHAINCODE_LIMITS.readsMax);
  });

  it('counts public values and seals together, and names the bound that is exceeded', async () => {
    const { writesMax, readsMax } = CHAINCODE_LIMITS;
    const writing = new TransactionState(createStub());
    const half = writesMax / 2;
    for (let index = 0; index < half; index += 1) {
      writing.put(`k${index}`, value);
      writing.putSeal({ ...seal, key: `s${index}` });
    }
    expect(await codeOf(() => writing.putSeal(seal))).to.equal('TOO_MANY');
    expect(await detailsOf(() => writing.put('more', value))).to.deep.equal({ writesMax });
    const reading = new TransactionState(createStub());
    for (let index = 0; index < readsMax - 2; index += 1) await reading.get(`k${index}`);
    await reading.getSealHash(seal);
    await reading.isFinal(seal);
    expect(await detailsOf(() => reading.get('more'))).to.deep.equal({ readsMax });
  });

  it('names the key that a transaction uses in two ways', async () => {
    const state = new TransactionState(createStub());
    state.put('k', value);
    state.putSeal(seal);
    expect(await detailsOf(() => state.get('k'))).to.deep.equal({ key: 'k' });
    expect(await detailsOf(() => state.put('k', Buffer.from('w')))).to.deep.equal({ key: 'k' });
    expect(await detailsOf(() => state.putSeal(seal))).to.deep.equal({ key: 's' });
  });

  it('counts what it reads, each key once and apart from its policy', async () => {
    const chain = new MemoryChain({ members: ['A.B'] });
    const policy = Buffer.from(WRITE_ONCE_POLICY);
    chain.state.apply(
      [
        { key: 'k', value: Buffer.from('four'), policy },
        { key: 'l', value: Buffer.from('six66x'), policy: Buffer.from('other') },
        { key: 's', value: Buffer.from('public') },
        { collection: 'seal_A_B', key: 's', value, policy },
        { collection: 'seal_A_B', key: 'k', value },
      ],
      { block: 0, tx: 0 },
    );
    const state = new TransactionState(createStub(chain));
    for (const _ of [1, 2]) {
      expect(await state.isFinal({ key: 'k' })).to.equal(true);
      expect(await state.isFinal({ key: 'l' })).to.equal(false);
      expect(await state.isFinal({ key: 's' })).to.equal(false);
      expect(await state.isFinal({ mspId: 'A.B', key: 's' })).to.equal(true);
      expect(await state.isFinal({ mspId: 'A.B', key: 'k' })).to.equal(false);
      expect(await state.getSealHash({ mspId: 'A.B', key: 's' })).to.match(/^[0-9a-f]{64}$/);
      expect(await state.get('k')).to.deep.equal(Buffer.from('four'));
      expect(await state.get('absent')).to.equal(undefined);
      expect([state.reads, state.bytesRead]).to.deep.equal([8, 4]);
    }
    expect(await state.getOwn({ mspId: 'A.B', key: 's' })).to.deep.equal(value);
    expect(await state.getOwn({ mspId: 'A.B', key: 'absent' })).to.equal(undefined);
    const keys: string[] = [];
    for await (const key of state.range({ start: 'k', end: 's' })) keys.push(key);
    expect(keys).to.deep.equal(['k', 'l']);
    expect(state.bytesRead).to.equal(4 + 4 + 6);
  });

  it('takes both of the peer’s ways to say that a collection is not defined', () => {
    for (const text of [
      'collection [seal_X] not defined in the collection config for chaincode [kontti]',
      'collection config not defined for chaincode [kontti]',
    ]) {
      expect(isUndefinedCollection(new Error(`failed: ${text}`)), text).to.equal(true);
      expect(isUndefinedCollection(text)).to.equal(false);
    }
    for (const text of [
      'not defined',
      'collection seal_X not defined in',
      'collection [seal_X] not defined',
    ]) {
      expect(isUndefinedCollection(new Error(text)), text).to.equal(false);
    }
  });
});
