import { expect } from 'chai';
import { MemoryFacts } from '../testing/memory-facts';
import { requireFound, verdictOf } from '../testing/verdicts';
import type { Shipment } from './consignment';
import { readShipment } from './life';
import { mayAttach, wasParty } from './parties';

const shipment: Shipment = {
  ...{ consignee: 'C', ssccs: [], items: [], legs: ['L/t'], documents: [] },
  ...{ origin: 'JFK', destination: 'LAX' },
};

describe('the life of a shipment', () => {
  let facts: MemoryFacts;

  beforeEach(() => {
    facts = new MemoryFacts();
  });

  const consign = (change: object = {}) =>
    facts.add({ type: 'shipment.consigned', key: 'shipment/A/s', body: shipment, ...change });
  const rule = (text: string) =>
    facts.add({
      type: 'company.rule',
      key: 'rule/A/shipment/0',
      body: { assetType: 'shipment', version: 0, rule: text },
    });
  const offer = (number: number, from: string, to: string, previous: string, change: object = {}) =>
    facts.add({
      type: 'custody.offered',
      key: `custody/A/s/${number}/${from}`,
      body: { from, to, previous },
      ...change,
    });
  const accept = (number: number, from: string, to: string, offered: string, change: object = {}) =>
    facts.add({
      type: 'custody.accepted',
      key: `custody/A/s/${number}/${from}/end`,
      body: { from, to, offer: offered },
      ...change,
    });
  const life = async () => requireFound(await readShipment(facts, 'A/s'));

  it('goes from custodian to custodian, each link naming the one before', async () => {
    const consigned = consign();
    const first = offer(1, 'A', 'B', consigned);
    const taken = accept(1, 'A', 'B', first);
    const second = offer(2, 'B', 'C', taken);
    const last = accept(2, 'B', 'C', second);
    const { custody, links } = await life();
    expect(custody).to.include({ status: 'inTransit', custodian: 'C' });
    expect(links).to.deep.equal([
      { digest: consigned, custodian: 'A' },
      { digest: first, custodian: 'A' },
      { digest: taken, custodian: 'B' },
      { digest: second, custodian: 'B' },
      { digest: last, custodian: 'C' },
    ]);
    expect(await verdictOf(facts, { mspId: 'B', key: 'custody/A/s/2/B' })).to.deep.equal([]);
  });

  it('demands the consignor’s rule of the consignment and of every move', async () => {
    const demanded = rule("AND('{self}', '{custodian}', 'R')");
    expect(await readShipment(facts, 'A/s')).to.equal(undefined);
    const consigned = consign({ rule: demanded, vouchers: ['R'] });
    offer(1, 'A', 'B', consigned);
    expect(await life()).to.deep.include({ nextNumber: 2 });
    expect((await life()).custody.status).to.equal('consigned');
    const offered = offer(2, 'A', 'B', consigned, { vouchers: ['R'] });
    const taken = accept(2, 'A', 'B', offered, { vouchers: ['R'] });
    expect((await life()).custody).to.include({ status: 'inTransit', custodian: 'B' });
    offer(3, 'B', 'C', taken, { vouchers: ['R'] });
    expect((await life()).custody.status).to.equal('inTransit');
    offer(4, 'B', 'C', taken, { vouchers: ['A', 'R'] });
    expect((await life()).custody.status).to.equal('offered');
  });

  it('is void where the consignor’s rule is not kept, or is not the consignor’s', async () => {
    const demanded = rule("AND('{self}', 'R')");
    consign({ rule: demanded });
    expect(await readShipment(facts, 'A/s')).to.deep.equal({
      rejected: { key: 'shipment/A/s', reason: 'void' },
    });
    expect(await verdictOf(facts, { mspId: 'A', key: 'shipment/A/s' })).to.equal('void');
    facts.add({
      type: 'shipment.consigned',
      key: 'shipment/B/s',
      body: shipment,
      rule: demanded,
      vouchers: ['R'],
    });
    expect(await readShipment(facts, 'B/s')).to.deep.equal({
      rejected: { key: 'shipment/B/s', reason: 'void' },
    });
  });

  it('has parties by the consignment, and by custody from when they had it', async () => {
    const consigned = consign();
    const offered = offer(1, 'A', 'B', consigned);
    const taken = accept(1, 'A', 'B', offered);
    const known = await life();
    const party = (company: string, custody: string) => wasParty(known, { company, custody });
    for (const company of ['A', 'C', 'L']) expect(party(company, consigned), company).to.equal(true);
    expect([party('B', consigned), party('B', offered), party('B', taken)]).to.deep.equal([
      false,
      false,
      true,
    ]);
    expect([party('X', taken), party('A', 'f'.repeat(64))]).to.deep.equal([false, false]);
    const entry = { shipmentId: 'A/s', kind: 'loaded', classifier: 'actual', at: 1, place: 'JFK' } as const;
    const milestones = [
      { ...entry, custody: taken },
      { ...entry, custody: consigned },
      { ...entry, shipmentId: 'A/none', custody: taken },
    ];
    facts.add({ type: 'shipment.milestones', key: 'milestones/B/m', body: { milestones } });
    facts.add({ type: 'shipment.milestones', key: 'milestones/X/m', body: { milestones } });
    expect(await verdictOf(facts, { mspId: 'B', key: 'milestones/B/m' })).to.deep.equal([1, 2]);
    expect(await verdictOf(facts, { mspId: 'X', key: 'milestones/X/m' })).to.equal('void');
  });

  it('lets parties, grantees and custodians attach readings, each by the fact that makes it one', async () => {
    const consigned = consign();
    const taken = accept(1, 'A', 'B', offer(1, 'A', 'B', consigned));
    const granted = facts.add({ type: 'shipment.granted', key: 'grant/A/s/G', body: { company: 'G' } });
    facts.add({ type: 'shipment.consigned', key: 'shipment/A/other', body: shipment });
    const elsewhere = facts.add({ type: 'shipment.granted', key: 'grant/A/other/G', body: { company: 'G' } });
    const known = await life();
    const may = (company: string, under?: string) => mayAttach(facts, known, { company, under });
    expect(await Promise.all(['A', 'C', 'L'].map((company) => may(company)))).to.deep.equal([
      true,
      true,
      true,
    ]);
    expect(await Promise.all([may('G'), may('B'), may('X')])).to.deep.equal([false, false, false]);
    expect(await Promise.all([may('G', granted), may('B', taken)])).to.deep.equal([true, true]);
    const wrong = [
      may('X', granted),
      may('G', taken),
      may('G', elsewhere),
      may('G', consigned),
      may('G', 'f'.repeat(64)),
    ];
    expect(await Promise.all(wrong)).to.deep.equal(wrong.map(() => false));
  });
});
