import { expect } from 'chai';
import fc from 'fast-check';
import { ContractError } from '../errors.js';
import { CHAINCODE_LIMITS } from '../limits.js';
import { allPeersOf } from '../policy/envelope.js';
import { MemoryState, privateId, publicId } from '../testing/memory-state.js';
import { MemoryStub } from '../testing/memory-stub.js';
import { latestOf } from './series.js';
import { TransactionState } from './state.js';

const seed = Number(process.env['SEED'] ?? 20260115);
const policy = allPeersOf(['A']);
const value = Buffer.from('v');

function createStub(state = new MemoryState()): MemoryStub {
  const identity = { mspId: 'A', certificate: Buffer.alloc(0) };
  return new MemoryStub(state, { identity, txId: '1', timeMs: 0, args: ['x'] });
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
  it('is read once, and written only when all is decided', async () => {
    const committed = new MemoryState();
    committed.overwrite('k', Buffer.from('old'));
    const stub = createStub(committed);
    const state = new TransactionState(stub);
    expect(String(await state.get('k'))).to.equal('old');
    committed.overwrite('k', Buffer.from('new'));
    expect(String(await state.get('k'))).to.equal('old');
    state.put({ key: 'k', value, policy });
    state.putSeal({ mspId: 'A.B', key: 's', value, policy });
    expect(stub.writes.values.size).to.equal(0);
    await state.flush();
    const seal = privateId({ collection: 'seal_A_B', key: 's' });
    expect([...stub.writes.values.keys()]).to.deep.equal([publicId('k'), seal]);
    expect([...stub.writes.policies.keys()]).to.deep.equal([publicId('k'), seal]);
  });

  it('does not answer reads of what it wrote, nor let a key be written in two ways', async () => {
    const state = new TransactionState(createStub());
    state.put({ key: 'k', value });
    expect(await codeOf(() => state.get('k'))).to.equal('INTERNAL');
    expect(await codeOf(() => state.put({ key: 'k', value }))).to.equal('none');
    expect(await codeOf(() => state.put({ key: 'k', value: Buffer.from('w') }))).to.equal('INTERNAL');
    state.putSeal({ mspId: 'A', key: 's', value, policy });
    const again = { mspId: 'A', key: 's', value, policy };
    expect(await codeOf(() => state.putSeal(again))).to.equal('INTERNAL');
  });

  it('is bounded', async () => {
    const state = new TransactionState(createStub());
    const write = (count: number) => {
      for (let index = 0; index < count; index += 1) state.put({ key: `k${index}`, value });
    };
    write(CHAINCODE_LIMITS.writesMax);
    expect(await codeOf(() => state.put({ key: 'more', value }))).to.equal('TOO_MANY');
  });
});

describe('a series', () => {
  it(`has one latest entry, wherever the hint points (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.option(fc.nat(40), { nil: undefined }), async (length, hint) => {
        const read = (number: number) => Promise.resolve(number < length ? `v${number}` : undefined);
        const expected = length === 0 ? undefined : { number: length - 1, value: `v${length - 1}` };
        expect(await latestOf({ hint, read })).to.deep.equal(expected);
      }),
      { seed },
    );
  });

  it('is not followed for ever', async () => {
    const endless = { hint: 0, read: (number: number) => Promise.resolve(number) };
    expect(await codeOf(() => latestOf(endless))).to.equal('SERIES_TOO_LONG');
  });
});
