import { expect } from 'chai';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KonttiError } from '../errors';
import { CraftedLedger, registrationOf } from '../testing/crafted-ledger';
import { craftedDigest } from '../testing/crafted-definition';
import { STATE_ATTEMPTS_MAX } from '../limits';
import { preparedToPlace } from './committed';
import { createDefinitionGuard } from './guard';
import type { DefinitionGuard, DefinitionOptions } from './guard';

const collections = ['seal_A'];
const [A, X] = [craftedDigest({ policy: 'A', collections }), craftedDigest({ policy: 'X', collections })];

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'none',
    (error: unknown) => (error instanceof KonttiError ? error.code : String(error)),
  );
}

describe('the guard of the definition', () => {
  let ledger: CraftedLedger;

  beforeEach(() => {
    ledger = new CraftedLedger();
    ledger.commitDefinition('A');
  });

  afterEach(() => ledger.close());

  const guardOf = (definition?: DefinitionOptions): Promise<DefinitionGuard> =>
    createDefinitionGuard({ session: ledger.session(), definition, call: {} });

  /** Reads share a comparison that is a moment old. */
  async function readLater(guard: DefinitionGuard): Promise<string> {
    ledger.nowMs += 1_000;
    return codeOf(guard.requireFresh({}));
  }

  it('lets reads through while the definition is the accepted one, also after upgrades of code alone', async () => {
    const guard = await guardOf();
    expect(guard.status()).to.deep.include({ digest: A, sequence: 1, accepted: true });
    ledger.commitDefinition('A');
    expect(await readLater(guard)).to.equal('none');
    expect(guard.status()).to.include({ sequence: 2, accepted: true });
  });

  it('refuses every read after a change, and after it was changed back', async () => {
    for (const definition of [undefined, { digest: A }, { digest: A, sequence: 1 }]) {
      ledger = new CraftedLedger();
      ledger.commitDefinition('A');
      const guard = await guardOf(definition);
      ledger.commitDefinition('X');
      ledger.commitDefinition('A');
      expect(await readLater(guard)).to.equal('DEFINITION_CHANGED');
      expect(guard.status()).to.deep.include({ digest: A, accepted: false, changes: [] });
      ledger.close();
    }
  });

  it('sees a change and its return that were over before it connected', async () => {
    ledger.commitDefinition('X');
    ledger.commitDefinition('A');
    expect((await guardOf({ digest: A })).status().accepted).to.equal(false);
    expect((await guardOf({ digest: A, sequence: 1 })).status().accepted).to.equal(false);
    expect((await guardOf({ digest: A, sequence: 3 })).status().accepted).to.equal(true);
    expect((await guardOf({ digest: X })).status().accepted).to.equal(false);
  });

  it('does not forget a definition that was written without a new sequence', async () => {
    const guard = await guardOf();
    ledger.definition = { ...ledger.definition, policy: 'X' };
    expect(await readLater(guard)).to.equal('DEFINITION_CHANGED');
    ledger.definition = { ...ledger.definition, policy: 'A' };
    expect(await readLater(guard)).to.equal('DEFINITION_CHANGED');
  });

  it('takes no transaction for endorsed under the accepted definition that was not', async () => {
    const guard = await guardOf({ digest: A });
    const placeOf = () => preparedToPlace(ledger.endorsed(), 'kontti');
    expect(await codeOf(guard.requireEndorsedUnder(placeOf()))).to.equal('none');
    expect(await codeOf(guard.requireEndorsedUnder(undefined))).to.equal('DEFINITION_CHANGED');
    expect(await codeOf(guard.requireEndorsedUnder({ block: 0n, tx: 0 }))).to.equal('DEFINITION_CHANGED');
    ledger.commitDefinition('A');
    expect(await codeOf(guard.requireEndorsedUnder(placeOf()))).to.equal('none');
    const under = placeOf();
    ledger.commitDefinition('X');
    expect(await codeOf(guard.requireEndorsedUnder(placeOf()))).to.equal('DEFINITION_CHANGED');
    // Nothing is sent while another definition is in force, nor later what was endorsed under the one before.
    expect(await codeOf(guard.requireEndorsedUnder(under))).to.equal('DEFINITION_CHANGED');
    await guard.accept(X);
    expect(await codeOf(guard.requireEndorsedUnder(placeOf()))).to.equal('none');
    expect(await codeOf(guard.requireEndorsedUnder(under))).to.equal('DEFINITION_CHANGED');
  });

  it('says what is in force, what was accepted, and what differs', async () => {
    const guard = await guardOf();
    const changeOf = (): unknown => {
      try {
        guard.requireAccepted();
        return 'none';
      } catch (error) {
        return error instanceof KonttiError ? error.details : error;
      }
    };
    expect(changeOf()).to.equal('none');
    ledger.commitDefinition('X');
    await guard.refresh();
    const changes = [{ part: 'policy', change: 'changed' }];
    expect(changeOf()).to.deep.include({ digest: X, sequence: 2, acceptedDigest: A, changes });
    ledger.commitDefinition('A');
    await guard.refresh();
    expect(changeOf()).to.deep.include({ digest: A, sequence: 3, acceptedDigest: A, changes: [] });
  });

  it('counts what was recorded under accepted definitions, and before the first of them', async () => {
    ledger.commitDefinition('X');
    ledger.commitDefinition('B');
    ledger.commitDefinition('X');
    const B = craftedDigest({ policy: 'B', collections });
    const places = [1n, 2n, 3n, 4n].map((block) => ({ block, tx: 0 }));
    const acceptedWith = async (definition: DefinitionOptions): Promise<boolean[]> => {
      const guard = await guardOf(definition);
      return Promise.all(places.map((place) => guard.isAcceptedAt(place)));
    };
    expect(await acceptedWith({ digest: B })).to.deep.equal([true, true, true, false]);
    expect(await acceptedWith({ digest: X, earlier: [A] })).to.deep.equal([true, true, false, true]);
    expect(await acceptedWith({ digest: A })).to.deep.equal([true, false, false, false]);
  });

  it('gives whoever accepts what was recorded meanwhile, and knows it again', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kontti-definition-'));
    try {
      const definition = { file: join(folder, 'accepted.json') };
      const guard = await guardOf(definition);
      const before = ledger.record(registrationOf(0));
      ledger.append(before.set);
      ledger.commitDefinition('X');
      const meanwhile = ledger.record(registrationOf(1));
      const block = ledger.append(meanwhile.set);
      // A seal elsewhere that repeats the hash of what was recorded before does no harm to it.
      const value = Buffer.from(before.digest, 'hex');
      ledger.append({
        namespace: 'kontti',
        collections: [{ name: 'seal_AMSP', keys: [{ key: 'junk', value }] }],
      });
      ledger.commitDefinition('A');
      ledger.append(ledger.record(registrationOf(2)).set);
      expect(await codeOf(guard.accept(X))).to.equal('DEFINITION_CHANGED');
      const { digest } = meanwhile;
      const transactionId = `tx-${block}-0`;
      expect(await guard.accept(A)).to.deep.equal([
        {
          key: 'company/AMSP/1',
          type: 'company.registered',
          vouchers: ['AMSP'],
          digest,
          block: BigInt(block),
          transactionId,
        },
      ]);
      expect(await readLater(guard)).to.equal('none');
      for (const known of [guard, await guardOf(definition)]) {
        expect(known.status()).to.include({ sequence: 3, accepted: true });
        expect(await known.isDisowned({ handovers: [{ digest }] })).to.equal(true);
        expect(await known.isDisowned({ fact: 'company/AMSP/1' })).to.equal(true);
        expect(await known.isDisowned({ digest: before.digest, fact: 'company/AMSP/0' })).to.equal(false);
      }
      const kept = JSON.parse(await readFile(definition.file, 'utf8')) as object;
      expect(kept).to.deep.include({
        digest: A,
        sequence: 3,
        earlier: [],
        disowned: [digest, 'company/AMSP/1'],
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  describe('whose peer shows blocks before its state follows', () => {
    /** The state has the definition before, until somebody waited so often. */
    function lag(waits: number): () => number {
      const { definition } = ledger;
      ledger.definition = { ...definition, sequence: definition.sequence - 1 };
      let count = 0;
      ledger.onDelay = () => {
        count += 1;
        if (count === waits) ledger.definition = definition;
      };
      return () => count;
    }

    it('waits for the sequence that is asked for, and asks no more than it has to', async () => {
      const guard = await guardOf();
      ledger.commitDefinition('A');
      const waited = lag(3);
      expect(await guard.refresh()).to.include({ sequence: 1, accepted: true });
      expect(waited()).to.equal(0);
      expect(await guard.refresh({ sequenceMin: 2 })).to.include({ sequence: 2, accepted: true });
      expect(waited()).to.equal(3);
      await guard.refresh({ sequenceMin: 2 });
      expect(waited()).to.equal(3);
    });

    it('goes on with what there is after a bound', async () => {
      const guard = await guardOf();
      ledger.commitDefinition('A');
      const waited = lag(Infinity);
      expect(await guard.refresh({ sequenceMin: 2 })).to.include({ sequence: 1 });
      expect(waited()).to.equal(STATE_ATTEMPTS_MAX - 1);
    });

    it('waits for the definition under which a transaction was endorsed', async () => {
      const guard = await guardOf();
      ledger.commitDefinition('A');
      const place = preparedToPlace(ledger.endorsed(), 'kontti');
      const waited = lag(2);
      expect(await codeOf(guard.requireEndorsedUnder(place))).to.equal('none');
      expect(waited()).to.equal(2);
      expect(guard.status()).to.include({ sequence: 2, accepted: true });
      ledger.commitDefinition('X');
      const changed = preparedToPlace(ledger.endorsed(), 'kontti');
      lag(1);
      expect(await codeOf(guard.requireEndorsedUnder(changed))).to.equal('DEFINITION_CHANGED');
      expect(guard.status()).to.include({ digest: X, sequence: 3 });
    });
  });

  it('counts the answer to the latest question, where answers overtake one another', async () => {
    const guard = await guardOf();
    ledger.commitDefinition('X');
    const answers = ledger.holdDefinitions();
    const first = guard.refresh();
    ledger.commitDefinition('B');
    const second = guard.refresh();
    const [answerFirst, answerSecond] = answers;
    answerSecond?.();
    expect(await second).to.include({ sequence: 3 });
    answerFirst?.();
    expect(await first).to.include({ sequence: 3 });
    expect(guard.status()).to.include({ sequence: 3, accepted: false });
  });

  it('accepts without a file, for the life of the client, and holds what it accepted before for good', async () => {
    const guard = await guardOf();
    ledger.commitDefinition('X');
    expect(await guard.accept(X)).to.deep.equal([]);
    expect(guard.status()).to.deep.equal({ digest: X, sequence: 2, accepted: true, changes: [] });
    expect(await readLater(guard)).to.equal('none');
    for (const block of [1n, 2n]) expect(await guard.isAcceptedAt({ block, tx: 0 })).to.equal(true);
    expect(await guard.isAcceptedAt({ block: 0n, tx: 0 })).to.equal(false);
    expect(await guard.isDisowned({ digest: 'f'.repeat(64) })).to.equal(false);
    ledger.commitDefinition('B');
    expect(await codeOf(guard.accept(X))).to.equal('DEFINITION_CHANGED');
    expect(guard.status()).to.include({ sequence: 3, accepted: false });
  });

  it('keeps the first definition in a file, and knows a change by it after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kontti-definition-'));
    try {
      const file = join(folder, 'accepted.json');
      await guardOf({ file });
      expect(JSON.parse(await readFile(file, 'utf8'))).to.deep.include({
        digest: A,
        sequence: 1,
        earlier: [],
      });
      ledger.commitDefinition('X');
      const again = await guardOf({ file });
      expect(again.status()).to.deep.include({
        accepted: false,
        changes: [{ part: 'policy', change: 'changed' }],
      });
      await again.accept(X);
      expect(JSON.parse(await readFile(file, 'utf8'))).to.deep.include({
        digest: X,
        sequence: 2,
        earlier: [A],
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
