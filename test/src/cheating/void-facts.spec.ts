import { expect } from 'chai';
import { custodyEndKey, custodyKey, type FactType } from '@kontti/model';
import { describeOnNetwork } from '../engine/engine';
import { colluders, victim } from './consortium';
import { sealedForgery, type ForgedContent } from './forge';
import { codeOf } from './observe';
import { expectVoid as expectVoidIn } from './outcome';
import { PLACES, alpha, beta, createWorld, flightOf, goodsOf, shipmentId, type World } from './world';

const gamma = colluders[2] ?? '';
const ARRIVAL = Date.parse('2026-01-31T19:00:00Z');

describeOnNetwork(
  'cheating: facts that their companies sealed, though the facts before say otherwise',
  () => {
    let world: World;
    before(async () => {
      world = await createWorld();
      const { companies, transports } = world.consortium.client(alpha);
      await companies.registerPlaces({ ref: 'places', places: PLACES });
      await transports.plan({ ref: 'plan', transports: [flightOf(`${alpha}/F-1`)] });
      await transports.update({
        ref: 'on-time',
        updates: [
          { transportId: `${alpha}/F-1`, sequence: 1, kind: 'arrived', arrival: '2026-01-31T16:00:00Z' },
        ],
      });
    });
    after(() => world[Symbol.asyncDispose]());

    const expectVoid = <T extends FactType>(content: ForgedContent<T>, sealers: readonly string[]) =>
      expectVoidIn(world, { content, sealers });

    it('an update after the arrival, and one of a flight that was never planned', async () => {
      const { transports } = world.consortium.client(victim);
      await expectVoid(
        {
          type: 'transport.updated',
          key: `updates/${alpha}/forged`,
          body: {
            updates: [
              {
                transportId: `${alpha}/F-1`,
                sequence: 2,
                kind: 'arrived',
                arrival: ARRIVAL,
                delayMinutes: 180,
              },
              {
                transportId: `${alpha}/NEVER`,
                sequence: 1,
                kind: 'arrived',
                arrival: ARRIVAL,
                delayMinutes: 600,
              },
            ],
          },
        },
        [alpha],
      );
      const flight = await transports.get({ transportId: `${alpha}/F-1` });
      expect([flight.status, flight.delayMinutes]).to.deep.equal(['arrived', 0]);
      expect(await codeOf(transports.get({ transportId: `${alpha}/NEVER` }))).to.equal('UNKNOWN_TRANSPORT');
    });

    it('a milestone of a company that is no party', async () => {
      const { shipments } = world.consortium.client(victim);
      const { digest } = await shipments.get({ shipmentId });
      await expectVoid(
        {
          type: 'shipment.milestones',
          key: `milestones/${gamma}/forged`,
          body: {
            milestones: [
              {
                shipmentId,
                kind: 'delivered',
                classifier: 'actual',
                at: ARRIVAL,
                place: 'HEL',
                custody: digest,
              },
            ],
          },
        },
        [gamma],
      );
      expect((await shipments.queryMilestones.page({ shipmentId })).records).to.deep.equal([]);
    });

    it('an offer by a company that never had custody, under any number', async () => {
      const { shipments } = world.consortium.client(victim);
      const { digest } = await shipments.get({ shipmentId });
      for (const number of [1, 2]) {
        const key = custodyKey.build({ shipment: shipmentId, number, custodian: beta });
        await expectVoid(
          { type: 'custody.offered', key, body: { from: beta, to: alpha, previous: digest } },
          [beta],
        );
      }
      const { custodian, moves } = await shipments.get({ shipmentId });
      expect([custodian, moves]).to.deep.equal([victim, 0]);
    });

    it('an offer after the delivery, and another delivery', async () => {
      const { shipments } = world.consortium.client(alpha);
      const shipment = `${alpha}/DONE`;
      await shipments.consign(goodsOf(shipment, beta));
      await shipments.offerCustody({ shipmentId: shipment, sequence: 1, to: beta });
      const { consortium } = world;
      await consortium.client(beta).companies.registerPlaces({ ref: 'places', places: PLACES });
      const accepted = await consortium
        .client(beta)
        .shipments.acceptCustody({ shipmentId: shipment, sequence: 1 });
      const at = '2026-01-31T20:00:00Z';
      const delivered = await consortium
        .client(beta)
        .shipments.deliver({ shipmentId: shipment, at, place: 'JFK' });
      for (const previous of [accepted.result.digest, delivered.result.digest]) {
        const key = custodyKey.build({ shipment, number: 3, custodian: beta });
        const body = { from: beta, to: alpha, previous };
        const forgery = sealedForgery({ type: 'custody.offered', key, ref: '3', body }, [beta]);
        await world.consortium.forge({ forgery });
      }
      const custody = await consortium.client(victim).shipments.getCustody({ shipmentId: shipment });
      expect([custody.status, custody.custodian]).to.deep.equal(['delivered', beta]);
      const again = custodyKey.build({ shipment, number: 2, custodian: beta });
      const offer = { from: beta, to: alpha, previous: accepted.result.digest };
      const rewrite = sealedForgery({ type: 'custody.offered', key: again, body: offer }, [beta]);
      expect(await world.consortium.forge({ forgery: rewrite })).to.equal('ENDORSEMENT_POLICY_FAILURE');
    });

    it('an offer to oneself, and a delivery while an offer is open: contract and readers name one custodian', async () => {
      const { shipments } = world.consortium.client(alpha);
      const shipment = `${alpha}/SELF`;
      const { result } = await shipments.consign(goodsOf(shipment, alpha));
      expect(await codeOf(shipments.offerCustody({ shipmentId: shipment, sequence: 1, to: alpha }))).to.equal(
        'NOT_A_PARTY',
      );
      const key = custodyKey.build({ shipment, number: 1, custodian: alpha });
      await expectVoid(
        { type: 'custody.offered', key, body: { from: alpha, to: alpha, previous: result.digest } },
        [alpha],
      );
      const offer = await shipments.offerCustody({ shipmentId: shipment, sequence: 2, to: beta });
      const at = '2026-01-31T20:00:00Z';
      expect(await codeOf(shipments.deliver({ shipmentId: shipment, at, place: 'HEL' }))).to.equal('STATE');
      await expectVoid(
        {
          type: 'shipment.delivered',
          key: custodyKey.build({ shipment, number: 3, custodian: alpha }),
          body: { consignee: alpha, at: ARRIVAL, place: 'HEL', previous: offer.result.digest },
        },
        [alpha],
      );
      const custody = await world.consortium.client(victim).shipments.getCustody({ shipmentId: shipment });
      expect([custody.status, custody.custodian]).to.deep.equal(['offered', alpha]);
    });

    it('an acceptance by another company than the offer names', async () => {
      const { shipments } = world.consortium.client(alpha);
      const shipment = `${alpha}/STRANGER`;
      await shipments.consign(goodsOf(shipment, beta));
      const offer = await shipments.offerCustody({ shipmentId: shipment, sequence: 1, to: victim });
      const key = custodyEndKey.build({ shipment, number: 1, custodian: alpha });
      const body = { from: alpha, to: gamma, offer: offer.result.digest };
      await expectVoid({ type: 'custody.accepted', key, body }, [alpha, gamma]);
      const custody = await world.consortium.client(victim).shipments.getCustody({ shipmentId: shipment });
      expect(custody.custodian).to.equal(alpha);
      // What used up the end of the offer takes it back; the next number goes on.
      await shipments.offerCustody({ shipmentId: shipment, sequence: 2, to: victim });
      await world.consortium.client(victim).shipments.acceptCustody({ shipmentId: shipment, sequence: 2 });
      expect((await shipments.get({ shipmentId: shipment })).custodian).to.equal(victim);
    });
  },
);
