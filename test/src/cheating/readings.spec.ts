import type { SignedBatch } from '@kontti/client-sdk';
import {
  attachmentKey,
  custodyEndKey,
  custodyKey,
  decodeBatch,
  entryOfBatch,
  factDigest,
  ownerOf,
  readingSubmitted,
  sealHash,
  submissionDigest,
} from '@kontti/model';
import { expect } from 'chai';
import { describeOnNetwork } from '../engine/engine';
import { colluders, victim } from './consortium';
import { bareWrite, bytesWrite, factBytes, sealedForgery, type ForgedContent } from './forge';
import { claimsOf, codeOf } from './observe';
import { expectHeld, expectVoid, type ForgedRecord } from './outcome';
import { alpha, createWorld, goodsOf, type World } from './world';

const gamma = colluders[2] ?? '';
const shipment = `${victim}/COLD`;
const conditions = { temperatureMinMilliC: 2000, temperatureMaxMilliC: 8000 };
const hot = (at: string) => [{ at, temperatureMilliC: 30_000 }];

/** The submission of a batch that relies on the fact with the digest `under`, and the batch's bytes beside it. */
function submissionOf(
  { bytes }: SignedBatch,
  under: string,
): Omit<ForgedRecord<'reading.submitted'>, 'sealers'> {
  const signed = decodeBatch(bytes);
  const { header } = signed;
  const sha256 = factDigest(bytes);
  const company = ownerOf(header.device);
  const content: ForgedContent<'reading.submitted'> = {
    type: 'reading.submitted',
    key: readingSubmitted.key.build({ company, digest: submissionDigest([sha256]) }),
    body: { batches: [{ ...entryOfBatch(signed), sha256, under }] },
  };
  const hash = sealHash(factDigest(factBytes(content)));
  return { content, beside: [{ ...bytesWrite(bytes), key: attachmentKey(hash, 0) }] };
}

