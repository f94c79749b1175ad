import { expect } from 'chai';
import type { FactContent } from '@kontti/model';
import { craftedDigest } from '../testing/crafted-definition';
import { CraftedLedger, registrationOf } from '../testing/crafted-ledger';
import { createDefinitionGuard } from './guard';
import type { DefinitionGuard, DefinitionOptions } from './guard';

const A = craftedDigest({ policy: 'A', collections: ['seal_A'] });

describe('what was sealed under a definition that the company never accepted', () => {
  let ledger: CraftedLedger;

  beforeEach(() => {
    ledger = new CraftedLedger();
    ledger.commitDefinition('A');
  });

  afterEach(() => ledger.close());

  const guardOf = (definition?: DefinitionOptions): Promise<DefinitionGuard> =>
    createDefinitionGuard({ session: ledger.session(), definition, call: {} });

  it('is known without a file too, by the pinned sequence', async () => {
    const before = ledger.record(registrationOf(0));
    ledger.append(before.set);
    ledger.commitDefinition('X');
    const meanwhile = ledger.record(registrationOf(1));
    ledger.append(meanwhile.set);
    ledger.commitDefinition('A');
    for (const definition of [{ digest: A, sequence: 3 }, undefined]) {
      const guard = await guardOf(definition);
      expect(guard.status().accepted).to.equal(true);
      expect(await guard.isDisowned({ digest: meanwhile.digest })).to.equal(true);
      expect(await guard.isDisowned({ digest: before.digest, fact: before.fact.key })).to.equal(false);
    }
  });

  it('is known by the place of a seal, though its bytes and other seals came later', async () => {
    const accepted: FactContent<'custody.accepted'> = {
      type: 'custody.accepted',
      key: 'custody/BMSP/S-1/1/BMSP/end',
      ...{ ref: 'r', at: 1 },
      body: { from: 'BMSP', to: 'AMSP', offer: '0'.repeat(64) },
    };
    const alone = ledger.record(registrationOf(1), { isInState: false });
    const shared = ledger.record(accepted, { isInState: false });
    const harmless = ledger.record(registrationOf(2), { isInState: false });
    const [own] = alone.set.collections ?? [];
    const ownOfShared = shared.set.collections?.find(({ name }) => name === 'seal_AMSP');
    if (own === undefined || ownOfShared === undefined) throw new TypeError('seals');
    const guard = await guardOf({ digest: A, sequence: 1 });
    ledger.commitDefinition('X');
    const elsewhere = { name: 'seal_CMSP', keys: harmless.set.collections?.[0]?.keys ?? [] };
    const value = Buffer.alloc(32, 7);
    const keys = elsewhere.keys.map((each) => Object.assign({}, each, { value }));
    const collections = [
      { ...own, keys: [...own.keys, ...ownOfShared.keys] },
      { ...elsewhere, keys },
    ];
    ledger.append({ namespace: 'kontti', collections });
    ledger.commitDefinition('A');
    expect(await guard.accept(A)).to.deep.equal([]);
    expect(await guard.isDisowned({ fact: alone.fact.key }), 'while nobody shows its bytes').to.equal(false);
    for (const recorded of [alone, shared, harmless]) {
      ledger.append(recorded.set);
      ledger.show(recorded);
    }
    expect(await guard.isDisowned({ fact: alone.fact.key, digest: alone.digest })).to.equal(true);
    expect(await guard.isDisowned({ handovers: [{ fact: shared.fact.key }] })).to.equal(true);
    expect(await guard.isDisowned({ fact: harmless.fact.key, digest: harmless.digest })).to.equal(false);
    for (const [recorded, isDisowned] of [
      [alone, true],
      [shared, true],
      [harmless, false],
    ] as const) {
      expect(guard.isFactDisowned(recorded)).to.equal(isDisowned);
    }
  });
});
