import { expect } from 'chai';
import { COMPANIES, HOUR_MS, NOON_MS, createWorld, planOf, shipmentOf } from './testing/world';
import { createLotWorld } from './testing/lot-world';
import { createLoyaltyWorld, earnedBy } from './testing/loyalty-world';
import type { Simulation } from './testing/memory-ledger';
import { createProductWorld, CHALLENGED } from './testing/product-world';
import { batchOf, createReadingWorld } from './testing/reading-world';

/**
 * What a transaction costs peers whose state database is asked for each absent key. Every key that is written costs two answers
 * that it is not there at each peer that endorses and two at each that commits it; every absent key that is read one at each that endorses.
 */
interface Cost {
  /** Bytes of facts, and what belongs to them. */
  readonly facts: number;
  /** Entries of lists. */
  readonly entries: number;
  readonly seals: number;
  /** Keys that were read and not there, those of the seals included. */
  readonly absent: number;
}

function costOf({ stub }: Simulation): Cost {
  const keys = stub.writes.filter(({ collection }) => collection === undefined).map(({ key }) => key);
  return {
    facts: keys.filter((key) => key.startsWith('fact/')).length,
    entries: keys.filter((key) => key.startsWith('idx/')).length,
    seals: stub.writes.length - keys.length,
    absent: stub.reads.filter(({ version }) => version === undefined).length,
  };
}

const BULK = 100;
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Exact: a key more is a cost that somebody has to want. */
describe('the keys of', () => {
  it('company data are one seal each, and one for each place', async () => {
    const { ledger, admins } = await createWorld();
    const as = admins.forwarder;
    const code = (index: number): string =>
      `FI${String.fromCharCode(65 + Math.floor(index / 26), 65 + (index % 26))}A`;
    const places = times(BULK, (index) => ({ code: code(index), name: 'Example' }));
    const placed = await ledger.submit({
      as,
      method: 'company:RegisterPlaces',
      request: { ref: 'p', places },
    });
    expect(costOf(placed)).to.deep.equal({ facts: 1, entries: 0, seals: BULK + 1, absent: BULK + 1 });
  });

  it('100 transports of a day are their addresses, and one entry of each list', async () => {
    const { ledger, admins } = await createWorld();
    const as = admins.airline;
    const transports = times(BULK, (index) => planOf(`T-${index}`, NOON_MS + index * 60_000));
    const planned = await ledger.submit({ as, method: 'transport:Plan', request: { ref: 'p', transports } });
    expect(costOf(planned)).to.deep.equal({ facts: 1, entries: 2, seals: BULK + 1, absent: BULK + 2 });
    const updates = transports.map(({ transportId, departurePlanned: departure }) => ({
      ...{ transportId, sequence: 1, kind: 'departed', departure },
    }));
    const updated = await ledger.submit({ as, method: 'transport:Update', request: { ref: 'u', updates } });
    expect(costOf(updated)).to.deep.equal({ facts: 1, entries: 0, seals: BULK + 1, absent: BULK + 1 });
    const days = times(10, (index) => planOf(`D-${index}`, NOON_MS + index * 24 * HOUR_MS));
    const spread = await ledger.submit({
      as,
      method: 'transport:Plan',
      request: { ref: 'd', transports: days },
    });
    expect(costOf(spread)).to.deep.equal({ facts: 1, entries: 20, seals: 11, absent: 12 });
  });

  it('a shipment are one entry for each company, leg, container and time', async () => {
    const { ledger, admins } = await createWorld();
    const as = admins.forwarder;
    const request = shipmentOf('S-1');
    const { shipmentId } = request;
    const consigned = await ledger.submit({ as, method: 'shipment:Consign', request });
    // The second seal has the place of the title that the shipment never gets.
    expect(costOf(consigned)).to.deep.equal({ facts: 1, entries: 4, seals: 2, absent: 3 });
    const offer = { shipmentId, sequence: 1, to: COMPANIES.airline };
    const offered = await ledger.submit({ as, method: 'shipment:OfferCustody', request: offer });
    expect(costOf(offered)).to.deep.equal({ facts: 1, entries: 0, seals: 1, absent: 1 });
    const acceptance = { shipmentId, sequence: 1 };
    const accepted = await ledger.submit({
      as: admins.airline,
      method: 'shipment:AcceptCustody',
      request: acceptance,
    });
    expect(costOf(accepted)).to.deep.equal({ facts: 1, entries: 1, seals: 2, absent: 2 });
  });

  it('100 lots are a marker for each journey, and one entry for each holder', async () => {
    const world = await createLoyaltyWorld();
    const { anna, bert } = world;
    const earned = times(BULK, (index) => earnedBy(index % 2 === 0 ? anna : bert, `T-${index}`));
    const accrued = await world.accrue('a', ...earned);
    expect(costOf(accrued)).to.deep.equal({ facts: 1, entries: 2, seals: BULK + 1, absent: BULK + 2 });
    const redeemed = await world.redeem('r', ['a/0', 'a/2'], 5000n);
    expect(costOf(redeemed)).to.deep.equal({ facts: 1, entries: 4, seals: 4, absent: 5 });
  });

  it('lots of a class are one entry for each holder, and a marker for each that is spent', async () => {
    const world = await createLotWorld();
    const { airline, caterer } = COMPANIES;
    const as = world.admins.airline;
    const lots = times(4, () => ({ holder: `company:${airline}`, quantity: '10' }));
    const classId = `${airline}/credit`;
    const request = { classId, ref: 'i', version: 0, lots };
    const issued = await world.ledger.submit({ as, method: 'lot:Issue', request });
    expect(costOf(issued)).to.deep.equal({ facts: 1, entries: 1, seals: 1, absent: 2 });
    const move = { ref: 'm', kind: 'transfer', inputs: [`${airline}/i/0`, `${airline}/i/1`] } as const;
    const moving = await world.moving('airline', {
      ...move,
      outputs: [
        [`company:${caterer}`, 15],
        [`company:${airline}`, 5],
      ],
    });
    const moved = await world.ledger.submit({ as, method: 'lot:Move', request: moving });
    expect(costOf(moved)).to.deep.equal({ facts: 1, entries: 2, seals: 3, absent: 3 });
  });

  it('a batch of readings are its address, and one entry of each list; its device is asked for a change', async () => {
    const world = await createReadingWorld();
    const { text } = batchOf(world, { temperatures: [4000, 9000] });
    const as = world.admins.forwarder;
    const submitted = await world.ledger.submit({
      as,
      method: 'reading:Submit',
      request: { batches: [text] },
    });
    // Absent beside the seals: the device's revocation, and its next change.
    expect(costOf(submitted)).to.deep.equal({ facts: 2, entries: 3, seals: 2, absent: 4 });
  });

  it('1,000 items are one entry and a marker of their run', async () => {
    const { ledger, admins } = await createProductWorld();
    const request = { classId: CHALLENGED, version: 0, ref: 'more', run: { first: 9000, count: 1000 } };
    const made = await ledger.submit({ as: admins.forwarder, method: 'product:Make', request });
    expect(costOf(made)).to.deep.equal({ facts: 1, entries: 1, seals: 2, absent: 3 });
  });
});
