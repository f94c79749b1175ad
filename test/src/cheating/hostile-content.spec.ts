import { expect } from 'chai';
import { sealHash } from '@kontti/model';
import { describeOnNetwork } from '../engine/engine';
import { victim } from './consortium';
import { bareWrite, bytesWrite, factBytes } from './forge';
import { claimsOf, codeOf } from './observe';
import { alpha, createWorld, goodsOf, programme, shipmentId, type World } from './world';

const ENTRY = Buffer.from('{}');

describeOnNetwork('cheating: content that readers have to pass over', () => {
  let world: World;
  before(async () => {
    world = await createWorld();
    const { shipments } = world.consortium.client(victim);
    for (const name of ['S-2', 'S-3', 'S-4']) await shipments.consign(goodsOf(`${victim}/${name}`, alpha));
  });
  after(() => world[Symbol.asyncDispose]());

  /** Every read of the victim, by name, with its code or what it shows. */
  async function reads(): Promise<Readonly<Record<string, unknown>>> {
    const { companies, shipments, loyalty } = world.consortium.client(victim);
    const holder = world.wallet.holderIn(programme);
    const count = async (pages: AsyncIterable<unknown>): Promise<number> => {
      let records = 0;
      for await (const _ of pages) records += 1;
      return records;
    };
    return {
      get: (await shipments.get({ shipmentId })).status,
      custody: (await shipments.getCustody({ shipmentId })).custodian,
      all: await count(shipments.query({})),
      own: await count(shipments.query({ company: victim })),
      balance: (await loyalty.getBalance({ programme, holder, at: new Date('2026-06-01T00:00:00Z') })).points,
      lots: await count(loyalty.queryLots({ programme, holder })),
      claims: await count(loyalty.queryClaims({})),
      device: (await companies.getDevice({ deviceId: `${victim}/D-1` })).status,
    };
  }

  it('facts, devices and list entries of a company without seal collection change no read and end no stream', async () => {
    const before = await reads();
    const ofNobody = factBytes({
      type: 'custody.offered',
      key: `custody/${shipmentId}/1/NoSuchMSP`,
      body: { from: 'NoSuchMSP', to: alpha, previous: '0'.repeat(64) },
    });
    const time = '0'.repeat(16);
    const holder = world.wallet.holderIn(programme);
    const claims = await claimsOf(world, async () => {
      const writes = [
        bytesWrite(ofNobody),
        bareWrite(`custody/${shipmentId}/1/NoSuchMSP`, ofNobody),
        bareWrite('device/NoSuchMSP/D-1', ENTRY),
        bareWrite(`batch/NoSuchMSP/D-1/${time}`, Buffer.from('KRB1')),
        bareWrite(`idx/shipment/time/${time}/NoSuchMSP/S-1/${time}`, ENTRY),
        bareWrite(`idx/lot/${programme}/${holder}/NoSuchMSP/poison/s0/${time}`, ENTRY),
        bareWrite(`idx/claim/time/${time}/NoSuchMSP/poison/${time}`, ENTRY),
        bareWrite(`fact/${sealHash('0'.repeat(64))}`, Buffer.from('{"type":"from.the.future","v":9}')),
      ];
      expect(await world.consortium.forge({ forgery: { writes } })).to.equal('VALID');
    });
    for (const claim of claims) expect(claim.proven).to.equal(false);
    expect(await reads()).to.deep.equal(before);
    const { companies, shipments } = world.consortium.client(victim);
    expect(await codeOf(companies.get({ mspId: 'NoSuchMSP' }))).to.equal('NOT_FOUND');
    expect(await codeOf(shipments.get({ shipmentId: 'NoSuchMSP/S-1' }))).to.equal('UNKNOWN_SHIPMENT');
    await shipments.offerCustody({ shipmentId, sequence: 1, to: alpha });
    await shipments.withdrawOffer({ shipmentId, sequence: 1 });
  });

  it('thousands of junk entries, overlong and short, cost pages but lose nothing', async () => {
    const before = await reads();
    const holder = world.wallet.holderIn(programme);
    const zeros = '0'.repeat(16);
    const junk = [
      ...Array.from({ length: 1300 }, (_, n) => `idx/lot/${programme}/${holder}/${victim}/a${n}/0/${zeros}`),
      ...Array.from({ length: 301 }, (_, n) => `idx/shipment/time/${zeros}/${'x'.repeat(1500)}${n}`),
      ...Array.from({ length: 1500 }, (_, n) => `idx/shipment/company/${victim}/${zeros}/${n}`),
    ];
    for (let start = 0; start < junk.length; start += 1000) {
      const writes = junk.slice(start, start + 1000).map((key) => bareWrite(key, ENTRY));
      expect(await world.consortium.forge({ forgery: { writes } })).to.equal('VALID');
    }
    expect(await reads()).to.deep.equal(before);
  });

  it('entries of lists cannot be deleted: nothing vanishes without a sign', async () => {
    const before = await reads();
    const { shipments } = world.consortium.client(victim);
    const { consignedAt, digest } = await shipments.get({ shipmentId });
    const time = String(consignedAt.getTime()).padStart(16, '0');
    const entry = `${time}/${shipmentId}/${sealHash(digest).slice(0, 16)}`;
    for (const list of ['time', `company/${victim}`, `company/${alpha}`]) {
      const key = `idx/shipment/${list}/${entry}`;
      const code = await world.consortium.forge({ forgery: { writes: [{ key }] } });
      expect(code, key).to.equal('ENDORSEMENT_POLICY_FAILURE');
    }
    expect(await reads()).to.deep.equal(before);
  });
});
