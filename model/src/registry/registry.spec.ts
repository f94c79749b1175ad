import { expect } from 'chai';
import { FACT_DEFINITIONS } from '../subjects';
import { readVectors } from '../testing/vectors';
import { bytesToFact } from './codec';
import type { FactDefinition } from '../fact/define-fact';
import { attachmentKey, bytesKey, parseBytesKey, sealHash } from '../fact/digest';
import { FACT_TYPES, furtherSealsOf, isSealedAt, leaderOf, partsOf } from './registry';

const facts = ['facts-v1', 'facts-v2', 'facts-v3'].flatMap((name) =>
  readVectors<{ json: string }>(name).map(({ json }) => bytesToFact(Buffer.from(json))),
);

/** The company whose seal leads to a fact. */
function firstVoucherOf(fact: (typeof facts)[number]): string {
  const { definition, parts } = partsOf(fact);
  return definition.firstVoucher(parts.parts);
}

describe('the registry of facts', () => {
  it('has each type once', () => {
    expect(new Set(FACT_TYPES).size).to.equal(FACT_DEFINITIONS.length);
  });

  it('never has a key that two subjects would read in different seals', () => {
    for (const fact of facts) {
      expect(leaderOf(fact.key), fact.key).to.equal(firstVoucherOf(fact));
      expect(fact.vouchers).to.include(firstVoucherOf(fact));
    }
  });

  it('has versions without a gap', () => {
    for (const { type, version, older = [] } of FACT_DEFINITIONS as unknown as readonly FactDefinition[]) {
      expect(older.length, type).to.equal(version - 1);
    }
  });

  it('leads from every seal of a fact to the fact, and from no other', () => {
    for (const fact of facts) {
      const seals = [...fact.vouchers.map((mspId) => ({ mspId, key: fact.key })), ...furtherSealsOf(fact)];
      for (const seal of seals) expect(isSealedAt(fact, seal), seal.key).to.equal(true);
      expect(new Set(seals.map(({ mspId, key }) => `${mspId} ${key}`)).size).to.equal(seals.length);
      expect(isSealedAt(fact, { mspId: 'OtherMSP', key: fact.key })).to.equal(false);
      expect(isSealedAt(fact, { mspId: firstVoucherOf(fact), key: `${fact.key}/x` })).to.equal(false);
    }
  });

  it('means at least one event and one asset by each fact, whose entries are in its list', () => {
    for (const fact of facts) {
      const { definition, parts } = partsOf(fact);
      const events = definition.events?.(parts) ?? [{ body: parts.body }];
      expect(events, fact.type).not.to.deep.equal([]);
      expect(definition.assets(parts), fact.type).not.to.deep.equal([]);
      for (const asset of definition.assets(parts)) expect(asset).to.match(/^[a-z]+\/[A-Za-z0-9]+/);
    }
  });

  it('makes public keys that only who has the fact can know', () => {
    const digest = 'a'.repeat(64);
    const hash = sealHash(digest);
    expect(hash).not.to.equal(digest);
    expect(parseBytesKey(bytesKey(hash))).to.deep.equal({ hash });
    expect(parseBytesKey(attachmentKey(hash, 12))).to.deep.equal({ hash, attachment: 12 });
    for (const key of [
      'fact/',
      `fact/${hash}/`,
      `fact/${hash}/01`,
      `fact/${hash.toUpperCase()}`,
      `x${bytesKey(hash)}`,
    ]) {
      expect(parseBytesKey(key), key).to.equal(undefined);
    }
  });
});
