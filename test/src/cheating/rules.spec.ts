import { expect } from 'chai';
import { custodyKey } from '@kontti/model';
import { describeOnNetwork } from '../engine/engine';
import { colluders, victim } from './consortium';
import { bareWrite, sealedForgery } from './forge';
import { claimsOf, codeOf, sealStatus } from './observe';
import { alpha, beta, createWorld, goodsOf, type World } from './world';

describeOnNetwork("cheating: around a company's rule of endorsement", () => {
  let world: World;
  before(async () => {
    world = await createWorld();
    const { companies } = world.consortium.client(victim);
    await companies.setRule({ assetType: 'shipment', version: 0, rule: "AND('{self}', '{custodian}')" });
  });
  after(() => world[Symbol.asyncDispose]());

  it("views written first do not switch a rule off: the rule's companies vouch for every move", async () => {
    const shipment = `${victim}/RULED`;
    const view = Buffer.from('{"protection":{"policy":"00","rule":null}}');
    const forgery = { writes: [bareWrite(`view/shipment/${shipment}`, view)] };
    expect(await world.consortium.forge({ forgery })).to.equal('VALID');
    const { consortium } = world;
    const { result } = await consortium.client(victim).shipments.consign(goodsOf(shipment, beta));
    await consortium.client(victim).shipments.offerCustody({ shipmentId: shipment, sequence: 1, to: alpha });
    const taken = await consortium
      .client(alpha)
      .shipments.acceptCustody({ shipmentId: shipment, sequence: 1 });
    const key = custodyKey.build({ shipment, number: 2, custodian: alpha });
    const content = {
      type: 'custody.offered',
      key,
      body: { from: alpha, to: beta, previous: taken.result.digest },
    } as const;
    const claims = await claimsOf(world, async () => {
      expect(await world.consortium.forge({ forgery: sealedForgery(content, [alpha]) })).to.equal('VALID');
    });
    expect(claims).to.deep.equal([{ proven: false, type: 'custody.offered', reason: 'void' }]);
    expect(await sealStatus(world, key)).to.equal('void');
    const offer = await consortium
      .client(alpha)
      .shipments.offerCustody({ shipmentId: shipment, sequence: 3, to: beta });
    const fact = await consortium.client(beta).companies.getFact({ key: offer.result.key });
    expect(fact.seals.map(({ mspId }) => mspId).sort()).to.deep.equal([alpha, victim].sort());
    expect(result.digest).to.not.equal(offer.result.digest);
  });

  it('a rule that names a company that does not exist is refused, and one that no company could meet', async () => {
    const { companies } = world.consortium.client(victim);
    const set = (rule: string) => companies.setRule({ assetType: 'reading', version: 0, rule });
    expect(await codeOf(set("AND('{self}', 'NoSuchMSP')"))).to.equal('UNKNOWN_COMPANY');
    expect(await codeOf(set("OutOf(3, '{self}', '{consignor}')"))).to.equal('RULE_UNREACHABLE');
    await set(`AND('{self}', '${colluders[0] ?? ''}')`);
  });

  it('a short rule with many combinations is answered like any other', async () => {
    const names = (prefix: string) => Array.from({ length: 9 }, (_, n) => `'${prefix}${n}'`).join(',');
    const rule = `AND(OutOf(4,${names('a')}),OutOf(4,${names('b')}),'a0')`;
    const { companies } = world.consortium.client(victim);
    const set = companies.setRule({ assetType: 'loyalty', version: 0, rule });
    expect(await codeOf(set)).to.equal('UNKNOWN_COMPANY');
  });
});
