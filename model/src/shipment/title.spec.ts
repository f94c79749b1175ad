import { expect } from 'chai';
import { judge } from '../judge';
import { MemoryFacts } from '../testing/memory-facts';
import { readShipment } from './life';

const shipment = {
  ...{ consignee: 'A', ssccs: [], items: [], legs: [], documents: [] },
  ...{ origin: 'JFK', destination: 'LAX' },
};
const at = 1;

describe('a shipment against a title', () => {
  let facts: MemoryFacts;
  let consigned: string;
  let lotClass: string;

  beforeEach(() => {
    facts = new MemoryFacts();
    consigned = facts.add({
      type: 'shipment.consigned',
      key: 'shipment/A/s',
      body: { ...shipment, againstTitle: true },
    });
    lotClass = classOf('A');
  });

  const classOf = (issuer: string) =>
    facts.add({
      type: 'lot.class',
      key: `class/${issuer}/bl/0`,
      body: {
        ...{ kind: 'title', unit: 'title', holders: 'company', transfer: 'free', partners: [], redeemAt: [] },
      },
    });
  const issue = (id = 'A/s', ref = 'bl') =>
    facts.add({
      type: 'lot.issued',
      key: `lots/A/${ref}`,
      body: {
        classId: 'A/bl',
        class: lotClass,
        lots: [{ holder: 'company:B', quantity: 1n, shipment: id }],
      },
    });
  const move = (kind: 'surrender' | 'retire' | 'split', origin: string, ref = 'm', lot = 'A/bl/0') =>
    facts.add({
      type: 'lot.moved',
      key: `moves/B/${ref}`,
      body: {
        ...{ classId: 'A/bl', class: lotClass, kind, outputs: [], retired: 1n },
        inputs: [{ lot, origin, holder: 'company:B', quantity: 1n }],
      },
    });
  const deliver = (surrender?: string, number = 1, previous = consigned) =>
    facts.add({
      type: 'shipment.delivered',
      key: `custody/A/s/${number}/A`,
      body: { consignee: 'A', previous, at, place: 'LAX', ...(surrender && { surrender }) },
    });
  const status = async () => {
    const found = await readShipment(facts, 'A/s');
    return found !== undefined && 'found' in found ? found.found.custody.status : 'rejected';
  };
  const holds = async (mspId: string, key: string) => {
    const reading = await facts.read({ mspId, key });
    return reading.status === 'sealed' && (await judge(facts, reading.sealed)).holds;
  };

  it('is delivered by the move that surrendered its title', async () => {
    deliver(move('surrender', issue()));
    expect(await status()).to.equal('delivered');
    expect(await holds('A', 'custody/A/s/1/A')).to.equal(true);
  });

  it('is not delivered without, also while no title was issued', async () => {
    deliver();
    expect(await status()).to.equal('consigned');
    issue();
    deliver(undefined, 2);
    expect(await status()).to.equal('consigned');
    expect(await holds('A', 'custody/A/s/2/A')).to.equal(false);
  });

  it('is not delivered by another move, another title or a surrender that does not hold', async () => {
    const issued = issue();
    const other = issue('A/other', 'bl2');
    deliver(move('retire', issued), 1);
    deliver(move('surrender', other, 'm2', 'A/bl2/0'), 2);
    // The lot is spent by the first move.
    deliver(move('surrender', issued, 'm3'), 3);
    deliver(issued, 4);
    deliver('f'.repeat(64), 5);
    expect(await status()).to.equal('consigned');
  });

  it('has no title after it was given up, and none where it was consigned without', async () => {
    const waived = facts.add({
      type: 'shipment.amended',
      key: 'custody/A/s/1/A',
      body: {
        ...{ consignor: 'A', previous: consigned, corrects: consigned, reason: 'no letter of credit' },
        ...{ changes: {}, waivesTitle: true },
      },
    });
    const title = move('surrender', issue());
    expect(await holds('A', 'lots/A/bl')).to.equal(false);
    deliver(title, 2, waived);
    expect(await status()).to.equal('consigned');
    deliver(undefined, 3, waived);
    expect(await status()).to.equal('delivered');
    facts.add({ type: 'shipment.consigned', key: 'shipment/A/plain', body: shipment });
    issue('A/plain', 'late');
    expect(await holds('A', 'lots/A/late')).to.equal(false);
  });

  it('cannot give up a title that is there, nor change its goods while one may be', async () => {
    issue();
    const body = { consignor: 'A', previous: consigned, corrects: consigned, reason: 'x' };
    facts.add({
      type: 'shipment.amended',
      key: 'custody/A/s/1/A',
      body: { ...body, changes: { legs: [] }, waivesTitle: true },
    });
    facts.add({
      type: 'shipment.amended',
      key: 'custody/A/s/2/A',
      body: { ...body, changes: { destination: 'HEL' } },
    });
    facts.add({
      type: 'shipment.cancelled',
      key: 'custody/A/s/3/A',
      body: { ...body, waivesTitle: true },
    });
    expect(await status()).to.equal('consigned');
    for (const number of [1, 2, 3]) {
      expect(await holds('A', `custody/A/s/${number}/A`), String(number)).to.equal(false);
    }
    const surrender = move(
      'surrender',
      facts.add({
        type: 'lot.issued',
        key: 'lots/A/bl',
        body: {
          classId: 'A/bl',
          class: lotClass,
          lots: [{ holder: 'company:B', quantity: 1n, shipment: 'A/s' }],
        },
      }),
    );
    facts.add({ type: 'shipment.cancelled', key: 'custody/A/s/4/A', body: { ...body, surrender } });
    expect(await status()).to.equal('cancelled');
  });

  it('is not delivered where a title was sealed before a consignment without one', async () => {
    issue('A/early', 'early');
    const early = facts.add({ type: 'shipment.consigned', key: 'shipment/A/early', body: shipment });
    facts.add({
      type: 'shipment.delivered',
      key: 'custody/A/early/1/A',
      body: { consignee: 'A', previous: early, at, place: 'LAX' },
    });
    expect(await holds('A', 'lots/A/early')).to.equal(true);
    expect(await holds('A', 'custody/A/early/1/A')).to.equal(false);
  });
});
