import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import type { Session } from '../gateway/session';
import { DEFAULT_TIMEOUTS } from '../limits';
import { craftedDigest, craftDefinition } from '../testing/crafted-definition';
import { CraftedLedger } from '../testing/crafted-ledger';
import { preparedToPlace, queryCommitted, queryPlace } from './committed';

interface Asked {
  readonly contract: string;
  readonly name: string;
  readonly options: {
    readonly arguments: readonly (string | Uint8Array)[];
    readonly endorsingOrganizations: readonly string[];
  };
}

/** A session whose own peer answers as a test says, at 1 s, and what was asked of it. */
function createSubject(answer: () => Promise<unknown>, requireOpen: () => void = () => undefined) {
  const asked: Asked[] = [];
  const deadlines: number[] = [];
  const contractOf = (contract: string) => ({
    newProposal: (name: string, options: Asked['options']) => {
      asked.push({ contract, name, options });
      const run = ({ deadline }: { readonly deadline: number }) => {
        deadlines.push(deadline);
        return answer();
      };
      return { evaluate: run, endorse: run };
    },
  });
  const session = {
    ...{ mspId: 'AMSP', channelName: 'mychannel', chaincodeName: 'goods' },
    timeouts: { ...DEFAULT_TIMEOUTS, endorseMs: 500, outageMs: 0 },
    timers: { nowMs: () => 1_000, random: () => 0, delay: () => Promise.resolve() },
    closed: new AbortController().signal,
    contract: contractOf('goods'),
    network: { getContract: contractOf },
    requireOpen,
  };
  return { session: session as unknown as Session, asked, deadlines };
}

const codeOf = async (call: Promise<unknown>): Promise<string> =>
  await call.then(
    () => 'done',
    (error: unknown) => (error instanceof KonttiError ? `${error.code} ${error.stage}` : String(error)),
  );

describe('the committed definition', () => {
  it('is asked of the own peer, of the chaincode that the session is for', async () => {
    const bytes = craftDefinition({ sequence: 3, policy: 'A', collections: ['seal_A'] }).serializeBinary();
    const { session, asked } = createSubject(() => Promise.resolve(bytes));
    const { sequence, digest, definition } = await queryCommitted(session, {});
    expect([sequence, digest]).to.deep.equal([3, craftedDigest({ policy: 'A', collections: ['seal_A'] })]);
    expect(Object.keys(definition.collections)).to.deep.equal(['seal_A']);
    const [question] = asked;
    expect(question).to.deep.include({ contract: '_lifecycle', name: 'QueryChaincodeDefinition' });
    expect(question?.options.endorsingOrganizations).to.deep.equal(['AMSP']);
    const [argument] = question?.options.arguments ?? [];
    const { QueryChaincodeDefinitionArgs } = peer.lifecycle;
    expect(QueryChaincodeDefinitionArgs.deserializeBinary(argument as Uint8Array).getName()).to.equal(
      'goods',
    );
  });

  it('was committed where the own peer, and nobody else, reads it when it endorses', async () => {
    const ledger = new CraftedLedger();
    ledger.commitDefinition('A');
    ledger.commitDefinition('B');
    const prepared = ledger.endorsed();
    const { session, asked, deadlines } = createSubject(() => Promise.resolve({ getBytes: () => prepared }));
    const place = { block: 2n, tx: 0 };
    expect(preparedToPlace(prepared, 'kontti')).to.deep.equal(place);
    expect(await queryPlace({ ...session, chaincodeName: 'kontti' }, {})).to.deep.equal(place);
    const [question] = asked;
    expect(question).to.deep.include({ contract: 'goods', name: 'company:GetFactStatus' });
    expect(question?.options).to.deep.equal({
      arguments: ['{"key":"company/AMSP/0"}'],
      endorsingOrganizations: ['AMSP'],
    });
    expect(deadlines).to.deep.equal([1_500]);
    await queryPlace(session, { timeoutMs: 200 });
    expect(deadlines).to.deep.equal([1_500, 1_200]);
    // A transaction that does not read the definition says nothing of it.
    expect(preparedToPlace(prepared, 'other')).to.equal(undefined);
  });

  it('is not known where the peer does not endorse, or the client is closed', async () => {
    const away = (): Promise<unknown> => Promise.reject(createError('UNREACHABLE', { stage: 'endorse' }));
    expect(await codeOf(queryPlace(createSubject(away).session, {}))).to.equal('UNREACHABLE endorse');
    const broken = createSubject(() => Promise.reject(new Error('of another kind')));
    expect(await codeOf(queryPlace(broken.session, {}))).to.equal('RESULT_MALFORMED endorse');
    const closed = createSubject(away, () => {
      throw createError('CLIENT_CLOSED');
    });
    expect(await codeOf(queryPlace(closed.session, {}))).to.match(/^CLIENT_CLOSED/);
  });
});
