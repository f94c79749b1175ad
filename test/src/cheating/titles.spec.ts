import { expect } from 'chai';
import { custodyKey, titleAddress, type FactType } from '@kontti/model';
import { describeOnNetwork } from '../engine/engine';
import { colluders, victim } from './consortium';
import { sealedForgery, type ForgedContent } from './forge';
import { codeOf, sealStatus } from './observe';
import { expectVoid as expectVoidIn } from './outcome';
import { PLACES, alpha, beta, createWorld, goodsOf, type World } from './world';

const gamma = colluders[2] ?? '';
const AT = Date.parse('2026-01-31T20:00:00Z');
const titles = `${alpha}/bl`;
describeOnNetwork('cheating: a shipment is delivered to who has no right to it', () => {
  let world: World;
  before(async () => {
    world = await createWorld();
    for (const mspId of [alpha, beta]) {
      await world.consortium.client(mspId).companies.registerPlaces({ ref: 'places', places: PLACES });
    }
    await world.consortium.client(alpha).trade.open({ classId: titles });
  });
  after(() => world[Symbol.asyncDispose]());

  const expectVoid = <T extends FactType>(content: ForgedContent<T>, sealers: readonly string[]) =>
    expectVoidIn(world, { content, sealers });
  const get = (id: string) => world.consortium.client(victim).shipments.get({ shipmentId: id });

  /** Consigns from alpha to beta against a title that the victim holds, and hands the goods over. Returns the head of custody. */
  const ship = async (
    id: string,
    againstTitle = true,
  ): Promise<{ id: string; previous: string; lot: string }> => {
    const shipment = `${alpha}/${id}`;
    const [from, to] = [world.consortium.client(alpha), world.consortium.client(beta)];
    await from.shipments.consign({ ...goodsOf(shipment, beta), againstTitle });
    if (againstTitle) {
      const issued = [{ shipment, to: victim }];
      await from.trade.issueTitles({ classId: titles, ref: id, titles: issued });
    }
    await from.shipments.offerCustody({ shipmentId: shipment, sequence: 1, to: beta });
    const { result } = await to.shipments.acceptCustody({ shipmentId: shipment, sequence: 1 });
    return { id: shipment, previous: result.digest, lot: `${alpha}/${id}/0` };
  };
  const delivery = (shipment: { id: string; previous: string }, change: object = {}, number = 2) => ({
    type: 'shipment.delivered' as const,
    key: custodyKey.build({ shipment: shipment.id, number, custodian: beta }),
    body: { consignee: beta, previous: shipment.previous, at: AT, place: 'JFK', ...change },
  });

  it('without the title, and by what is no surrender of it', async () => {
    const shipment = await ship('TITLED');
    const { digest } = await world.consortium.client(victim).lots.get({ lotId: shipment.lot });
    await expectVoid(delivery(shipment), [beta]);
    await expectVoid(delivery(shipment, { surrender: digest }, 3), [beta]);
    const other = await ship('OTHER');
    const given = await world.consortium.client(victim).trade.surrender({ ref: 'given', titleId: other.lot });
    await expectVoid(delivery(shipment, { surrender: given.result.digest }, 4), [beta]);
    expect((await get(shipment.id)).status).to.equal('inTransit');
    // The holder still decides: it surrenders, and the shipment is delivered behind the numbers that were used up.
    const { result } = await world.consortium
      .client(victim)
      .trade.surrender({ ref: 'goods', titleId: shipment.lot });
    const { shipments } = world.consortium.client(beta);
    const honest = { shipmentId: shipment.id, at: new Date(AT), place: 'JFK' };
    await shipments.deliver({ ...honest, surrender: result.digest });
    expect((await get(shipment.id)).status).to.equal('delivered');
  });

  it('by a surrender of a title that was never the holder’s', async () => {
    const shipment = await ship('FORGED');
    const { digest: origin, class: version } = await world.consortium
      .client(victim)
      .lots.get({ lotId: shipment.lot });
    // Beta says that the title is its own, and gives it up in its own seals.
    const move = {
      type: 'lot.moved' as const,
      key: `moves/${beta}/stolen`,
      body: {
        ...{ classId: titles, class: version, kind: 'surrender' as const, outputs: [], retired: 1n },
        inputs: [{ lot: shipment.lot, origin, holder: `company:${beta}`, quantity: 1n }],
      },
    };
    await expectVoid(move, [beta]);
    const { digest } = await world.consortium.client(victim).companies.getFactStatus({ key: move.key });
    await expectVoid(delivery(shipment, { surrender: digest ?? '' }), [beta]);
    expect((await get(shipment.id)).status).to.equal('inTransit');
  });

  it('or is held up by a title that a stranger issues, or that its consignor issues too late', async () => {
    const shipment = await ship('FREE', false);
    await world.consortium.client(gamma).trade.open({ classId: `${gamma}/bl` });
    const title = { holder: `company:${victim}`, quantity: 1n, shipment: shipment.id };
    const strange = {
      classId: `${gamma}/bl`,
      ref: 'strange',
      titles: [{ shipment: shipment.id, to: victim }],
    };
    expect(await codeOf(world.consortium.client(gamma).trade.issueTitles(strange))).to.equal('NOT_OWNER');
    const { shipments } = world.consortium.client(beta);
    await shipments.deliver({ shipmentId: shipment.id, at: new Date(AT), place: 'JFK' });
    const late = { classId: titles, ref: 'late', titles: [{ shipment: shipment.id, to: victim }] };
    expect(await codeOf(world.consortium.client(alpha).trade.issueTitles(late))).to.equal('ALREADY_EXISTS');
    const { digest: version } = await world.consortium.client(victim).lots.getClass({ classId: titles });
    const content = {
      type: 'lot.issued' as const,
      key: `lots/${alpha}/later`,
      body: { classId: titles, class: version, lots: [title] },
    };
    // The place of the title is taken for ever; an issue that leaves it out is void.
    const { writes, ...forgery } = sealedForgery(content, [alpha]);
    expect(await world.consortium.forge({ forgery: { ...forgery, writes } })).to.equal(
      'ENDORSEMENT_POLICY_FAILURE',
    );
    const place = titleAddress(shipment.id).key;
    const elsewhere = writes.filter(({ key }) => key !== place);
    expect(await world.consortium.forge({ forgery: { ...forgery, writes: elsewhere } })).to.equal('VALID');
    expect(await sealStatus(world, content.key)).to.equal('void');
    expect((await get(shipment.id)).status).to.equal('delivered');
  });

  it('or is amended and taken back by its consignor while another company has it', async () => {
    const shipment = await ship('GONE', false);
    const { digest: corrects } = await get(shipment.id);
    const body = { consignor: alpha, previous: shipment.previous, corrects, reason: 'not sent' };
    const key = custodyKey.build({ shipment: shipment.id, number: 2, custodian: beta });
    const amended = { ...body, changes: { destination: 'HEL' } };
    await expectVoid({ type: 'shipment.amended', key, body: amended }, [alpha, beta]);
    const cancelled = custodyKey.build({ shipment: shipment.id, number: 2, custodian: alpha });
    await expectVoid({ type: 'shipment.cancelled', key: cancelled, body }, [alpha]);
    const { status, shipment: shown } = await get(shipment.id);
    expect([status, shown.destination]).to.deep.equal(['inTransit', 'JFK']);
  });
});
