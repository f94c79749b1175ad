import { expect } from 'chai';
import { readVectors } from '../testing/vectors';
import { bytesToFact } from './codec';
import { assetsOf, eventsOf, furtherSealsOf } from './registry';

/** What a fact is: the histories that show it, what else its vouchers seal, and how many entries its list has where each is an event. */
interface Parts {
  readonly assets: readonly string[];
  readonly seals?: readonly string[];
  readonly entries?: number;
}

const [abab, cdcd, dddd] = ['ab'.repeat(16), 'cd'.repeat(32), 'dd'.repeat(32)];
const corrected = 'f9f83e12048837bf474db7cfa28897632b05481b200ed0b9d267d52ea368f67c';

const PARTS: Readonly<Record<string, Parts>> = {
  'company/KouvolaMSP/0': { assets: ['company/KouvolaMSP'] },
  'rule/KouvolaMSP/shipment/0': { assets: ['company/KouvolaMSP'] },
  'places/KouvolaMSP/P-1': {
    assets: ['company/KouvolaMSP'],
    seals: ['KouvolaMSP place/KouvolaMSP/FIKVL', 'KouvolaMSP place/KouvolaMSP/JFK'],
    entries: 2,
  },
  'device/KouvolaMSP/d-1': { assets: ['device/KouvolaMSP/d-1'] },
  'device/KouvolaMSP/d-1/revoked': { assets: ['device/KouvolaMSP/d-1'] },
  'transports/AirMSP/F-1': {
    assets: ['transport/AirMSP/f-1'],
    seals: ['AirMSP transport/AirMSP/f-1'],
    entries: 1,
  },
  'updates/AirMSP/U-1': {
    assets: ['transport/AirMSP/f-1', 'transport/AirMSP/f-1'],
    seals: ['AirMSP update/AirMSP/f-1/1', 'AirMSP update/AirMSP/f-1/2'],
    entries: 2,
  },
  'shipment/KouvolaMSP/S-1': {
    assets: ['shipment/KouvolaMSP/S-1'],
    seals: ['KouvolaMSP title/KouvolaMSP/S-1'],
  },
  'shipment/KouvolaMSP/S-8': { assets: ['shipment/KouvolaMSP/S-8'] },
  'consignments/KouvolaMSP/week-7': {
    assets: ['shipment/KouvolaMSP/S-9', 'shipment/KouvolaMSP/S-10'],
    seals: [
      'KouvolaMSP shipment/KouvolaMSP/S-9',
      'KouvolaMSP shipment/KouvolaMSP/S-10',
      'KouvolaMSP title/KouvolaMSP/S-9',
    ],
    entries: 2,
  },
  'custody/KouvolaMSP/S-9/2/AirMSP': { assets: ['shipment/KouvolaMSP/S-9'] },
  'custody/KouvolaMSP/S-10/1/KouvolaMSP': {
    assets: ['shipment/KouvolaMSP/S-10'],
    seals: ['KouvolaMSP title/KouvolaMSP/S-10'],
  },
  'grant/KouvolaMSP/S-1/AuditMSP': { assets: ['shipment/KouvolaMSP/S-1'] },
  'milestones/AirMSP/M-1': { assets: ['shipment/KouvolaMSP/S-1'], entries: 1 },
  'custody/KouvolaMSP/S-1/1/KouvolaMSP': { assets: ['shipment/KouvolaMSP/S-1'] },
  'custody/KouvolaMSP/S-1/1/KouvolaMSP/end': { assets: ['shipment/KouvolaMSP/S-1'] },
  'custody/KouvolaMSP/S-1/2/KouvolaMSP/end': { assets: ['shipment/KouvolaMSP/S-1'] },
  'custody/KouvolaMSP/S-1/3/ShopMSP': { assets: ['shipment/KouvolaMSP/S-1'] },
  'terms/AirMSP/miles/0': { assets: ['programme/AirMSP/miles'] },
  'lots/AirMSP/A-1': {
    assets: ['lot/AirMSP/A-1/0'],
    seals: [`AirMSP journey/AirMSP/miles/${dddd}`],
    entries: 1,
  },
  'spend/AirMSP/T-1': {
    assets: ['lot/AirMSP/A-1/0', 'lot/AirMSP/T-1/s0', 'lot/AirMSP/T-1/s1'],
    seals: ['AirMSP spent/AirMSP/A-1/0'],
  },
  'spend/AirMSP/R-1': {
    assets: ['lot/AirMSP/T-1/s0', 'lot/AirMSP/R-1/s0'],
    seals: ['AirMSP spent/AirMSP/T-1/s0'],
  },
  'settlement/CatererMSP/X-1': { assets: ['settlement/CatererMSP/X-1'] },
  'settlement/CatererMSP/X-1/accepted/AirMSP': {
    assets: ['settlement/CatererMSP/X-1'],
    seals: ['CatererMSP settled/AirMSP/R-1/0', 'AirMSP settled/AirMSP/R-1/0'],
  },
  'anchors/KouvolaMSP/PO-1': {
    assets: ['record/KouvolaMSP/PO-1/0', 'record/KouvolaMSP/PO-1/1'],
    entries: 2,
  },
  'acknowledgements/ShopMSP/A-1': {
    assets: ['record/KouvolaMSP/PO-1/0', 'record/KouvolaMSP/PO-1/0'],
    seals: [
      'ShopMSP acknowledged/KouvolaMSP/PO-1/0/ShopMSP/receipt',
      'ShopMSP acknowledged/KouvolaMSP/PO-1/0/ShopMSP/answer',
    ],
    entries: 2,
  },
  'corrections/KouvolaMSP/C-1': {
    assets: ['correction/KouvolaMSP/C-1'],
    seals: [`KouvolaMSP corrected/${corrected}/0/KouvolaMSP`, `KouvolaMSP corrected/${corrected}/KouvolaMSP`],
    entries: 2,
  },
  'commitments/KouvolaMSP/M-1': {
    assets: [`record/KouvolaMSP/${abab}`, `record/KouvolaMSP/${cdcd}`],
    seals: [`KouvolaMSP published/KouvolaMSP/${abab}`, `KouvolaMSP published/KouvolaMSP/${cdcd}`],
    entries: 2,
  },
  [`erased/KouvolaMSP/${abab}`]: { assets: [`record/KouvolaMSP/${abab}`] },
  'class/AirMSP/credit/0': { assets: ['class/AirMSP/credit'] },
  'lots/AirMSP/L-1': {
    assets: ['lot/AirMSP/L-1/0', 'lot/AirMSP/L-1/1'],
    seals: ['AirMSP title/AirMSP/S-1'],
    entries: 2,
  },
  'moves/AirMSP/M-1': {
    assets: ['lot/AirMSP/L-1/0', 'lot/AirMSP/M-1/m0', 'lot/AirMSP/M-1/m1'],
    seals: ['AirMSP spent/AirMSP/L-1/0'],
  },
  'moves/BankMSP/M-2': {
    assets: ['lot/ShopMSP/M-1/m0', 'lot/ShopMSP/D-1/0', 'lot/BankMSP/M-2/m0'],
    seals: ['BankMSP spent/ShopMSP/M-1/m0', 'BankMSP spent/ShopMSP/D-1/0'],
  },
  'deal/ShopMSP/T-1': { assets: ['deal/ShopMSP/T-1', 'lot/ShopMSP/M-1/m0', 'lot/BankMSP/T-0/d3'] },
  'deal/ShopMSP/T-1/agreed/BankMSP': { assets: ['deal/ShopMSP/T-1'] },
  'deal/ShopMSP/T-1/end': {
    assets: ['deal/ShopMSP/T-1', 'lot/ShopMSP/M-1/m0', 'lot/BankMSP/T-0/d3', 'lot/ShopMSP/T-1/d0'],
    seals: ['ShopMSP spent/ShopMSP/M-1/m0', 'BankMSP spent/BankMSP/T-0/d3'],
  },
  'deal/ShopMSP/T-2/end': { assets: ['deal/ShopMSP/T-2'] },
  'deal/AirMSP/N-1': { assets: ['deal/AirMSP/N-1', 'lot/AirMSP/o-1/0'] },
  'deal/AirMSP/N-1/end': {
    assets: ['deal/AirMSP/N-1', 'lot/AirMSP/o-1/0', 'lot/AirMSP/N-1/d0'],
    seals: ['ShopMSP spent/AirMSP/o-1/0'],
  },
  'dispute/AirMSP/o-1/0/ShopMSP': { assets: ['lot/AirMSP/o-1/0'] },
  'dispute/AirMSP/o-1/0/ShopMSP/end': { assets: ['lot/AirMSP/o-1/0'] },
  'product/KouvolaMSP/cell/0': { assets: ['product/KouvolaMSP/cell'] },
  'items/KouvolaMSP/B-17': {
    assets: ['product/KouvolaMSP/cell', 'items/KouvolaMSP/B-17'],
    seals: ['KouvolaMSP run/KouvolaMSP/cell/5'],
  },
  'items/AirMSP/W-1': {
    assets: ['product/AirMSP/watch', 'items/AirMSP/W-1'],
    seals: ['AirMSP serial/AirMSP/watch/W-1', 'AirMSP serial/AirMSP/watch/W-2'],
  },
  'items/KouvolaMSP/B-18': { assets: ['product/KouvolaMSP/cell', 'items/KouvolaMSP/B-18'] },
  'links/ShopMSP/L-1': {
    assets: ['links/ShopMSP/L-1', 'items/ShopMSP/packs', 'items/KouvolaMSP/B-17', 'items/AirMSP/W-1'],
    seals: ['AirMSP step/AirMSP/W-1/0/1'],
    entries: 2,
  },
  'links/ShopMSP/L-2': {
    assets: ['links/ShopMSP/L-2', 'items/ShopMSP/packs', 'items/KouvolaMSP/B-17'],
    entries: 1,
  },
  'marks/ShopMSP/S-1': {
    assets: ['items/AirMSP/W-1', 'items/KouvolaMSP/B-17'],
    seals: ['AirMSP step/AirMSP/W-1/1/1'],
    entries: 2,
  },
  'recall/KouvolaMSP/R-1': {
    assets: ['recall/KouvolaMSP/R-1', 'product/KouvolaMSP/cell', 'items/KouvolaMSP/B-17'],
  },
  'answers/ShopMSP/A-1': { assets: ['recall/KouvolaMSP/R-1'] },
  'contradiction/AirMSP/C-1': { assets: ['contradiction/AirMSP/C-1', 'items/KouvolaMSP/B-17'] },
  'contradiction/AirMSP/C-2': { assets: ['contradiction/AirMSP/C-2'] },
};

