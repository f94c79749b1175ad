import { expect } from 'chai';
import { MemoryFacts } from '../testing/memory-facts';
import { requireFound, verdictOf } from '../testing/verdicts';
import { readTransport } from './life';
import type { TransportPlan } from './plan';
import type { TransportUpdateEntry } from './update';

const HOUR = 3_600_000;
const planOf = (transportId: string): TransportPlan => ({
  ...({ transportId, mode: 'air', number: 'AY1', from: 'JFK', to: 'LAX' } as const),
  ...{ departurePlanned: 0, arrivalPlanned: 6 * HOUR, distanceMeters: 1 },
});

describe('the life of a transport', () => {
  let facts: MemoryFacts;
  let planned: string;

  beforeEach(() => {
    facts = new MemoryFacts();
    planned = facts.add({
      type: 'transport.planned',
      key: 'transports/A/p',
      body: { transports: [planOf('A/f')] },
    });
  });

  const update = (ref: string, ...updates: Omit<TransportUpdateEntry, 'transportId'>[]) =>
    facts.add({
      type: 'transport.updated',
      key: `updates/A/${ref}`,
      body: { updates: updates.map((entry) => ({ transportId: 'A/f', ...entry })) },
    });
  const state = async () => requireFound(await readTransport(facts, 'A/f')).head.state;
  const verdictAt = (ref: string) => verdictOf(facts, { mspId: 'A', key: `updates/A/${ref}` });
  const departed = { kind: 'departed', departure: 0 } as const;

  it('is of the first plan, and another fact’s plan of it is void', async () => {
    const plan = (ref: string, ...ids: readonly string[]): string =>
      facts.add({
        type: 'transport.planned',
        key: `transports/A/${ref}`,
        body: { transports: ids.map(planOf) },
      });
    plan('q', 'A/f');
    plan('r', 'A/f', 'A/g');
    const verdictOn = (ref: string) => verdictOf(facts, { mspId: 'A', key: `transports/A/${ref}` });
    expect(await Promise.all(['p', 'q', 'r'].map(verdictOn))).to.deep.equal([[], 'void', [0]]);
  });

  it('follows updates that name the fact before them', async () => {
    const first = update('1', { sequence: 1, ...departed, previous: planned });
    update('2', { sequence: 2, kind: 'arrived', arrival: 6 * HOUR, delayMinutes: 0, previous: first });
    expect(await state()).to.deep.include({ status: 'arrived', sequence: 2, delayMinutes: 0 });
    expect([await verdictAt('1'), await verdictAt('2')]).to.deep.equal([[], []]);
  });

  it('follows updates of one fact, of which the first alone names the fact before', async () => {
    update(
      '1',
      { sequence: 1, ...departed, previous: planned },
      { sequence: 2, kind: 'estimated', arrival: 7 * HOUR, delayMinutes: 60, isNewDelay: true },
    );
    expect(await state()).to.include({ status: 'departed', sequence: 2, delayMinutes: 60 });
  });

  const arrived = { kind: 'arrived', arrival: 7 * HOUR } as const;
  const late = { ...arrived, isNewDelay: true } as const;
  for (const [what, entry] of [
    ['without the digest of the fact before', () => departed],
    ['with the digest of another fact', () => ({ ...departed, previous: 'f'.repeat(64) })],
    ['with another delay than follows', (previous: string) => ({ ...late, delayMinutes: 59, previous })],
    ['that keeps a delay quiet', (previous: string) => ({ ...arrived, delayMinutes: 60, previous })],
    [
      'that says of no delay that it is new',
      (previous: string) => ({ ...late, arrival: 6 * HOUR, delayMinutes: 0, previous }),
    ],
  ] as const) {
    it(`passes over an update ${what}, and uses its number up`, async () => {
      update('1', { sequence: 1, ...entry(planned) });
      expect(await state()).to.deep.equal({ status: 'planned', sequence: 1 });
      expect(await verdictAt('1')).to.equal('void');
      update('2', { sequence: 2, ...departed, previous: planned });
      expect(await state()).to.include({ status: 'departed', sequence: 2 });
    });
  }

  it('passes over what cannot follow, entry by entry', async () => {
    const first = update('1', { sequence: 1, kind: 'cancelled', previous: planned });
    update('2', { sequence: 2, ...departed, previous: first }, { sequence: 9, ...departed });
    expect(await state()).to.deep.equal({ status: 'cancelled', sequence: 2 });
    expect([await verdictAt('1'), await verdictAt('2')]).to.deep.equal([[], 'void']);
  });

  it('is none without a plan that the operator’s rule allows', async () => {
    const rule = facts.add({
      type: 'company.rule',
      key: 'rule/A/transport/0',
      body: { assetType: 'transport', version: 0, rule: "AND('{self}', 'B')" },
    });
    const transports = [planOf('A/g')];
    facts.add({ type: 'transport.planned', key: 'transports/A/q', rule, body: { transports } });
    expect(await readTransport(facts, 'A/g')).to.deep.equal({
      rejected: { key: 'transport/A/g', reason: 'void' },
    });
    expect(await readTransport(facts, 'A/h')).to.equal(undefined);
  });

  it('demands the operator’s rule of each update', async () => {
    const rule = facts.add({
      type: 'company.rule',
      key: 'rule/A/transport/0',
      body: { assetType: 'transport', version: 0, rule: "AND('{self}', 'B')" },
    });
    const transports = [planOf('A/g')];
    const previous = facts.add({
      type: 'transport.planned',
      key: 'transports/A/q',
      rule,
      vouchers: ['B'],
      body: { transports },
    });
    const entry = (sequence: number) => ({
      updates: [{ transportId: 'A/g', sequence, ...departed, previous }],
    });
    facts.add({ type: 'transport.updated', key: 'updates/A/1', body: entry(1) });
    const lookAt = async () => {
      const found = await readTransport(facts, 'A/g');
      return found !== undefined && 'found' in found ? found.found.head.state.status : found;
    };
    expect(await lookAt()).to.equal('planned');
    facts.add({ type: 'transport.updated', key: 'updates/A/2', vouchers: ['B'], body: entry(2) });
    expect(await lookAt()).to.equal('departed');
  });
});
