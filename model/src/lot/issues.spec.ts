import { expect } from 'chai';
import { generateKeyPairSync, sign } from 'node:crypto';
import { judge } from '../judge';
import { MemoryFacts } from '../testing/memory-facts';
import { refusalOf } from '../testing/refusal';
import { companyOf, keeperOf, walletHolder } from './holder';
import type { LotIssue } from './issue';
import { readClassLot } from './life';
import type { LotClass } from './lot-class';
import { isOrderedBy, moveToBytes } from './order';

const BASE = { unit: 'one', holders: 'company', transfer: 'free', partners: [], redeemAt: [] } as const;
const lot = { holder: 'company:B', quantity: 1n };

describe('issues of lots', () => {
  let facts: MemoryFacts;

  beforeEach(() => {
    facts = new MemoryFacts();
  });

  const classOf = (name: string, kind: LotClass['kind'], change: Partial<LotClass> = {}, more: object = {}) =>
    facts.add({
      ...{ type: 'lot.class', key: `class/A/${name}/0` },
      body: { ...BASE, partners: [], redeemAt: [], kind, ...change },
      ...more,
    });
  const issue = (ref: string, name: string, version: string, lots: readonly LotIssue[], more: object = {}) =>
    facts.add({
      ...{ type: 'lot.issued', key: `lots/A/${ref}` },
      body: { classId: `A/${name}`, class: version, lots: [...lots] },
      ...more,
    });
  const verdict = async (digest: string): Promise<boolean | readonly number[]> => {
    const reading = await facts.follow(digest);
    if (reading.status !== 'sealed') throw new TypeError(reading.status);
    const { holds, ...rest } = await judge(facts, reading.sealed);
    const voidEntries = 'voidEntries' in rest ? [...rest.voidEntries] : [];
    return holds && voidEntries.length > 0 ? voidEntries : holds;
  };

  it('hold lot by lot as their class allows', async () => {
    const points = classOf('points', 'points', { validityDays: 1 });
    const expiresAt = 1 + 86_400_000;
    const issued = issue('i', 'points', points, [
      { ...lot, expiresAt },
      { ...lot },
      { ...lot, expiresAt: expiresAt + 1 },
      { ...lot, holder: `wallet:${'0'.repeat(64)}`, expiresAt },
    ]);
    expect(await verdict(issued)).to.deep.equal([1, 2, 3]);
    const found = await Promise.all([0, 1, 4].map((n) => readClassLot(facts, `A/i/${n}`)));
    expect(
      found.map((each) => each && ('found' in each ? each.found.lotId : each.rejected.reason)),
    ).to.deep.equal([...['A/i/0', 'void', undefined]]);
    expect(await readClassLot(facts, 'A/none/0')).to.equal(undefined);
    expect(await readClassLot(facts, 'no id')).to.equal(undefined);
  });

  it('do not hold under the version of another class, or under none', async () => {
    const points = classOf('points', 'points');
    classOf('other', 'points');
    expect(await verdict(issue('a', 'points', points, [lot]))).to.equal(true);
    expect(await verdict(issue('b', 'other', points, [lot]))).to.equal(false);
    expect(await verdict(issue('c', 'points', 'f'.repeat(64), [lot]))).to.equal(false);
    expect(await readClassLot(facts, 'A/b/0')).to.deep.equal({
      rejected: { key: 'lots/A/b', reason: 'void' },
    });
  });

  it('and their classes keep the rule that governs them', async () => {
    const ruleOf = (company: string) =>
      facts.add({
        ...{ type: 'company.rule', key: `rule/${company}/lot/0` },
        body: { assetType: 'lot', version: 0, rule: "AND('{self}', 'B')" },
      });
    const rule = ruleOf('A');
    const alone = classOf('alone', 'points', {}, { rule });
    const both = classOf('both', 'points', {}, { rule, vouchers: ['B'] });
    const borrowed = classOf('borrowed', 'points', {}, { rule: ruleOf('C'), vouchers: ['B'] });
    expect(await Promise.all([alone, both, borrowed].map(verdict))).to.deep.equal([false, true, false]);
    expect(await verdict(issue('a', 'both', both, [lot]))).to.equal(false);
    expect(await verdict(issue('b', 'both', both, [lot], { vouchers: ['B'] }))).to.equal(true);
    expect(await verdict(issue('c', 'alone', alone, [lot], { vouchers: ['B'] }))).to.equal(false);
  });

  it('are moved as the rule of their class says', async () => {
    const rule = facts.add({
      ...{ type: 'company.rule', key: 'rule/A/lot/0' },
      body: { assetType: 'lot', version: 0, rule: "AND('{self}', '{issuer}', 'C')" },
    });
    const more = { rule, vouchers: ['C'] };
    const governed = classOf('governed', 'points', {}, more);
    const origin = issue('i', 'governed', governed, [lot, lot, lot], { vouchers: ['C'] });
    const move = (n: number, version: string, vouchers: readonly string[]) =>
      facts.add({
        ...{ type: 'lot.moved', key: `moves/B/m-${n}`, vouchers: [...vouchers] },
        body: {
          ...{ classId: 'A/governed', class: version, kind: 'transfer', retired: 0n },
          inputs: [{ lot: `A/i/${n}`, origin, ...lot }],
          outputs: [{ holder: 'company:D', quantity: 1n, ancestors: 1 }],
        },
      });
    expect(await verdict(move(0, governed, ['A', 'C']))).to.equal(true);
    expect(await verdict(move(1, governed, ['A']))).to.equal(false);
    expect(await verdict(move(2, 'f'.repeat(64), ['A', 'C'])), 'no such class').to.equal(false);
  });

  it('do not hold while a company that vouches has not sealed them', async () => {
    const points = classOf('points', 'points');
    issue('a', 'points', points, [lot], { vouchers: ['B'], sealedBy: ['A'] });
    expect(await readClassLot(facts, 'A/a/0')).to.deep.equal({
      rejected: { key: 'lots/A/a', reason: 'unsealed' },
    });
  });

  it('are the only title of a shipment', async () => {
    const titles = classOf('titles', 'title');
    const title = (shipment: string): LotIssue => ({ ...lot, shipment });
    expect(await verdict(issue('a', 'titles', titles, [title('A/S-1')]))).to.equal(true);
    const more = issue('b', 'titles', titles, [title('A/S-2'), title('A/S-1')]);
    expect(await verdict(more)).to.deep.equal([1]);
  });
});

