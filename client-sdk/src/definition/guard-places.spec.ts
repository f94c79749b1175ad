import { common, gateway } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import type { Session } from '../gateway/session';
import { craftEnvelope, definedAt } from '../testing/crafted-block';
import { craftedDigest } from '../testing/crafted-definition';
import { CraftedLedger } from '../testing/crafted-ledger';
import { createDefinitionGuard } from './guard';
import type { DefinitionOptions } from './guard';

const collections = ['seal_A'];
const [A, X] = [craftedDigest({ policy: 'A', collections }), craftedDigest({ policy: 'X', collections })];

/** What the own peer endorses, under the definition that was committed there, or without a word of it. */
function preparedAt(place?: readonly [number, number]): Uint8Array {
  const prepared = new gateway.PreparedTransaction();
  const bytes = craftEnvelope('tx', { sets: place === undefined ? [] : [definedAt(...place)] });
  prepared.setEnvelope(common.Envelope.deserializeBinary(bytes));
  return prepared.serializeBinary();
}

describe('the guard of the definition, by what the ledger shows of it', () => {
  let ledger: CraftedLedger;

  beforeEach(() => {
    ledger = new CraftedLedger();
    ledger.commitDefinition('A');
  });

  afterEach(() => ledger.close());

  const guardOf = (definition: DefinitionOptions | undefined, session = ledger.session()) =>
    createDefinitionGuard({ session, definition, call: {} });
  const isAccepted = async (definition: DefinitionOptions): Promise<boolean> =>
    (await guardOf(definition)).status().accepted;

  it('accepts no other definition under the sequence that is pinned', async () => {
    expect(await isAccepted({ digest: A, sequence: 1 })).to.equal(true);
    expect(await isAccepted({ digest: X, sequence: 1 })).to.equal(false);
    expect(await isAccepted({ digest: A, sequence: 2 })).to.equal(false);
  });

  it('needs no blocks where the pinned sequence is in force, as at a peer that began with a snapshot', async () => {
    ledger.commitDefinition('X');
    ledger.commitDefinition('A');
    const sessionWith = (error: Error): Session => {
      const session = ledger.session();
      const { network } = session;
      const qscc = { newProposal: () => ({ evaluate: () => Promise.reject(error) }) };
      const getContract = (name: string) => (name === 'qscc' ? qscc : network.getContract(name));
      return Object.assign(session, { network: Object.assign({}, network, { getContract }) });
    };
    const pinned = { digest: A, sequence: 3 };
    const guard = await guardOf(pinned, sessionWith(createError('CHAINCODE_FAILED', { stage: 'evaluate' })));
    expect(guard.status()).to.include({ accepted: true, sequence: 3 });
    const away = guardOf(pinned, sessionWith(createError('UNREACHABLE', { stage: 'evaluate' })));
    const failure: unknown = await away.catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(KonttiError).with.property('code', 'UNREACHABLE');
  });

  it('accepts nothing that the ledger does not show to have been in force all the time', async () => {
    const { place } = ledger;
    ledger.commitDefinition('A');
    expect(await isAccepted({ digest: A })).to.equal(true);
    for (const prepared of [preparedAt(), preparedAt(place), preparedAt([0, 0]), preparedAt([7, 0])]) {
      ledger.endorsed = () => prepared;
      expect(await isAccepted({ digest: A })).to.equal(false);
    }
  });
});
