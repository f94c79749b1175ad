import { expect } from 'chai';
import { createDevice } from '../testing/readings';
import { MemoryFacts } from '../testing/memory-facts';
import { requireFound, verdictOf } from '../testing/verdicts';
import { presentOf, readDevice } from './device-life';

const { publicKey } = createDevice('Ed25519');
const HASH = 'f'.repeat(64);

describe('what the owner of a device says of it', () => {
  let facts: MemoryFacts;

  beforeEach(() => {
    facts = new MemoryFacts();
  });

  const register = (change: object = {}): string =>
    facts.add({
      ...{ type: 'device.registered', key: 'device/A/d' },
      body: { publicKey, keyType: 'Ed25519' },
      ...change,
    });
  const present = async () => presentOf(requireFound(await readDevice(facts, 'A/d')));

  it('keeps the rule under which it was registered', async () => {
    for (const [vouchers, change] of [
      [['B'], 1],
      [[], 0],
    ] as const) {
      facts = new MemoryFacts();
      const rule = facts.add({
        type: 'company.rule',
        key: 'rule/A/reading/0',
        body: { assetType: 'reading', version: 0, rule: "AND('{self}', 'B')" },
      });
      const previous = register({ rule, vouchers: ['B'] });
      const body = { version: '2.1.0', sha256: HASH, previous, firstSequence: 0 };
      facts.add({ type: 'device.firmware', key: 'device/A/d/1/A', vouchers: [...vouchers], body });
      expect(await present()).to.include({ change });
    }
  });

  it('is not said by another company, nor by one that is to own it', async () => {
    const previous = register();
    const revoke = (place: string): string =>
      facts.add({ type: 'device.revoked', key: `device/A/d/revoked/${place}`, body: { reason: 'lost' } });
    expect(await verdictOf(facts, revoke('1/B')), 'before').to.equal('void');
    const offered = facts.add({
      type: 'device.offered',
      key: 'device/A/d/1/A',
      body: { from: 'A', to: 'B', expiresAt: 100, previous },
    });
    facts.add({
      type: 'device.accepted',
      key: 'device/A/d/1/A/end',
      body: { from: 'A', to: 'B', offer: offered, firstSequence: 0 },
    });
    expect(await present()).to.include({ owner: 'B', tenure: 1 });
    for (const [place, expected] of [
      ['1/C', 'void'],
      ['2/B', 'void'],
      ['1/B', []],
    ] as const) {
      expect(await verdictOf(facts, revoke(place)), place).to.deep.equal(expected);
    }
  });
});
