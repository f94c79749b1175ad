import { sealCollectionName, type ShipmentRecord } from '@kontti/model';
import { expect } from 'chai';
import { forgedFact } from '../testing/forged-fact';
import {
  COMPANIES,
  NOON_MS,
  createWorld,
  planOf,
  shipmentOf,
  type Company,
  type World,
} from '../testing/world';

const { airline, caterer, forwarder, retailer } = COMPANIES;

describe('a company’s rule', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  const call = (by: Company, method: string, request: object) => ({ as: world.admins[by], method, request });
  const submit = async (by: Company, method: string, request: object) =>
    await world.ledger.submit(call(by, method, request));
  /** The companies whose seals a call writes. */
  const sealers = async (by: Company, method: string, request: object) => {
    const { stub } = await submit(by, method, request);
    const collections = new Set(stub.writes.flatMap(({ collection = [] }) => collection));
    return Object.values(COMPANIES).filter((mspId) => collections.has(sealCollectionName(mspId)));
  };
  const setRule = (by: Company, assetType: string, version: number, rule: string) =>
    submit(by, 'company:SetRule', { assetType, version, rule });
  const shipmentId = `${forwarder}/S-1`;

  it('demands seals of the consignment and of every move of custody', async () => {
    await setRule('forwarder', 'shipment', 0, `AND('{self}', '{custodian}', '{consignee}', '${caterer}')`);
    expect(await sealers('forwarder', 'shipment:Consign', shipmentOf('S-1'))).to.have.members([
      ...[forwarder, retailer, caterer],
    ]);
    const move = { shipmentId, sequence: 1 };
    expect(await sealers('forwarder', 'shipment:OfferCustody', { ...move, to: airline })).to.have.members([
      ...[forwarder, retailer, caterer],
    ]);
    const all = [forwarder, airline, retailer, caterer];
    expect(await sealers('airline', 'shipment:AcceptCustody', move)).to.have.members(all);
    const next = { shipmentId, sequence: 2 };
    expect(await sealers('airline', 'shipment:OfferCustody', { ...next, to: retailer })).to.have.members(all);
    expect(await sealers('airline', 'shipment:WithdrawOffer', next)).to.have.members(all);
    const last = { shipmentId, sequence: 3 };
    await submit('airline', 'shipment:OfferCustody', { ...last, to: retailer });
    await submit('retailer', 'shipment:AcceptCustody', last);
    const delivery = { shipmentId, at: NOON_MS, place: 'LAX' };
    expect(await sealers('retailer', 'shipment:Deliver', delivery)).to.have.members([
      ...[forwarder, retailer, caterer],
    ]);
    const request = { shipmentId };
    const shipment = await world.ledger.evaluate<ShipmentRecord>(
      call('airline', 'shipment:GetShipment', request),
    );
    expect(shipment).to.include({ status: 'delivered', moves: 4 });
  });

  it('demands seals of plans, updates and devices', async () => {
    await setRule('airline', 'transport', 0, `AND('{operator}', '${caterer}')`);
    await setRule('airline', 'reading', 0, `AND('{self}', '${retailer}')`);
    const planning = { ref: 'p', transports: [planOf('T-1')] };
    expect(await sealers('airline', 'transport:Plan', planning)).to.have.members([airline, caterer]);
    const updates = [{ transportId: `${airline}/T-1`, sequence: 1, kind: 'cancelled' }];
    expect(await sealers('airline', 'transport:Update', { ref: 'u', updates })).to.have.members([
      airline,
      caterer,
    ]);
    const publicKey = 'MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=';
    const device = { deviceId: `${airline}/D-1`, publicKey };
    expect(await sealers('airline', 'company:RegisterDevice', device)).to.have.members([airline, retailer]);
  });

  it('governs what is made from then on, and nothing that was made before', async () => {
    await submit('forwarder', 'shipment:Consign', shipmentOf('S-1'));
    await setRule('forwarder', 'shipment', 0, `AND('{self}', '${caterer}')`);
    const offer = { shipmentId, sequence: 1, to: airline };
    expect(await sealers('forwarder', 'shipment:OfferCustody', offer)).to.have.members([forwarder]);
    await submit('forwarder', 'shipment:Consign', shipmentOf('S-2'));
    await setRule('forwarder', 'shipment', 1, "'{self}'");
    const other = { shipmentId: `${forwarder}/S-2`, sequence: 1, to: airline };
    expect(await sealers('forwarder', 'shipment:OfferCustody', other)).to.have.members([forwarder, caterer]);
  });

  it('that no company can keep with these parties refuses the request, and no other one', async () => {
    await setRule('forwarder', 'shipment', 0, "OutOf(2, '{self}', '{custodian}')");
    expect(await world.ledger.refusal(call('forwarder', 'shipment:Consign', shipmentOf('S-1')))).to.include({
      code: 'RULE_UNREACHABLE',
      field: 'rule',
    });
    await setRule('forwarder', 'shipment', 1, "AND('{self}', '{consignee}')");
    await submit('forwarder', 'shipment:Consign', shipmentOf('S-1'));
  });

  it('is kept by readers too: what its companies did not seal is void', async () => {
    const { result } = await setRule('forwarder', 'shipment', 0, `AND('{self}', '${caterer}')`);
    const { digest: rule } = result as { digest: string };
    const { shipmentId: id, ...body } = shipmentOf('S-1');
    const forged = forgedFact({
      type: 'shipment.consigned',
      key: `shipment/${id}`,
      rule,
      body: body as never,
    });
    const coalition = Object.values(COMPANIES).filter((mspId) => mspId !== caterer);
    expect(world.ledger.forge({ coalition, writes: forged.writes })).to.equal('VALID');
    const status = await world.ledger.evaluate(call('airline', 'company:GetFactStatus', { key: forged.key }));
    expect(status).to.include({ status: 'void' });
    const refusal = await world.ledger.refusal(call('airline', 'shipment:GetShipment', { shipmentId }));
    expect(refusal).to.include({ code: 'UNKNOWN_SHIPMENT' });
  });

  it('that a company seals without sense is no rule, and breaks no reader', async () => {
    const hash = Buffer.alloc(32, 9);
    const writes = [
      { collection: sealCollectionName(forwarder), key: `rule/${forwarder}/shipment/0`, value: hash },
    ];
    world.ledger.forge({ coalition: [forwarder], writes });
    await submit('forwarder', 'shipment:Consign', shipmentOf('S-1'));
    await setRule('forwarder', 'shipment', 1, "'{self}'");
  });
});
