import { expect } from 'chai';
import { policyToBytes } from '../policy/envelope.js';
import { publicId } from '../testing/memory-state.js';
import { COMPANIES, createWorld, planOf, shipmentOf, type World } from '../testing/world.js';

const { forwarder, airline, retailer } = COMPANIES;
const shipmentId = `${forwarder}/S-1`;
const VIEW = `view/shipment/${shipmentId}`;

describe('views', () => {
  let world: World;

  beforeEach(async () => {
    world = await createWorld();
  });

  const consign = async () =>
    await world.ledger.submit({
      as: world.admins.forwarder,
      method: 'shipment:Consign',
      request: shipmentOf('S-1'),
    });
  const setRule = async (version: number, rule: string) =>
    await world.ledger.submit({
      as: world.admins.forwarder,
      method: 'company:SetRule',
      request: { assetType: 'shipment', version, rule },
    });
  const offer = async () =>
    await world.ledger.submit({
      as: world.admins.forwarder,
      method: 'shipment:OfferCustody',
      request: { shipmentId, sequence: 1, to: airline },
    });
  const accept = async () =>
    await world.ledger.submit({
      as: world.admins.airline,
      method: 'shipment:AcceptCustody',
      request: { shipmentId, sequence: 1 },
    });
  const policy = () => world.ledger.state.policyOf(publicId(VIEW));

  it('stand under their owner’s peers where it has no rule', async () => {
    await consign();
    expect(policy()).to.deep.equal(Buffer.from(policyToBytes(forwarder)));
  });

  it('stand under the owner’s rule, and under its new parties when these change', async () => {
    await setRule(0, "AND('{self}', OR('{custodian}', '{consignee}'))");
    await consign();
    const before = { n: 2, of: [forwarder, retailer] };
    expect(policy()).to.deep.equal(Buffer.from(policyToBytes(before)));
    const offered = await offer();
    expect(offered.stub.writes.values.has(publicId(VIEW))).to.equal(true);
    expect(offered.stub.writes.policies.has(publicId(VIEW))).to.equal(false);
    await accept();
    const after = { n: 2, of: [forwarder, { n: 1, of: [airline, retailer] }] };
    expect(policy()).to.deep.equal(Buffer.from(policyToBytes(after)));
  });

  it('keep the rule under which they were written', async () => {
    await setRule(0, "AND('{self}', '{custodian}')");
    await consign();
    await setRule(1, "'{self}'");
    await offer();
    await accept();
    expect(policy()).to.deep.equal(Buffer.from(policyToBytes({ n: 2, of: [forwarder, airline] })));
  });

  it('are refused under a rule that their distinct parties cannot reach', async () => {
    await setRule(0, "OutOf(2, '{self}', '{custodian}')");
    const call = {
      as: world.admins.forwarder,
      method: 'shipment:Consign',
      request: shipmentOf('S-1'),
    };
    expect(await world.ledger.refusal(call)).to.include({ code: 'RULE_UNREACHABLE' });
  });

  it('of transports stand under a rule from the plan on, so that it governs the first update', async () => {
    const { ledger, admins } = world;
    const plan = async (id: string) =>
      await ledger.submit({
        as: admins.airline,
        method: 'shipment:PlanTransports',
        request: { ref: id, transports: [planOf(id)] },
      });
    const policyOf = (id: string) => ledger.state.policyOf(publicId(`view/transport/${airline}/${id}`));
    await plan('T-1');
    expect(policyOf('T-1')).to.equal(undefined);
    const rule = { assetType: 'transport', version: 0, rule: "AND('{operator}', 'AuditMSP')" };
    await ledger.submit({ as: admins.airline, method: 'company:SetRule', request: rule });
    await plan('T-2');
    const audited = policyToBytes({ n: 2, of: [airline, 'AuditMSP'] });
    expect(policyOf('T-2')).to.deep.equal(Buffer.from(audited));
    const update = { transportId: `${airline}/T-2`, sequence: 1, kind: 'cancelled' };
    const request = { ref: 'u', updates: [update] };
    const call = { as: admins.airline, method: 'shipment:UpdateTransports', request };
    const { stub } = await ledger.submit(call);
    expect(stub.writes.values.has(publicId(`view/transport/${airline}/T-2`))).to.equal(true);
  });

  it('are believed in nothing: a forged one changes no answer', async () => {
    await consign();
    await offer();
    world.ledger.state.overwrite(VIEW, Buffer.from('{"status":"delivered","custodian":"X","offers":99}'));
    const record = await world.ledger.evaluate<Record<string, unknown>>({
      as: world.admins.caterer,
      method: 'shipment:GetShipment',
      request: { shipmentId },
    });
    expect(record).to.include({ status: 'offered', custodian: forwarder, offeredTo: airline, offers: 1 });
  });

  it('of rules are hints: a forged number finds the latest rule all the same', async () => {
    await setRule(0, "'{self}'");
    await setRule(1, "AND('{self}', '{consignee}')");
    for (const latest of [0, 1, 2, 999, -1, 0.5, '1', null]) {
      const view = Buffer.from(JSON.stringify({ latest }));
      world.ledger.state.overwrite(`view/rule/${forwarder}/shipment`, view);
      const request = { mspId: forwarder, assetType: 'shipment' };
      const rule = await world.ledger.evaluate<Record<string, unknown>>({
        as: world.admins.caterer,
        method: 'company:GetRule',
        request,
      });
      expect(rule, String(latest)).to.include({ version: 1 });
    }
  });
});
