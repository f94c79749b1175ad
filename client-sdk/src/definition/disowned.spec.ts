import { createHash } from 'node:crypto';
import { bytesKey, canonicalJson, sealHash } from '@kontti/model';
import type { FactContent } from '@kontti/model';
import { expect } from 'chai';
import { definedAt, WRITE_ONCE } from '../testing/crafted-block';
import { craftedDigest } from '../testing/crafted-definition';
import { CraftedLedger, registrationOf } from '../testing/crafted-ledger';
import { createDefinitionGuard } from './guard';
import type { DefinitionGuard, DefinitionOptions } from './guard';

const A = craftedDigest({ policy: 'A', collections: ['seal_A'] });

describe('what was recorded under a definition that the company never accepted', () => {
  let ledger: CraftedLedger;
  let guard: DefinitionGuard;

  const guardOf = (definition?: DefinitionOptions): Promise<DefinitionGuard> =>
    createDefinitionGuard({ session: ledger.session(), definition, call: {} });

  beforeEach(async () => {
    ledger = new CraftedLedger();
    ledger.commitDefinition('A');
    guard = await guardOf({ digest: A, sequence: 1 });
  });

  afterEach(() => ledger.close());

  const keysOf = async (): Promise<string[]> => (await guard.accept(A)).map(({ key }) => key);

  it('is what was endorsed under it, wherever it was ordered', async () => {
    const [under, late, without] = [0, 1, 2].map((number) => ledger.record(registrationOf(number)));
    if (under === undefined || late === undefined || without === undefined) throw new TypeError('facts');
    const before = ledger.place;
    ledger.append({ namespace: 'other' });
    ledger.commitDefinition('X');
    // Two transactions of one block: the one was endorsed before the definition changed, and one does not say under which it was.
    ledger.blocks.push([
      { sets: [definedAt(...before), late.set] },
      { sets: [definedAt(...ledger.place), under.set] },
      { sets: [without.set] },
    ]);
    ledger.commitDefinition('A');
    expect(await keysOf()).to.deep.equal(['company/AMSP/0']);
  });

  it('is read from the transaction itself, where the state does not have it yet', async () => {
    ledger.commitDefinition('X');
    const recorded = ledger.record(registrationOf(0), { isInState: false });
    const block = ledger.append(recorded.set);
    ledger.commitDefinition('A');
    const [found] = await guard.accept(A);
    expect(found).to.include({ key: 'company/AMSP/0', digest: recorded.digest, block: BigInt(block) });
    expect(ledger.asked).to.deep.equal([]);
  });

  it('is a fact of which one seal of several was written', async () => {
    const accepted: FactContent<'custody.accepted'> = {
      type: 'custody.accepted',
      key: 'custody/BMSP/S-1/1/BMSP/end',
      ...{ ref: 'r', at: 1 },
      body: { from: 'BMSP', to: 'AMSP', offer: '0'.repeat(64) },
    };
    const { set } = ledger.record(accepted, { isInState: false });
    ledger.commitDefinition('X');
    ledger.append({
      ...set,
      collections: (set.collections ?? []).filter(({ name }) => name === 'seal_AMSP'),
    });
    ledger.commitDefinition('A');
    const found = await guard.accept(A);
    expect(found.map(({ vouchers }) => vouchers)).to.deep.equal([['AMSP', 'BMSP']]);
    // The key is that of the company that leads, whose seal may still come under another definition.
    expect(await guard.isDisowned({ fact: accepted.key })).to.equal(false);
    expect(await guard.isDisowned({ digest: found[0]?.digest })).to.equal(true);
  });

  it('is no fact where the bytes are none, or of a type that this software does not know', async () => {
    ledger.commitDefinition('X');
    const texts = ['no fact', canonicalJson({ v: 1, type: 'device.painted', body: {} })];
    for (const [index, text] of texts.entries()) {
      const value = createHash('sha256').update(text).digest();
      const hash = sealHash(value.toString('hex'));
      ledger.append({
        namespace: 'kontti',
        keys: [{ key: bytesKey(hash), value: Buffer.from(text), policy: WRITE_ONCE }],
        collections: [{ name: 'seal_AMSP', keys: [{ key: `junk-${index}`, value }] }],
      });
    }
    ledger.commitDefinition('A');
    expect(await keysOf()).to.deep.equal([]);
    const record = { note: 'junk-0', more: [{ name: 'junk-1' }, null, 5, true, undefined] };
    expect(await guard.isDisowned(record)).to.equal(false);
  });

  it('is known in a record that shows other things beside it, and nothing is asked for what is not', async () => {
    ledger.commitDefinition('X');
    const { set, digest } = ledger.record(registrationOf(0));
    ledger.append(set);
    ledger.commitDefinition('A');
    await guard.accept(A);
    const others = { name: 'A', at: new Date(0), none: null, entries: [1, 'x', { status: 'open' }] };
    expect(await guard.isDisowned({ ...others, digest })).to.equal(true);
    expect(await guard.isDisowned({ ...others, list: [{ deep: { fact: 'company/AMSP/0' } }] })).to.equal(
      true,
    );
    expect(await guard.isDisowned(others)).to.equal(false);
    expect(await guard.isDisowned(null)).to.equal(false);
    expect(ledger.asked).to.deep.equal([]);
  });

  it('is that since the company accepted last, not before', async () => {
    ledger.commitDefinition('X');
    ledger.append(ledger.record(registrationOf(0)).set);
    ledger.commitDefinition('A');
    guard = await guardOf({ digest: A, sequence: 3 });
    ledger.commitDefinition('Y');
    ledger.append(ledger.record(registrationOf(1)).set);
    ledger.commitDefinition('A');
    expect(await keysOf()).to.deep.equal(['company/AMSP/1']);
  });
});
