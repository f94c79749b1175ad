import { expect } from 'chai';
import { judge } from '../judge';
import { LIMITS } from '../limits';
import { MemoryFacts } from '../testing/memory-facts';
import { readCompany, readGoverningRule, readLatestRule, readPlace } from './life';

const HASH = 'f'.repeat(64);
const registration = { name: 'A', gln: '6400001000018', jurisdiction: 'FI' };

describe('the life of a company', () => {
  let facts: MemoryFacts;
  beforeEach(() => {
    facts = new MemoryFacts();
  });

  const register = (number: number) =>
    facts.add({ type: 'company.registered', key: `company/A/${number}`, body: registration });
  const rule = (number: number, text = "'{self}'", of = 'A') =>
    facts.add({
      type: 'company.rule',
      key: `rule/${of}/reading/${number}`,
      body: { assetType: 'reading', version: number, rule: text },
    });
  const useUp = (key: string) => {
    facts.seal({ mspId: 'A', key }, HASH);
    facts.store(HASH, Buffer.from('{}'));
  };
  const holds = async (key: string, mspId = 'A') => {
    const reading = await facts.read({ mspId, key });
    if (reading.status !== 'sealed') throw new TypeError(reading.status);
    return (await judge(facts, reading.sealed)).holds;
  };

  it('starts with the first registration that holds, and never with another one', async () => {
    expect(await readCompany(facts, 'A')).to.deep.equal({ registered: undefined, nextNumber: 0 });
    useUp('company/A/0');
    expect(await readCompany(facts, 'A')).to.include({ nextNumber: 1 });
    const digest = register(1);
    register(2);
    expect((await readCompany(facts, 'A')).registered?.digest).to.equal(digest);
    expect([await holds('company/A/1'), await holds('company/A/2')]).to.deep.equal([true, false]);
  });

  it('is over before it starts where every number is used up', async () => {
    for (let number = 0; number <= LIMITS.registrationsMax; number += 1) {
      if (number < LIMITS.registrationsMax) useUp(`company/A/${number}`);
      else register(number);
    }
    expect(await readCompany(facts, 'A')).to.deep.equal({
      registered: undefined,
      nextNumber: LIMITS.registrationsMax,
    });
  });

  it('has the latest rule that holds, behind numbers that are used up', async () => {
    const scope = { owner: 'A', assetType: 'reading' } as const;
    expect(await readLatestRule(facts, scope)).to.deep.equal({ latest: undefined, nextNumber: 0 });
    const digest = rule(0);
    useUp('rule/A/reading/1');
    const { latest, nextNumber } = await readLatestRule(facts, scope);
    expect([latest?.digest, nextNumber]).to.deep.equal([digest, 2]);
  });

  it('has places where the seal of each leads', async () => {
    const [code, name] = ['JFK', 'New York'];
    const places = [{ code, name, latitudeE6: 0, longitudeE6: 0 }];
    facts.add({ type: 'company.places', key: 'places/A/p', body: { places } });
    expect((await readPlace(facts, { mspId: 'A', code }))?.place).to.include({ name });
    expect(await readPlace(facts, { mspId: 'B', code })).to.equal(undefined);
    expect(await readPlace(facts, { mspId: 'A', code: 'LAX' })).to.equal(undefined);
  });

  it('has rules that govern by their digest alone, its own and of that type', async () => {
    const own = rule(0);
    const others = rule(0, "'{self}'", 'B');
    const scope = { owner: 'A', assetType: 'reading' } as const;
    expect(await readGoverningRule(facts, { rule: undefined, scope })).to.deep.equal({ rule: undefined });
    expect((await readGoverningRule(facts, { rule: own, scope }))?.rule?.digest).to.equal(own);
    for (const wrong of [others, HASH, register(0)]) {
      expect(await readGoverningRule(facts, { rule: wrong, scope })).to.equal(undefined);
    }
    const shipments = { owner: 'A', assetType: 'shipment' } as const;
    expect(await readGoverningRule(facts, { rule: own, scope: shipments })).to.equal(undefined);
  });
});