describe('facts and what they are about', () => {
  const vectors = ['facts-v1', 'facts-v2'].flatMap((name) => readVectors<{ readonly json: string }>(name));
  const byKey = new Map(
    vectors.map(({ json }) => bytesToFact(Buffer.from(json))).map((fact) => [fact.key, fact]),
  );

  for (const [key, { assets, seals = [], entries }] of Object.entries(PARTS)) {
    it(`are shown, sealed and reported as they should be: ${key}`, () => {
      const fact = byKey.get(key);
      if (fact === undefined) throw new TypeError(`no frozen fact ${key}`);
      expect(assetsOf(fact)).to.deep.equal(assets);
      expect(furtherSealsOf(fact).map((seal) => `${seal.mspId} ${seal.key}`)).to.deep.equal(seals);
      const events = eventsOf(fact);
      if (entries === undefined) {
        expect(events).to.deep.equal([{ body: fact.body }]);
      } else {
        expect(events.map(({ index }) => index)).to.deep.equal([...Array(entries).keys()]);
        for (const { body } of events) expect(body).not.to.be.empty;
      }
    });
  }

  it('report each entry with what the whole fact says of it', () => {
    const eventOf = (key: string, index: number): object | undefined => {
      const fact = byKey.get(key);
      return fact && eventsOf(fact)[index]?.body;
    };
    expect(eventOf('links/ShopMSP/L-1', 1)).to.include({ kind: 'installed', action: 'add', number: 1 });
    expect(eventOf('lots/AirMSP/L-1', 1)).to.include({
      ...{ lotId: 'AirMSP/L-1/1', classId: 'AirMSP/credit', shipment: 'AirMSP/S-1' },
    });
    expect(eventOf('lots/AirMSP/A-1', 0)).to.include({ lotId: 'AirMSP/A-1/0', programme: 'AirMSP/miles' });
    expect(eventOf('anchors/KouvolaMSP/PO-1', 1)).to.include({ recordId: 'KouvolaMSP/PO-1/1' });
    expect(eventOf('marks/ShopMSP/S-1', 0)).to.include({ items: 'AirMSP/W-1/1', number: 1 });
  });
});
