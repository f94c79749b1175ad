import { expect } from 'chai';
import type { OrderInput } from '@kontti/client-sdk';
import { describeOnNetwork } from '../engine/engine';
import { createBadInputWorld, programme, toText, type BadInputWorld } from './world';

/** The wire form, to be changed. */
function toPlain(order: object): object {
  return JSON.parse(toText(order)) as object;
}

describeOnNetwork('points asked for wrongly, with the official client', () => {
  let world: BadInputWorld;
  before(async () => {
    world = await createBadInputWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  const redeem = (order: object) =>
    world.outcomeOf({ by: 'RetailMSP', method: 'loyalty:Redeem', args: [toText(order)] });
  const valueMin = { currency: 'EUR', minor: 0n };
  const signed = (amount: bigint, inputs: readonly OrderInput[] = [world.lot]) =>
    toPlain(
      world.traveller.signRedemption({
        programme,
        ref: 'meal',
        inputs,
        amount,
        partner: 'RetailMSP',
        valueMin,
      }),
    );

  it('a traveller is compensated once for a transport, whatever the reference', async () => {
    const holder = world.traveller.holderIn(programme);
    const { loyalty } = world.ledger.clients.air;
    const earned = async (transportId: string) => {
      const journey = await loyalty.journeyOf({ kind: 'compensation', programme, holder, transportId });
      return { holder, journey, amount: '500' };
    };
    const booked = await earned('AirMSP/F-0');
    const fresh = await earned('AirMSP/F-1');
    const compensate = (compensations: readonly object[], ref = 'again') => {
      const request = { programme, ref, termsVersion: 0, compensations };
      return world.outcomeOf({ by: 'AirMSP', method: 'loyalty:Compensate', args: [toText(request)] });
    };
    expect(await compensate([booked])).to.equal('ALREADY_BOOKED compensations[0]');
    expect(await compensate([fresh, booked])).to.equal('ALREADY_BOOKED compensations[1]');
    expect(await compensate([fresh, fresh])).to.equal('ALREADY_BOOKED compensations[1]');
    expect(await compensate([fresh], 'late')).to.equal('REF_REUSED ref');
    expect(await compensate([{ ...fresh, transportId: 'AirMSP/F-1' }])).to.equal(
      'FIELD_UNKNOWN compensations[0].transportId',
    );
    expect(await compensate([fresh])).to.equal('endorsed');
    expect(await compensate([booked], 'late')).to.equal('endorsed');
  });

  it('no more is redeemed than the lots hold, and each of them is needed', async () => {
    const late = await world.ledger.clients.air.loyalty.getLot({ lotId: 'AirMSP/late/0' });
    const none = { lotId: 'AirMSP/none/0', digest: '0'.repeat(64) };
    expect(await redeem(signed(6_601n))).to.equal('INSUFFICIENT_POINTS amount');
    expect(await redeem(signed(2n ** 63n - 1n))).to.equal('INSUFFICIENT_POINTS amount');
    expect(await redeem(signed(1n, [world.lot, late]))).to.equal('FIELD_CONFLICT inputs');
    expect(await redeem(signed(1n, [none]))).to.equal('UNKNOWN_LOT inputs[0]');
    expect(await redeem({ ...signed(1n), inputs: [world.lot.lotId, world.lot.lotId] })).to.equal(
      'FIELD_DUPLICATE inputs',
    );
    expect(await redeem(signed(6_600n))).to.equal('endorsed');
  });

  it('amounts are decimal strings from 1 to 2^63-1', async () => {
    for (const [amount, outcome] of [
      ['0', 'FIELD_RANGE amount'],
      ['-1', 'FIELD_RANGE amount'],
      ['9223372036854775808', 'FIELD_RANGE amount'],
      ['01', 'FIELD_RANGE amount'],
      ['1e3', 'FIELD_FORMAT amount'],
      [1, 'FIELD_TYPE amount'],
    ] as const) {
      expect(await redeem({ ...signed(1n), amount }), String(amount)).to.equal(outcome);
    }
  });

  it('the holder has to have signed for exactly this', async () => {
    const order = signed(1n);
    const other = world.ledger.clients.air.loyalty.wallet();
    expect(await redeem({ ...order, amount: '2' })).to.equal('SIGNATURE signature');
    expect(await redeem({ ...order, ref: 'other' })).to.equal('SIGNATURE signature');
    expect(await redeem({ ...order, holderKey: other.keyIn(programme) })).to.equal('SIGNATURE signature');
    expect(await redeem({ ...order, holderKey: 'AAAA' })).to.equal('PUBLIC_KEY holderKey');
    const stolen = {
      ...{ programme, ref: 'meal', inputs: [world.lot], amount: 1n },
      ...{ partner: 'RetailMSP', valueMin },
    };
    expect(await redeem(other.signRedemption(stolen))).to.equal('LOT_OF_OTHER inputs[0]');
    const args = [toText(order)];
    const byStranger = world.outcomeOf({ by: 'ForwarderMSP', method: 'loyalty:Redeem', args });
    expect(await byStranger).to.equal('NOT_A_PARTNER programme');
  });
});