describe('holders of lots', () => {
  const keys = Array.from({ length: 3 }, () => generateKeyPairSync('ed25519'))
    .map(({ publicKey, privateKey }) => ({
      ...{ text: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'), privateKey },
    }))
    .toSorted((a, b) => (a.text < b.text ? -1 : 1));
  const [first = '', second = '', third = ''] = keys.map(({ text }) => text);

  it('are wallets of sorted keys, of which some have to sign', () => {
    expect(walletHolder({ n: 2, keys: [first, second, third] })).to.match(/^wallet:[0-9a-f]{64}$/);
    expect(walletHolder({ n: 1, keys: [first, second] })).not.to.equal(
      walletHolder({ n: 2, keys: [first, second] }),
    );
    const refused = (n: number, ...texts: string[]) => refusalOf(() => walletHolder({ n, keys: texts }));
    expect(refused(1, second, first)).to.equal('FIELD_CONFLICT keys');
    expect(refused(1, first, first)).to.equal('FIELD_CONFLICT keys');
    expect(refused(1, first, third, second)).to.equal('FIELD_CONFLICT keys');
    for (const n of [0, -1, 1.5, 3, NaN]) {
      expect(refused(n, first, second), String(n)).to.equal('FIELD_RANGE n');
    }
    expect(refused(1, first, 'no key')).to.match(/^\w+ keys\[1\]$/);
  });

  it('are companies by their MSP id', () => {
    expect(companyOf('company:A')).to.equal('A');
    expect(companyOf(`wallet:${'0'.repeat(64)}`)).to.equal(undefined);
    expect(keeperOf({ holder: 'company:A', issuer: 'I' })).to.equal('A');
    expect(keeperOf({ holder: 'wallet:0', issuer: 'I' })).to.equal('I');
    expect(keeperOf({ holder: 'company:A', pledgee: 'P', issuer: 'I' })).to.equal('P');
  });

  it('order by enough signatures of different keys, all of which are right', () => {
    const wallet = { n: 2, keys: [first, second, third] };
    const holder = walletHolder(wallet);
    const scope = { channel: 'mychannel', chaincode: 'kontti' };
    const move = { ...scope, company: 'A', classId: 'A/c', ref: 'r', kind: 'transfer' as const };
    const inputs = [{ lot: 'A/l/0', origin: 'f'.repeat(64) }];
    const outputs = [{ holder: 'company:B', quantity: 5n }];
    const message = moveToBytes({ ...move, inputs, outputs });
    expect(JSON.parse(message.toString())).to.deep.equal({
      ...{ domain: 'kontti.move.v1', ...move, inputs },
      outputs: [{ holder: 'company:B', quantity: '5' }],
    });
    const signed = (key: number, by = key, bytes: Buffer = message) => {
      const { privateKey } = keys[by] ?? {};
      if (privateKey === undefined) throw new TypeError('a key');
      return { key, signature: sign(null, bytes, privateKey).toString('base64') };
    };
    const isOrdered = (...signatures: { key: number; signature: string }[]) =>
      isOrderedBy(holder, { ...wallet, signatures }, message);
    expect(isOrdered(signed(0), signed(2))).to.equal(true);
    expect(isOrdered(signed(0), signed(1), signed(2))).to.equal(true);
    expect(isOrdered(signed(0)), 'too few').to.equal(false);
    expect(isOrdered(signed(0), signed(0)), 'one key twice').to.equal(false);
    expect(isOrdered(signed(0), signed(1), signed(0)), 'one key twice, though enough sign').to.equal(false);
    expect(isOrdered(signed(0), signed(1), signed(2, 1)), 'one is wrong').to.equal(false);
    expect(isOrdered(signed(0), signed(1, 1, Buffer.from('other'))), 'another move').to.equal(false);
    expect(isOrdered(signed(0), { ...signed(1), key: 7 }), 'a key that is none').to.equal(false);
    expect(isOrderedBy(holder, undefined, message)).to.equal(false);
    const fewer = { n: 1, keys: wallet.keys, signatures: [signed(0)] };
    expect(isOrderedBy(holder, fewer, message), 'another wallet').to.equal(false);
    expect(isOrderedBy(holder, { ...fewer, keys: [second, first] }, message), 'no wallet').to.equal(false);
  });
});
