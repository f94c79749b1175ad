import { expect } from 'chai';
import { MemoryFacts } from '../testing/memory-facts';
import { requireFound } from '../testing/verdicts';
import type { Shipment } from './consignment';
import { readConsignment, shipmentParties } from './consignment-life';
import { readShipment } from './life';
import { custodyHead } from './shipment-life';

const shipment: Shipment = {
  ...{ consignee: 'C', ssccs: [], items: [], legs: [], documents: [] },
  ...{ origin: 'JFK', destination: 'LAX' },
};

describe('the handovers of a shipment', () => {
  let facts: MemoryFacts;
  let consigned: string;

  beforeEach(() => {
    facts = new MemoryFacts();
    consigned = facts.add({ type: 'shipment.consigned', key: 'shipment/A/s', body: shipment });
  });

  const offer = (number: number, from: string, to: string, previous: string): string =>
    facts.add({
      ...{ type: 'custody.offered', key: `custody/A/s/${number}/${from}`, body: { from, to, previous } },
      at: 10 * number,
    });
  const endKey = (number: number, from: string): string => `custody/A/s/${number}/${from}/end`;
  const accept = (number: number, from: string, to: string, offered: string): string =>
    facts.add({
      ...{ type: 'custody.accepted', key: endKey(number, from), body: { from, to, offer: offered } },
      at: 10 * number + 1,
    });
  const withdraw = (number: number, from: string, offered: string): string =>
    facts.add({
      ...{ type: 'custody.withdrawn', key: endKey(number, from), body: { from, offer: offered } },
      at: 10 * number + 2,
    });
  const deliver = (number: number, consignee: string, previous: string, change: object = {}): string =>
    facts.add({
      type: 'shipment.delivered',
      key: `custody/A/s/${number}/${consignee}`,
      body: { consignee, previous, at: 1, place: 'LAX' },
      ...change,
    });
  const life = async (until?: string) => requireFound(await readShipment(facts, 'A/s', until));

  it('are none at first, and say whom the parties are by then', async () => {
    const known = await life();
    expect(known).to.deep.include({ nextNumber: 1, handovers: [], delivery: undefined });
    expect(known.links).to.deep.equal([{ digest: consigned, custodian: 'A' }]);
    expect(custodyHead(known)).to.equal(consigned);
    expect(custodyHead({ links: [] })).to.equal('');
    expect(shipmentParties(known, 'B')).to.deep.equal({
      ...{ self: 'A', consignor: 'A', consignee: 'C', custodian: 'B' },
    });
  });

  it('are open while nothing ended the offer, and then nothing can follow', async () => {
    const offered = offer(1, 'A', 'B', consigned);
    offer(2, 'A', 'B', offered);
    const known = await life();
    expect(known.custody).to.deep.include({
      status: 'offered',
      custodian: 'A',
      offer: { number: 1, to: 'B' },
    });
    expect(known).to.include({ nextNumber: 2 });
    expect(known.handovers).to.deep.equal([
      {
        ...{ sequence: 1, from: 'A', to: 'B', offeredAt: 10, fact: 'custody/A/s/1/A' },
        ...{ digest: offered, status: 'open' },
      },
    ]);
  });

  it('are accepted by the company to which they were offered, under that offer', async () => {
    const offered = offer(1, 'A', 'B', consigned);
    const accepted = accept(1, 'A', 'B', offered);
    const known = await life();
    expect(known.handovers).to.deep.equal([
      {
        ...{ sequence: 1, from: 'A', to: 'B', offeredAt: 10, fact: 'custody/A/s/1/A' },
        ...{ digest: offered, status: 'accepted', endedAt: 11 },
      },
    ]);
    expect(custodyHead(known)).to.equal(accepted);
  });

  it('are withdrawn, and the company goes on from there', async () => {
    const offered = offer(1, 'A', 'B', consigned);
    const withdrawn = withdraw(1, 'A', offered);
    const known = await life();
    expect(known.handovers).to.have.length(1);
    expect(known.handovers[0]).to.include({ status: 'withdrawn', endedAt: 12 });
    expect(known.custody).to.deep.equal({
      ...{ status: 'consigned', consignee: 'C', custodian: 'A', hasMoved: false },
    });
    expect(known.links.map(({ digest }) => digest)).to.deep.equal([consigned, offered, withdrawn]);
    const again = accept(2, 'A', 'C', offer(2, 'A', 'C', withdrawn));
    expect((await life()).links.at(-1)).to.deep.equal({ digest: again, custodian: 'C' });
  });

  it('are taken back by an end that does not hold, which is no link', async () => {
    const ends: readonly ((offered: string) => unknown)[] = [
      () => accept(1, 'A', 'B', 'f'.repeat(64)),
      (offered) => accept(1, 'A', 'D', offered),
      () => withdraw(1, 'A', 'f'.repeat(64)),
    ];
    for (const end of ends) {
      facts = new MemoryFacts();
      consigned = facts.add({ type: 'shipment.consigned', key: 'shipment/A/s', body: shipment });
      const offered = offer(1, 'A', 'B', consigned);
      end(offered);
      const known = await life();
      expect(known.custody).to.include({ status: 'consigned', custodian: 'A' });
      expect(known.links.map(({ digest }) => digest)).to.deep.equal([consigned, offered]);
      expect(known.handovers[0]).to.include({ status: 'withdrawn' }).and.not.to.have.property('endedAt');
      offer(2, 'A', 'B', offered);
      expect((await life()).custody.status).to.equal('offered');
    }
  });

  it('use their number up where they do not hold', async () => {
    offer(1, 'A', 'A', consigned);
    offer(2, 'A', 'B', 'f'.repeat(64));
    const known = await life();
    expect(known).to.include({ nextNumber: 3 });
    expect(known.handovers).to.deep.equal([
      { sequence: 1, from: 'A', status: 'void' },
      { sequence: 2, from: 'A', status: 'void' },
    ]);
    expect(known.links).to.have.length(1);
    offer(3, 'A', 'B', consigned);
    expect((await life()).custody).to.deep.include({ status: 'offered', offer: { number: 3, to: 'B' } });
  });

  it('are over once the consignee, who has custody, has received the goods', async () => {
    const taken = accept(1, 'A', 'C', offer(1, 'A', 'C', consigned));
    deliver(2, 'C', 'f'.repeat(64));
    expect((await life()).custody.status).to.equal('inTransit');
    const delivered = deliver(3, 'C', taken);
    offer(4, 'C', 'B', delivered);
    const known = await life();
    expect(known.custody).to.include({ status: 'delivered', custodian: 'C' });
    expect(known.delivery).to.include({ digest: delivered });
    expect(known).to.include({ nextNumber: 4 });
    expect(known.links.at(-1)).to.deep.equal({ digest: delivered, custodian: 'C' });
    expect(known.handovers.map(({ status }) => status)).to.deep.equal(['accepted', 'void']);
  });

  it('take no delivery of who is not the consignee, or has not got the goods', async () => {
    deliver(1, 'C', consigned);
    expect(await life()).to.include({ nextNumber: 1 });
    const taken = accept(1, 'A', 'B', offer(1, 'A', 'B', consigned));
    deliver(2, 'B', taken);
    const known = await life();
    expect(known.custody).to.include({ status: 'inTransit', custodian: 'B' });
    expect(known.delivery).to.equal(undefined);
    expect(known.handovers.at(-1)).to.deep.equal({ sequence: 2, from: 'B', status: 'void' });
  });

  it('are read as far as what is looked for', async () => {
    const offered = offer(1, 'A', 'B', consigned);
    const taken = accept(1, 'A', 'B', offered);
    const second = offer(2, 'B', 'C', taken);
    const last = accept(2, 'B', 'C', second);
    const far = async (until: string): Promise<unknown> => {
      const { links, custody } = await life(until);
      return [links.length, custody.status, custody.custodian];
    };
    expect(await far(consigned)).to.deep.equal([1, 'consigned', 'A']);
    expect(await far(offered)).to.deep.equal([2, 'offered', 'A']);
    expect(await far(taken)).to.deep.equal([3, 'inTransit', 'B']);
    expect(await far(second)).to.deep.equal([4, 'offered', 'B']);
    expect(await far(last)).to.deep.equal([5, 'inTransit', 'C']);
    expect(await far('f'.repeat(64))).to.deep.equal([5, 'inTransit', 'C']);
  });

  it('are none where there is no consignment', async () => {
    expect(await readShipment(facts, 'A/none')).to.equal(undefined);
    expect(await readConsignment(facts, 'A/none')).to.equal(undefined);
    const found = await readConsignment(facts, 'A/s');
    expect(found)
      .to.have.property('found')
      .that.deep.includes({ shipmentId: 'A/s', consignor: 'A', rule: undefined });
  });
});
