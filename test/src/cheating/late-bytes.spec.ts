import { custodyEndKey, custodyKey, factDigest } from '@kontti/model';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { victim } from './consortium';
import { bytesWrite, factBytes, sealWrite, sealedForgery, unprotected } from './forge';
import { codeOf } from './observe';
import { PLACES, alpha, beta, createWorld, goodsOf, type World } from './world';

describeOnNetwork('cheating: seals whose bytes come late, or that can be taken back', () => {
  let world: World;
  before(async () => {
    world = await createWorld();
    await world.consortium.client(alpha).companies.registerPlaces({ ref: 'places', places: PLACES });
  });
  after(() => world[Symbol.asyncDispose]());

  const forge = (forgery: Parameters<World['consortium']['forge']>[0]['forgery'], endorsers?: string[]) =>
    world.consortium.forge({ forgery, ...(endorsers === undefined ? {} : { endorsers }) });
  const custodian = async (shipmentId: string) =>
    (await world.consortium.client(victim).shipments.getCustody({ shipmentId })).custodian;
  const offerTo = (to: string, offered: { shipment: string; number: number; previous: string }) => {
    const { shipment, number, previous } = offered;
    const key = custodyKey.build({ shipment, number, custodian: alpha });
    return { type: 'custody.offered', key, body: { from: alpha, to, previous } } as const;
  };

  it('an offer whose bytes are shown after another one was accepted does not take custody back', async () => {
    const own = world.consortium.client(alpha);
    const shipment = `${alpha}/LATE-1`;
    const { result } = await own.shipments.consign(goodsOf(shipment, victim));
    const offered = offerTo(beta, { shipment, number: 1, previous: result.digest });
    const bytes = factBytes(offered);
    const seal = sealWrite({ mspId: alpha, key: offered.key, bytes });
    expect(await forge({ writes: [seal] }, [alpha])).to.equal('VALID');
    await own.shipments.offerCustody({ shipmentId: shipment, sequence: 2, to: victim });
    await world.consortium.client(victim).shipments.acceptCustody({ shipmentId: shipment, sequence: 2 });
    expect(await custodian(shipment)).to.equal(victim);
    expect(await forge({ writes: [bytesWrite(bytes)] })).to.equal('ENDORSEMENT_POLICY_FAILURE');
    const accepted = {
      type: 'custody.accepted',
      key: custodyEndKey.build({ shipment, number: 1, custodian: alpha }),
      body: { from: alpha, to: beta, offer: factDigest(bytes) },
    } as const;
    expect(await forge(sealedForgery(accepted, [alpha, beta]))).to.equal('VALID');
    expect(await custodian(shipment)).to.equal(victim);
  });

  it('an offer behind a number that may still be filled cannot be accepted', async () => {
    const shipment = `${alpha}/LATE-2`;
    const { result } = await world.consortium.client(alpha).shipments.consign(goodsOf(shipment, victim));
    const previous = result.digest;
    const first = offerTo(beta, { shipment, number: 1, previous });
    const seal = sealWrite({ mspId: alpha, key: first.key, bytes: factBytes(first) });
    expect(await forge({ writes: [seal] }, [alpha])).to.equal('VALID');
    const second = offerTo(victim, { shipment, number: 2, previous });
    expect(await forge(sealedForgery(second, [alpha]))).to.equal('VALID');
    const { shipments } = world.consortium.client(victim);
    const accepting = shipments.acceptCustody({ shipmentId: shipment, sequence: 2 });
    expect(await codeOf(accepting)).to.equal('NOT_FOUND');
    expect(await forge({ writes: [bytesWrite(factBytes(first))] })).to.equal('VALID');
    const { handovers } = await shipments.getCustody({ shipmentId: shipment });
    expect(handovers.map(({ to, status }) => [to, status])).to.deep.equal([[beta, 'open']]);
  });

  it('a consignment whose seal or bytes its consignor could take back is nothing to build on', async () => {
    for (const [index, isOpen] of [
      (collection?: string) => collection === undefined,
      (collection?: string) => collection !== undefined,
    ].entries()) {
      const shipmentId = `${alpha}/LATE-3-${index}`;
      const { shipmentId: id, ...body } = goodsOf(shipmentId, victim);
      const consigned = { type: 'shipment.consigned', key: `shipment/${id}`, body: body as never } as const;
      const forgery = sealedForgery(consigned, [alpha]);
      const { writes } = forgery;
      const open = writes.map((write) => (isOpen(write.collection) ? unprotected(write) : write));
      expect(await forge({ ...forgery, writes: open })).to.equal('VALID');
      const { shipments } = world.consortium.client(victim);
      expect(await codeOf(shipments.get({ shipmentId }))).to.equal('UNKNOWN_SHIPMENT');
      const previous = factDigest(factBytes(consigned));
      const offered = offerTo(victim, { shipment: shipmentId, number: 1, previous });
      expect(await forge(sealedForgery(offered, [alpha]))).to.equal('VALID');
      expect(await codeOf(shipments.acceptCustody({ shipmentId, sequence: 1 }))).to.equal('UNKNOWN_SHIPMENT');
    }
  });
});
