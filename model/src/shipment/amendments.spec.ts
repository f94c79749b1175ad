import { expect } from 'chai';
import { LIMITS } from '../limits';
import { MemoryFacts } from '../testing/memory-facts';
import { requireFound, verdictOf } from '../testing/verdicts';
import type { ShipmentChanges } from './amendment';
import { readShipment } from './life';
import { mayAttach, wasParty } from './parties';

const shipment = {
  ...{ consignee: 'C', ssccs: [], items: [], legs: ['L/t'], documents: [] },
  ...{ origin: 'JFK', destination: 'LAX' },
};

describe('amendments of a shipment', () => {
  let facts: MemoryFacts;
  let consigned: string;

  beforeEach(() => {
    facts = new MemoryFacts();
    consigned = facts.add({ type: 'shipment.consigned', key: 'shipment/A/s', body: shipment });
  });

  const amend = (
    number: number,
    body: { previous: string; corrects: string; changes: ShipmentChanges; waivesTitle?: boolean },
    { custodian = 'A', vouchers = [] as string[], id = 'A/s' } = {},
  ) =>
    facts.add({
      type: 'shipment.amended',
      key: `custody/${id}/${number}/${custodian}`,
      body: { consignor: 'A', reason: 'wrong', ...body },
      vouchers,
    });
  const cancel = (number: number, body: { previous: string; corrects: string }) =>
    facts.add({
      type: 'shipment.cancelled',
      key: `custody/A/s/${number}/A`,
      body: { consignor: 'A', reason: 'not wanted', ...body },
    });
  const handOver = (number: number, from: string, to: string, previous: string) => {
    const offer = facts.add({
      type: 'custody.offered',
      key: `custody/A/s/${number}/${from}`,
      body: { from, to, previous },
    });
    const key = `custody/A/s/${number}/${from}/end`;
    return facts.add({ type: 'custody.accepted', key, body: { from, to, offer } });
  };
  const life = async (id = 'A/s') => requireFound(await readShipment(facts, id));

  it('take the place of what was said, each naming what it corrects', async () => {
    const items = [{ serial: '1' }];
    const first = amend(1, {
      previous: consigned,
      corrects: consigned,
      changes: { items, destination: 'HEL' },
    });
    const second = amend(2, { previous: first, corrects: first, changes: { legs: ['M/t'] } });
    const known = await life();
    expect(known.current).to.deep.equal({ ...shipment, items, destination: 'HEL', legs: ['M/t'] });
    expect(known.shipment).to.deep.include(shipment);
    expect(known.links.map(({ digest }) => digest)).to.deep.equal([consigned, first, second]);
    expect(await verdictOf(facts, { mspId: 'A', key: 'custody/A/s/2/A' })).to.deep.equal([]);
  });

  it('use their number up where they do not follow', async () => {
    const changes = { legs: [] };
    amend(1, { previous: consigned, corrects: 'f'.repeat(64), changes });
    amend(2, { previous: 'f'.repeat(64), corrects: consigned, changes });
    amend(3, { previous: consigned, corrects: consigned, changes, waivesTitle: true });
    expect(await life()).to.deep.include({ nextNumber: 4, amendments: [] });
    for (const number of [1, 2, 3]) {
      expect(await verdictOf(facts, { mspId: 'A', key: `custody/A/s/${number}/A` }), String(number)).to.equal(
        'void',
      );
    }
  });

  it('keep what others have taken over, and need their seals, once custody has moved', async () => {
    const taken = handOver(1, 'A', 'B', consigned);
    const of = (changes: ShipmentChanges) => ({ previous: taken, corrects: consigned, changes });
    const by = { custodian: 'B' };
    amend(2, of({ items: [] }), { ...by, vouchers: ['C'] });
    amend(3, of({ legs: [] }), by);
    expect(await life()).to.deep.include({ nextNumber: 4, amendments: [] });
    const amended = amend(4, of({ legs: ['M/t'] }), { ...by, vouchers: ['C'] });
    const known = await life();
    expect(known.current.legs).to.deep.equal(['M/t']);
    expect(known.custody).to.include({ status: 'inTransit', custodian: 'B' });
    // Who operates a leg becomes a party then, and who operated one before stays one.
    const was = (company: string, custody: string) => wasParty(known, { company, custody });
    expect([was('M', taken), was('M', amended), was('L', amended)]).to.deep.equal([false, true, true]);
    const may = await Promise.all(
      [undefined, taken, amended].map((under) => mayAttach(facts, known, { company: 'M', under })),
    );
    expect(may).to.deep.equal([false, false, true]);
  });

  it('are so many', async () => {
    let head = consigned;
    for (let number = 1; number <= LIMITS.amendmentsMax + 1; number += 1) {
      head = amend(number, { previous: head, corrects: head, changes: { legs: [`L/${number}`] } });
    }
    const known = await life();
    expect(known.amendments).to.have.length(LIMITS.amendmentsMax);
    expect(known.nextNumber).to.equal(LIMITS.amendmentsMax + 2);
  });

  it('end with a cancellation by who alone had it, and never after', async () => {
    const amended = amend(1, { previous: consigned, corrects: consigned, changes: { legs: [] } });
    cancel(2, { previous: amended, corrects: consigned });
    expect((await life()).custody.status).to.equal('consigned');
    const cancelled = cancel(3, { previous: amended, corrects: amended });
    amend(4, { previous: cancelled, corrects: amended, changes: { legs: [] } });
    expect(await life()).to.deep.include({ nextNumber: 4 });
    expect((await life()).custody.status).to.equal('cancelled');
    expect(await verdictOf(facts, { mspId: 'A', key: 'custody/A/s/3/A' })).to.deep.equal([]);
    expect(await verdictOf(facts, { mspId: 'A', key: 'custody/A/s/4/A' })).to.equal('void');
  });

  it('allow no cancellation once custody has moved, also where it came back', async () => {
    const back = handOver(2, 'B', 'A', handOver(1, 'A', 'B', consigned));
    cancel(3, { previous: back, corrects: consigned });
    expect((await life()).custody.status).to.equal('inTransit');
    expect(await verdictOf(facts, { mspId: 'A', key: 'custody/A/s/3/A' })).to.equal('void');
  });

  it('are of shipments that were consigned together as well', async () => {
    const consignments = ['s', 't', 'u'].map((id) => ({
      ...{ ...shipment, shipmentId: `A/${id}` },
      legs: [`L/${id}`],
    }));
    const listed = facts.add({
      type: 'shipment.consignments',
      key: 'consignments/A/w',
      body: { consignments },
    });
    // The first one was consigned before: the same id again is void, the others hold.
    expect(await verdictOf(facts, { mspId: 'A', key: 'consignments/A/w' })).to.deep.equal([0]);
    const amended = amend(1, { previous: listed, corrects: listed, changes: { legs: [] } }, { id: 'A/t' });
    expect((await life('A/t')).links.map(({ digest }) => digest)).to.deep.equal([listed, amended]);
    expect((await life('A/u')).current).to.deep.equal({ ...shipment, legs: ['L/u'] });
    expect((await life()).sealed.digest).to.equal(consigned);
  });
});
