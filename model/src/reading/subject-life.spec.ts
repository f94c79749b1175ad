import { expect } from 'chai';
import { MemoryFacts } from '../testing/memory-facts';
import { verdictOf } from '../testing/verdicts';
import { mayMeasure, readMeasuringGrant, readSubject, type HeldSubject } from './subject-life';
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

describe('what readings are about', () => {
  let facts: MemoryFacts;

  beforeEach(() => {
    facts = new MemoryFacts();
  });

  it('is a site that its owner registered, with its conditions', async () => {
    const subject = { kind: 'site', id: 'A/x' } as const;
    expect(await readSubject(facts, subject)).to.equal(undefined);
    const conditions = { temperatureMaxMilliC: 5 };
    facts.add({ type: 'site.registered', key: 'site/A/x', body: { name: 'X', conditions } });
    expect(await readSubject(facts, subject)).to.deep.equal({
      ...{ subject, parties: ['A'], roles: {}, conditions, consignment: undefined },
    });
  });

  it('is a shipment that was consigned, with its consignee', async () => {
    const subject = { kind: 'shipment', id: 'A/x' } as const;
    expect(await readSubject(facts, subject)).to.equal(undefined);
    const conditions = { temperatureMinMilliC: 5 };
    const body = { consignee: 'C', ssccs: [], items: [], legs: [], documents: [], conditions };
    facts.add({
      ...{ type: 'shipment.consigned', key: 'shipment/A/x' },
      body: { ...body, origin: 'JFK', destination: 'LAX' },
    });
    const found = await readSubject(facts, subject);
    expect(found?.parties).to.have.members(['A', 'C']);
    expect(found).to.deep.include({ subject, roles: { consignor: 'A', consignee: 'C' }, conditions });
    expect(found?.consignment).to.include({ shipmentId: 'A/x', consignor: 'A' });
  });

  it('is an agreement once all of its parties agreed', async () => {
    const subject = { kind: 'agreement', id: 'A/x' } as const;
    const parties = ['A', 'B'];
    expect(await readSubject(facts, subject)).to.equal(undefined);
    const [inputs, outputs] = [
      [{ lot: 'A/l/0', origin: 'f'.repeat(64) }],
      [{ holder: 'company:B', quantity: 1n }],
    ];
    const move = { company: 'A', classId: 'A/c', kind: 'transfer' as const };
    const asked = { parties, moves: [{ ...move, inputs, outputs }], expiresAt: 100 };
    const proposal = facts.add({ type: 'deal.proposed', key: 'deal/A/x', body: asked });
    const agreed = facts.add({ type: 'deal.agreed', key: 'deal/A/x/agreed/B', body: { proposal } });
    expect(await readSubject(facts, subject), 'still open').to.equal(undefined);
    const done = {
      ...{ ...move, class: 'f'.repeat(64), retired: 0n },
      inputs: inputs.map((input) => ({ ...input, holder: 'company:A', quantity: 1n })),
      outputs: outputs.map((output) => ({ ...output, ancestors: 1 })),
    };
    const body = { proposal, parties, agreements: [agreed], moves: [done] };
    facts.add({ type: 'deal.closed', key: 'deal/A/x/end', body });
    expect(await readSubject(facts, subject)).to.deep.equal({
      ...{ subject, parties, roles: {}, conditions: undefined, consignment: undefined },
    });
  });

  it('lets its parties alone grant that readings are attached', async () => {
    facts.add({ type: 'site.registered', key: 'site/A/x', body: { name: 'X' } });
    for (const [place, expected] of [
      ['site/A/x/A', []],
      ['site/A/x/C', 'void'],
      ['site/A/y/A', 'void'],
      ['agreement/A/x/A', 'void'],
    ] as const) {
      const key = `grant/${place}/D`;
      const digest = facts.add({ type: 'reading.granted', key, body: { company: 'D' } });
      expect(await verdictOf(facts, digest), place).to.deep.equal(expected);
    }
  });
});
