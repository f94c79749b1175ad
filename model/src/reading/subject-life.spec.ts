import { expect } from 'chai';
import { MemoryFacts } from '../testing/memory-facts';
import { mayMeasure, readMeasuringGrant, type HeldSubject } from './subject-life';
import type { SubjectKind } from './subject';

const held = (kind: SubjectKind, parties: readonly string[]): HeldSubject => ({
  ...{ subject: { kind, id: 'A/x' }, parties, roles: {} },
  ...{ conditions: undefined, consignment: undefined },
});
const site = held('site', ['A']);
const agreement = held('agreement', ['A', 'B']);

describe('who may attach readings', () => {
  let facts: MemoryFacts;

  beforeEach(() => {
    facts = new MemoryFacts();
  });

  const grant = (place: string, company = 'D'): string =>
    facts.add({ type: 'reading.granted', key: `grant/${place}/${company}`, body: { company } });
  const may = (subject: HeldSubject, company: string, under?: string): Promise<boolean> =>
    mayMeasure(facts, subject, { company, under });

  it('is each party of the subject, without a grant', async () => {
    const companies = ['A', 'B', 'D'];
    expect(await Promise.all(companies.map((company) => may(site, company)))).to.deep.equal([
      ...[true, false, false],
    ]);
    expect(await Promise.all(companies.map((company) => may(agreement, company)))).to.deep.equal([
      ...[true, true, false],
    ]);
  });

  it('is the company that a party’s grant names, and for that subject alone', async () => {
    expect(await may(site, 'D', grant('site/A/x/A'))).to.equal(true);
    expect(await may(agreement, 'D', grant('agreement/A/x/B'))).to.equal(true);
    for (const [what, under] of [
      ['of another kind of subject', grant('agreement/A/x/A')],
      ['of another subject', grant('site/A/y/A')],
      ['of another company', grant('site/A/x/A', 'E')],
      ['by a company that is no party', grant('site/A/x/C')],
      ['that is another fact', facts.add({ type: 'site.registered', key: 'site/A/x', body: { name: 'X' } })],
      ['that nobody sealed', 'f'.repeat(64)],
    ] as const) {
      expect(await may(site, 'D', under), `under a grant ${what}`).to.equal(false);
    }
  });

  it('is under the first grant by a party, where there is one', async () => {
    grant('agreement/A/x/C');
    grant('agreement/A/y/A');
    grant('site/A/x/A');
    expect(await readMeasuringGrant(facts, agreement, 'D')).to.equal(undefined);
    const second = grant('agreement/A/x/B');
    expect(await readMeasuringGrant(facts, agreement, 'D')).to.equal(second);
    expect(await readMeasuringGrant(facts, agreement, 'E')).to.equal(undefined);
    const first = grant('agreement/A/x/A');
    expect(await readMeasuringGrant(facts, agreement, 'D')).to.equal(first);
  });
});
