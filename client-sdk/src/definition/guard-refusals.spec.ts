import { expect } from 'chai';
import { KonttiError } from '../errors';
import { CraftedLedger } from '../testing/crafted-ledger';
import { craftedDigest } from '../testing/crafted-definition';
import { preparedToPlace } from './committed';
import { createDefinitionGuard } from './guard';
import type { DefinitionGuard, DefinitionOptions } from './guard';

const collections = ['seal_A'];
const [A, X] = [craftedDigest({ policy: 'A', collections }), craftedDigest({ policy: 'X', collections })];

describe('what the guard of the definition says', () => {
  let ledger: CraftedLedger;

  beforeEach(() => {
    ledger = new CraftedLedger();
    ledger.commitDefinition('A');
  });

  afterEach(() => ledger.close());

  const guardOf = (definition?: DefinitionOptions): Promise<DefinitionGuard> =>
    createDefinitionGuard({ session: ledger.session(), definition, call: {} });

  async function refusalOf(guard: DefinitionGuard): Promise<KonttiError> {
    const error: unknown = await guard.requireFresh({}).catch((refusal: unknown) => refusal);
    if (error instanceof KonttiError) return error;
    throw new TypeError('nothing was refused');
  }

  it('names what changed, where it knows what was accepted', async () => {
    const guard = await guardOf();
    ledger.commitDefinition('X');
    ledger.nowMs += 1_000;
    const { message, details } = await refusalOf(guard);
    expect(message).to.contain('policy changed');
    const changes = [{ part: 'policy', change: 'changed' }];
    const expected = { digest: X, sequence: 2, acceptedDigest: A, changes };
    expect(details).to.deep.include(expected);
    expect(guard.status()).to.deep.equal({ digest: X, sequence: 2, accepted: false, changes });
    expect(() => guard.requireAccepted())
      .to.throw(KonttiError)
      .with.property('code', 'DEFINITION_CHANGED');
  });

  it('names the digest that was to be accepted and the committed one, where they differ', async () => {
    const guard = await guardOf();
    const failure: unknown = await guard.accept(X).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(KonttiError).and.to.include({ code: 'DEFINITION_CHANGED' });
    const { message, details } = failure as KonttiError;
    expect(message).to.contain(X).and.to.contain(A).and.not.to.contain('changed back');
    expect(details).to.deep.include({ digest: A, givenDigest: X, acceptedDigest: A, changes: [] });
  });

  it('says of a transaction under which definition it was endorsed, and nothing of a change back', async () => {
    const guard = await guardOf();
    for (const place of [undefined, { block: 0n, tx: 0 }]) {
      const failure: unknown = await guard.requireEndorsedUnder(place).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(KonttiError).and.to.include({ code: 'DEFINITION_CHANGED' });
      expect((failure as KonttiError).message)
        .to.contain('endorsed')
        .and.not.to.contain('changed back');
    }
    const under = preparedToPlace(ledger.endorsed(), 'kontti');
    ledger.commitDefinition('X');
    await guard.refresh();
    await guard.accept(X);
    const failure: unknown = await guard.requireEndorsedUnder(under).catch((error: unknown) => error);
    expect((failure as KonttiError).message)
      .to.contain('endorsed')
      .and.to.contain(A);
  });

  it('names a change that was taken back, and nothing where only a digest was accepted', async () => {
    ledger.commitDefinition('X');
    const guard = await guardOf({ digest: A });
    const { message, details } = await refusalOf(guard);
    expect(message).not.to.contain('policy');
    expect(message).not.to.contain('changed back');
    expect(details).to.deep.include({ digest: X, acceptedDigest: A, changes: [] });
    ledger.commitDefinition('A');
    ledger.nowMs += 1_000;
    const back = await refusalOf(guard);
    expect(back.message).to.contain('it was changed and changed back since it was accepted');
    expect(back.details).to.deep.include({ digest: A, acceptedDigest: A, changes: [] });
  });
});
