import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import fc from 'fast-check';
import { codesOf, openTestChannel, testChaincode } from '../testing/test-channel';
import type { TestChannel } from '../testing/test-channel';
import { createTestCompany } from '@kontti/fabric-protocol/testing/test-company';

const seed = Number(process.env['SEED'] ?? 20_260_101);
const codes = peer.TxValidationCode;

describe('blocks with bytes that somebody bent', () => {
  let channel: TestChannel;
  let envelope: Uint8Array;
  let results: Uint8Array;

  before(async () => {
    channel = await openTestChannel({ companies: [await createTestCompany('Org1MSP')] });
    const place = { namespace: testChaincode, key: 'a' };
    ({ publicBytes: results } = await channel.simulate(async (simulator) => {
      await simulator.getState(place);
      const range = await simulator.getRange({ namespace: testChaincode, startKey: '', endKey: '' });
      await range.next();
      await simulator.putState({ ...place, value: Buffer.from('value') });
      await simulator.putPrivateData({
        ...place,
        collection: '_implicit_org_Org1MSP',
        value: Buffer.from('v'),
      });
    }));
    envelope = channel.transaction(results).bytes;
  });

  const bend = fc.record({ position: fc.nat(100_000), byte: fc.nat(255), cut: fc.boolean() });

  const bent = (
    bytes: Uint8Array,
    { position, byte, cut }: { position: number; byte: number; cut: boolean },
  ) => {
    const copy = Buffer.from(bytes);
    const index = position % copy.length;
    copy[index] = byte;
    return cut ? copy.subarray(0, index) : copy;
  };

  it(`never stop the ledger, nor become valid (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(bend, { minLength: 1, maxLength: 20 }), async (bends) => {
        const envelopes = bends.map((options) => bent(envelope, options));
        const { outcomes } = await channel.commit(...envelopes);
        outcomes.forEach(({ code }, index) => {
          const isUnchanged = Buffer.compare(envelopes[index] ?? Buffer.alloc(0), envelope) === 0;
          if (!isUnchanged) expect(code).not.to.equal(codes.VALID);
          expect(code).not.to.equal(codes.NOT_VALIDATED);
        });
      }),
      { seed, numRuns: 50 },
    );
  });

  it(`never stop the ledger when a company endorses a bent read-write set (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(bend, { minLength: 1, maxLength: 20 }), async (bends) => {
        const { outcomes } = await channel.commit(
          ...bends.map((options) => channel.transaction(bent(results, options))),
        );
        expect(codesOf(outcomes)).to.have.length(bends.length);
      }),
      { seed, numRuns: 50 },
    );
  });
});