describeOnNetwork('cheating: around readings', () => {
  let world: World;
  before(async () => {
    world = await createWorld();
    await world.consortium.client(victim).shipments.consign({ ...goodsOf(shipment, alpha), conditions });
  });
  after(() => world[Symbol.asyncDispose]());

  const deviceOf = async (mspId: string, name: string) => {
    const { companies, readings } = world.consortium.client(mspId);
    const device = readings.device({ deviceId: `${mspId}/${name}` });
    await companies.registerDevice({ deviceId: device.deviceId, publicKey: device.publicKey });
    return device;
  };
  const submit = (mspId: string, batches: readonly SignedBatch[]) =>
    world.consortium.client(mspId).readings.submit({
      batches: batches.map(({ bytes }) => Buffer.from(bytes).toString('base64')),
    });

  it('a batch seen while it is endorsed is written first: the owner records it all the same, listed and for good', async () => {
    const device = await deviceOf(victim, 'D-9');
    const batch = device.sign({ shipmentId: shipment }, hot('2026-01-31T09:00:00Z'));
    const key = `batch/${victim}/D-9/${'0'.repeat(16)}`;
    expect(await world.consortium.forge({ forgery: { writes: [bareWrite(key, batch.bytes)] } })).to.equal(
      'VALID',
    );
    await submit(victim, [batch]);
    expect(await world.consortium.forge({ forgery: { writes: [{ key }] } })).to.equal('VALID');
    const { readings } = world.consortium.client(victim);
    const count = async (pages: AsyncIterable<unknown>): Promise<number> => {
      let records = 0;
      for await (const _ of pages) records += 1;
      return records;
    };
    expect(await count(readings.queryBatches({ deviceId: `${victim}/D-9` }))).to.equal(1);
    expect(await count(readings.queryBatches({ shipmentId: shipment }))).to.equal(1);
    expect(await count(readings.queryExcursions({ shipmentId: shipment }))).to.equal(1);
  });

  it('a revocation does not reach back, whatever time it has: what was recorded before it counts', async () => {
    const device = await deviceOf(alpha, 'D-1');
    const from = await world.consortium.network.height();
    await submit(alpha, [device.sign({ shipmentId: shipment }, hot('2026-01-31T09:00:00Z'))]);
    const to = (await world.consortium.network.height()) - 1;
    const seen = async (): Promise<string[]> => {
      const types: string[] = [];
      for await (const event of world.consortium.client(victim).events({ fromBlock: from, toBlock: to })) {
        types.push(event.type);
      }
      return types;
    };
    const before = await seen();
    expect(before).to.deep.equal(['reading.submitted', 'reading.excursion']);
    await world.consortium
      .client(alpha)
      .companies.revokeDevice({ deviceId: `${alpha}/D-1`, reason: 'to hide it' });
    expect(await seen()).to.deep.equal(before);
    const late = device.sign({ shipmentId: shipment }, hot('2026-01-31T10:00:00Z'));
    expect(await codeOf(submit(alpha, [late]))).to.equal('DEVICE_REVOKED');
  });

  it('a company that is no party attaches readings to a shipment: not without a grant of the consignor', async () => {
    const device = await deviceOf(gamma, 'D-1');
    const batch = device.sign({ shipmentId: shipment }, hot('2026-01-31T09:00:00Z'));
    expect(await codeOf(submit(gamma, [batch]))).to.equal('NOT_A_PARTY');
    await world.consortium.client(victim).shipments.grantAccess({ shipmentId: shipment, company: gamma });
    await submit(gamma, [batch]);
  });

  it('a void acceptance of custody makes no party: no batch under it is recorded or proven, and one that holds does', async () => {
    const { consortium } = world;
    const { shipments } = consortium.client(victim);
    const cold = `${victim}/VOID`;
    const consigned = await shipments.consign({ ...goodsOf(cold, alpha), conditions });
    const device = await deviceOf(gamma, 'D-2');
    // An offer of a company that never had custody, and the stranger's acceptance of it.
    const offered = {
      type: 'custody.offered',
      key: custodyKey.build({ shipment: cold, number: 1, custodian: alpha }),
      body: { from: alpha, to: gamma, previous: consigned.result.digest },
    } as const;
    await expectVoid(world, { content: offered, sealers: [alpha] });
    const accepted = {
      type: 'custody.accepted',
      key: custodyEndKey.build({ shipment: cold, number: 1, custodian: alpha }),
      body: { from: alpha, to: gamma, offer: factDigest(factBytes(offered)) },
    } as const;
    await expectVoid(world, { content: accepted, sealers: [alpha, gamma] });
    const under = factDigest(factBytes(accepted));
    const batch = device.sign({ shipmentId: cold }, hot('2026-01-31T09:00:00Z'));
    expect(await codeOf(submit(gamma, [batch]))).to.equal('NOT_A_PARTY');
    const fromGamma = async (name: string, named: string) => {
      const [forger, others] = [await deviceOf(gamma, name), consortium.client(victim).readings];
      const reading = { at: '2026-01-31T09:00:00Z', temperatureMilliC: 5000 };
      const forged = submissionOf(forger.sign({ shipmentId: cold }, [reading]), named);
      return { forged, found: () => others.getBatch({ deviceId: forger.deviceId, firstSequence: 0 }) };
    };
    const stranger = await fromGamma('D-3', under);
    await expectVoid(world, { ...stranger.forged, sealers: [gamma] });
    expect(await codeOf(stranger.found())).to.equal('NOT_FOUND');
    // An honest handover makes gamma a party, and the same bytes under it hold.
    await shipments.offerCustody({ shipmentId: cold, sequence: 1, to: gamma });
    const taken = await consortium.client(gamma).shipments.acceptCustody({ shipmentId: cold, sequence: 1 });
    const custodian = await fromGamma('D-4', taken.result.digest);
    await expectHeld(world, { ...custodian.forged, sealers: [gamma] });
    expect((await custodian.found()).shipmentId).to.equal(cold);
    await submit(gamma, [batch]);
    expect(
      (await consortium.client(victim).readings.queryBatches.page({ shipmentId: cold })).records,
    ).to.have.length(1);
  });

  it('batches overlap, leave a gap, or name a batch that is not there: refused; a lost state is restored', async () => {
    const device = await deviceOf(alpha, 'D-2');
    const { readings } = world.consortium.client(alpha);
    const privateKey = device.exportPrivateKey();
    const deviceId = device.deviceId;
    const first = device.sign({ shipmentId: shipment }, [
      ...hot('2026-01-31T09:00:00Z'),
      ...hot('2026-01-31T09:01:00Z'),
    ]);
    await submit(alpha, [first]);
    const at = '2026-01-31T09:02:00Z';
    const state = device.state();
    const wrong = [
      { ...state, nextSequence: 1 },
      { ...state, nextSequence: 5 },
      { ...state, previousDigest: 'ab'.repeat(32) },
      { ...state, previousSequence: 1 },
    ];
    for (const options of wrong) {
      const other = readings.device({ deviceId, privateKey, ...options });
      const batch = other.sign({ shipmentId: shipment }, hot(at));
      expect(await codeOf(submit(alpha, [batch])), JSON.stringify(options)).to.equal('BATCH_SEQUENCE');
    }
    const restored = await readings.restoreDevice({ deviceId, privateKey });
    expect(restored.state()).to.deep.equal(state);
    await submit(alpha, [restored.sign({ shipmentId: shipment }, hot(at))]);
  });

  it('a block full of submissions of unregistered devices ends no stream', async () => {
    const { readings } = world.consortium.client(gamma);
    const claims = await claimsOf(world, async () => {
      const forgeries = Array.from({ length: 100 }, (_, n) => {
        const device = readings.device({ deviceId: `${gamma}/G-${n}` });
        const { bytes } = device.sign({ shipmentId: `${gamma}/Z-${n}` }, hot('2026-01-31T09:00:00Z'));
        const signed = decodeBatch(bytes);
        const sha256 = factDigest(bytes);
        const entry = { ...entryOfBatch(signed), sha256 };
        return sealedForgery(
          {
            type: 'reading.submitted',
            key: readingSubmitted.key.build({ company: gamma, digest: submissionDigest([sha256]) }),
            body: { batches: [entry] },
          },
          [gamma],
        );
      });
      const forgery = {
        reads: forgeries.flatMap(({ reads = [] }) => reads),
        writes: forgeries.flatMap(({ writes }) => writes),
      };
      expect(await world.consortium.forge({ forgery })).to.equal('VALID');
    });
    expect(claims).to.have.length(100);
    for (const claim of claims) expect(claim.proven).to.equal(false);
  });
});
