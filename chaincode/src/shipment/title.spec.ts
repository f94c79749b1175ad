import type { FactReceipt, ShipmentRecord } from '@kontti/model';
import { expect } from 'chai';
import { createLotWorld, type LotWorld } from '../testing/lot-world';
import { COMPANIES, NOON_MS, shipmentOf } from '../testing/world';

const { airline, retailer, caterer } = COMPANIES;
const titles = `${airline}/bl`;
const shipmentId = `${airline}/S-1`;

describe('a shipment against a title', () => {
  let world: LotWorld;

  beforeEach(async () => {
    world = await createLotWorld();
    await world.submit('airline', 'lot:SetClass', {
      ...{ classId: titles, version: 0, kind: 'title', unit: 'title', holders: 'company', transfer: 'free' },
      ...{ partners: [], redeemAt: [] },
    });
  });

  const consign = (change: object = {}) =>
    world.submit('airline', 'shipment:Consign', {
      ...shipmentOf('S-1'),
      shipmentId,
      againstTitle: true,
      ...change,
    });
  const lots = [{ holder: `company:${caterer}`, quantity: '1', shipment: shipmentId }];
  const issue = () => world.issue('bl', lots, titles);
  const handOver = async () => {
    await world.submit('airline', 'shipment:OfferCustody', { shipmentId, sequence: 1, to: retailer });
    await world.submit('retailer', 'shipment:AcceptCustody', { shipmentId, sequence: 1 });
  };
  const surrender = () =>
    world.move('caterer', { classId: titles, ref: 'goods', kind: 'surrender', inputs: [`${airline}/bl/0`] });
  const delivery = (digest?: string) => ({
    ...{ shipmentId, at: NOON_MS, place: 'LAX' },
    ...(digest === undefined ? {} : { surrender: digest }),
  });
  const refused = async (by: 'retailer' | 'airline', method: string, request: object) => {
    const { code, field } = await world.refusal(by, method, request);
    return `${code} ${field}`;
  };
  const get = () => world.evaluate<ShipmentRecord>('shipment:GetShipment', { shipmentId });
  const deliver = (digest?: string): Promise<FactReceipt> =>
    world.submit('retailer', 'shipment:Deliver', delivery(digest));

  it('is delivered once the title is surrendered, by the move that did it', async () => {
    await consign();
    const { digest: issued } = await issue();
    await handOver();
    const missing = 'TITLE_NOT_SURRENDERED surrender';
    expect(await refused('retailer', 'shipment:Deliver', delivery())).to.equal(missing);
    expect(await refused('retailer', 'shipment:Deliver', delivery(issued))).to.equal(missing);
    expect(await refused('retailer', 'shipment:Deliver', delivery('f'.repeat(64)))).to.equal(missing);
    const { digest } = await surrender();
    const receipt = await deliver(digest);
    expect(await get()).to.include({ status: 'delivered', deliveredAt: NOON_MS });
    expect(await deliver(digest)).to.deep.equal(receipt);
  });

  it('waits for the title also while none was issued, until the consignor gives it up', async () => {
    await consign();
    await handOver();
    expect(await refused('retailer', 'shipment:Deliver', delivery())).to.equal(
      'TITLE_NOT_SURRENDERED surrender',
    );
    const waiver = { shipmentId, sequence: 2, reason: 'no bank asks for it', changes: {} };
    await world.submit('airline', 'shipment:Amend', { ...waiver, waivesTitle: true });
    await deliver();
    expect((await get()).status).to.equal('delivered');
    const late = { classId: titles, ref: 'late', version: 0, lots };
    expect(await refused('airline', 'lot:Issue', late)).to.equal('ALREADY_EXISTS lots[0].shipment');
  });

  it('keeps its goods, and is neither given up nor cancelled, while a title is out', async () => {
    await consign();
    await issue();
    const amendment = { shipmentId, sequence: 1, reason: 'x', changes: { destination: 'JFK' } };
    expect(await refused('airline', 'shipment:Amend', amendment)).to.equal(
      'TITLE_NOT_SURRENDERED changes.destination',
    );
    expect(await refused('airline', 'shipment:Amend', { ...amendment, waivesTitle: true })).to.equal(
      'TITLE_NOT_SURRENDERED shipmentId',
    );
    const cancellation = { shipmentId, reason: 'x' };
    expect(await refused('airline', 'shipment:Cancel', cancellation)).to.equal(
      'TITLE_NOT_SURRENDERED shipmentId',
    );
    const { digest } = await surrender();
    await world.submit('airline', 'shipment:Cancel', { ...cancellation, surrender: digest });
    expect((await get()).status).to.equal('cancelled');
  });

  it('never has a title where it was consigned without, or was cancelled', async () => {
    await consign({ againstTitle: false });
    const late = { classId: titles, ref: 'late', version: 0, lots };
    expect(await refused('airline', 'lot:Issue', late)).to.equal('ALREADY_EXISTS lots[0].shipment');
    const other = `${airline}/S-2`;
    await consign({ shipmentId: other });
    await world.submit('airline', 'shipment:Cancel', { shipmentId: other, reason: 'not wanted' });
    const title = { ...late, lots: [{ ...lots[0], shipment: other }] };
    expect(await refused('airline', 'lot:Issue', title)).to.equal('ALREADY_EXISTS lots[0].shipment');
  });

  it('is consigned against it where the title came first', async () => {
    await issue();
    const plain = { ...shipmentOf('S-1'), shipmentId };
    expect(await refused('airline', 'shipment:Consign', plain)).to.equal('ALREADY_EXISTS againstTitle');
    await consign();
    expect((await get()).shipment.againstTitle).to.equal(true);
  });
});
