import { expect } from 'chai';
import { KonttiError, type KonttiClient } from '@kontti/client-sdk';
import { describeOnNetwork } from '../engine/engine';
import { startTestLedger, type TestLedger } from './ledger';
import { registerCompanies } from './setup';

const TRANSFERS = 60;
const ORDERS = 8;

describeOnNetwork('hot accounts', () => {
  let ledger: TestLedger;
  let air: KonttiClient;
  let forwarder: KonttiClient;
  let classId: string;

  before(async () => {
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    ({ air, forwarder } = ledger.clients);
    classId = `${air.mspId}/hot`;
    const rules = { kind: 'points', unit: 'EUR cent', holders: 'both', transfer: 'free' } as const;
    await air.lots.setClass({ classId, version: 0, ...rules, partners: [], redeemAt: [] });
  });
  after(() => ledger[Symbol.asyncDispose]());

  const held = async (client: KonttiClient): Promise<bigint> => {
    let sum = 0n;
    const conditions = { classId, holder: `company:${client.mspId}`, status: 'unspent' } as const;
    for await (const { quantity } of air.lots.query(conditions)) sum += quantity;
    return sum;
  };

  it(`transfer ${TRANSFERS} times at once in both directions from one lot each, and every sum is exact`, async () => {
    const lots = [air, forwarder].map(({ mspId }) => ({ holder: `company:${mspId}`, quantity: 10_000n }));
    await air.lots.issue({ classId, ref: 'opening', version: 0, lots });
    const [mine, theirs] = [air.lots.pool({ classId }), forwarder.lots.pool({ classId })];
    const transfers = Array.from({ length: TRANSFERS }, (_, n) =>
      n % 2 === 0
        ? mine.transfer({ ref: `hot-${n}`, to: `company:${forwarder.mspId}`, quantity: 7n })
        : theirs.transfer({ ref: `hot-${n}`, to: `company:${air.mspId}`, quantity: 5n }),
    );
    const done = await Promise.all(transfers);
    expect(new Set(done.map(({ transactionId }) => transactionId)).size).to.equal(TRANSFERS);
    const moved = BigInt(TRANSFERS / 2) * 2n;
    expect([await held(air), await held(forwarder)]).to.deep.equal([10_000n - moved, 10_000n + moved]);
    // The same reference once more changes nothing.
    const again = await mine.transfer({ ref: 'hot-0', to: `company:${forwarder.mspId}`, quantity: 7n });
    expect(again.result).to.deep.equal(done[0]?.result);
    expect(await held(forwarder)).to.equal(10_000n + moved);
    const other = await mine
      .transfer({ ref: 'hot-0', to: `company:${forwarder.mspId}`, quantity: 8n })
      .catch((error: unknown) => error);
    expect(other).to.be.instanceOf(KonttiError).with.property('code', 'REF_REUSED');
  });

  it(`of ${ORDERS} orders of a wallet over one lot one wins; the others say which lot was taken`, async () => {
    const key = air.lots.key();
    const holder = key.holderIn(classId);
    await air.lots.issue({ classId, ref: 'wallet', version: 0, lots: [{ holder, quantity: 100n }] });
    const lot = `${air.mspId}/wallet/0`;
    const { digest: origin } = await air.lots.get({ lotId: lot });
    const outcomes = await Promise.allSettled(
      Array.from({ length: ORDERS }, (_, n) => {
        const outputs = [{ holder: `company:${forwarder.mspId}`, quantity: 100n }];
        const move = {
          classId,
          ref: `w-${n}`,
          kind: 'transfer' as const,
          inputs: [{ lot, origin }],
          outputs,
        };
        return air.lots.move(key.sign(move, { company: air.mspId }));
      }),
    );
    const refused = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as KonttiError] : [],
    );
    expect(refused.length).to.equal(ORDERS - 1);
    for (const { code, details } of refused) {
      expect(code).to.equal('LOT_SPENT');
      expect(details['lot']).to.equal(lot);
      expect(details.remedy).to.include('sign the new move');
    }
  });
});
