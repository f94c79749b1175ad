import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import { GROUPS_IN_FLIGHT_MAX } from '../limits';
import type { OperationContext } from '../operation';
import type { SignedBatch } from './batch-groups';
import type { GroupOutcome } from './group-outcome';
import { withinTurns } from '../testing/within-turns';
import { submitAllBatches } from './submit-all';

/** What became of a submit: a receipt or an error; the test decides when. */
interface Submit {
  readonly end: (failure?: KonttiError) => void;
}

/** A ledger whose submits end when the test says so. */
function createLedger() {
  const submits: Submit[] = [];
  let wake = (): void => undefined;
  const run = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const number = submits.length;
      submits.push({
        end: (failure) => {
          if (failure !== undefined) {
            reject(failure);
            return;
          }
          const receipt = { batches: [{ key: `batch/${number}`, digest: 'a'.repeat(64) }] };
          const result = Buffer.from(JSON.stringify(receipt));
          resolve({ transactionId: `tx${number}`, blockNumber: BigInt(number), result });
        },
      });
      wake();
    });
  const context = {
    session: { timers: { nowMs: () => 0 } },
    guard: { requireAccepted: () => undefined },
    submits: { run },
  } as unknown as OperationContext;
  const until = (count: number): Promise<void> =>
    withinTurns(
      new Promise((resolve) => {
        wake = () => {
          if (submits.length >= count) resolve();
        };
        wake();
      }),
    );
  return { context, submits, until };
}

function batchOf(deviceId: string): SignedBatch {
  return { deviceId, bytes: Buffer.from(deviceId) };
}

/** As many devices as fill a group, so that the next batch is in the next group. */
function groupOf(prefix: string): SignedBatch[] {
  return Array.from({ length: 16 }, (_, index) => batchOf(`${prefix}/${index}`));
}

/** More turns of the event loop than any group takes to be read and sent. */
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
};

const refusal = (field: string): KonttiError =>
  new KonttiError({
    code: 'BATCH_SEQUENCE',
    stage: 'endorse',
    message: `${field}: the sequence numbers do not continue the batch before.`,
    details: { remedy: 'none', field },
  });

const shortOf = (outcome: GroupOutcome | undefined): unknown =>
  outcome === undefined
    ? 'none'
    : [
        outcome.status === 'stored' ? 'stored' : outcome.error.code,
        outcome.batches.map(({ index }) => index),
      ];

const takeAll = (stream: AsyncGenerator<GroupOutcome>): ReturnType<typeof readAll> =>
  withinTurns(readAll(stream));

async function readAll(
  stream: AsyncGenerator<GroupOutcome>,
): Promise<{ outcomes: GroupOutcome[]; error: unknown }> {
  const outcomes: GroupOutcome[] = [];
  try {
    for await (const outcome of stream) {
      outcomes.push(outcome);
    }
    return { outcomes, error: undefined };
  } catch (error) {
    return { outcomes, error };
  }
}

describe('submitAll', () => {
  it('yields each group as it commits, in whatever order that is, with index and device', async () => {
    const { context, submits, until } = createLedger();
    const stream = submitAllBatches(context, [...groupOf('A'), batchOf('B/1')]);
    const first = stream.next();
    await until(2);
    submits[1]?.end();
    const { value } = await withinTurns(first);
    expect(shortOf(value ?? undefined)).to.deep.equal(['stored', [16]]);
    expect(value).to.deep.include({ transactionId: 'tx1', batches: [{ index: 16, deviceId: 'B/1' }] });
    expect(JSON.parse(JSON.stringify(value))).to.include({ block: '1' });
    submits[0]?.end();
    expect(shortOf((await withinTurns(stream.next())).value ?? undefined)).to.deep.equal([
      'stored',
      Array.from({ length: 16 }, (_, index) => index),
    ]);
    expect((await withinTurns(stream.next())).done).to.equal(true);
  });

  it('lets the event loop turn between batches of a source that never waits', async () => {
    const { context, submits, until } = createLedger();
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns += 1;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    const seen: number[] = [];
    function* signed() {
      for (const batch of groupOf('A')) {
        seen.push(turns);
        yield batch;
      }
    }
    const all = takeAll(submitAllBatches(context, signed()));
    await until(1);
    submits[0]?.end();
    await all;
    isOver = true;
    expect(new Set(seen)).to.have.property('size', 16);
  });

  it('yields while it waits for the input', async () => {
    const { context, submits, until } = createLedger();
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    async function* slowly() {
      yield* groupOf('A');
      yield batchOf('B/1');
      await held;
    }
    const stream = submitAllBatches(context, slowly());
    const first = stream.next();
    await until(1);
    submits[0]?.end();
    expect((await withinTurns(first)).value).to.have.property('status', 'stored');
    goOn();
    const rest = takeAll(stream);
    await until(2);
    submits[1]?.end();
    expect((await rest).outcomes.map(shortOf)).to.deep.equal([['stored', [16]]]);
  });

  it('loses no result after a failure, names the batch at fault, and holds back what follows of its devices', async () => {
    const { context, submits, until } = createLedger();
    const input = [...groupOf('A'), ...groupOf('B'), batchOf('A/3'), batchOf('C/1')];
    const all = takeAll(submitAllBatches(context, input));
    await until(2);
    submits[0]?.end(refusal('batches[3].header.firstSequence'));
    await until(3);
    submits[1]?.end();
    submits[2]?.end();
    const { outcomes, error } = await all;
    expect(error).to.equal(undefined);
    const [failed, heldBack, ...stored] = outcomes;
    expect(stored.map(shortOf)).to.deep.equal([
      ['stored', Array.from({ length: 16 }, (_, index) => index + 16)],
      ['stored', [33]],
    ]);
    expect(failed).to.have.nested.property('error.code', 'BATCH_SEQUENCE');
    expect(failed).to.have.nested.property('error.details.index', 3);
    expect(failed).to.have.nested.property('error.details.deviceId', 'A/3');
    expect(shortOf(heldBack)).to.deep.equal(['EARLIER_BATCH_FAILED', [32]]);
    expect(heldBack).to.have.nested.property('error.details.failedIndex', 3);
  });

  it("names the input's own index, not that in the transaction", async () => {
    const { context, submits, until } = createLedger();
    const all = takeAll(submitAllBatches(context, [...groupOf('A'), batchOf('B/1'), batchOf('B/2')]));
    await until(2);
    submits[0]?.end();
    submits[1]?.end(refusal('batches[1].header'));
    const failed = (await all).outcomes.find(({ status }) => status === 'failed');
    expect(failed).to.have.nested.property('error.details.field', 'batches[17].header');
    expect(failed).to.have.nested.property('error.details.deviceId', 'B/2');
    expect((failed as { error: KonttiError }).error.message)
      .to.contain('batches[17].header: ')
      .and.to.contain('B/2');
  });

  it('ends after a failure that every group would meet, with all outcomes and the first batch not taken', async () => {
    const { context, submits, until } = createLedger();
    let taken = 0;
    function* endless() {
      for (;;) {
        yield batchOf(`A/${taken}`);
        taken += 1;
      }
    }
    const all = takeAll(submitAllBatches(context, endless()));
    await until(GROUPS_IN_FLIGHT_MAX);
    await turns();
    expect(submits).to.have.length(GROUPS_IN_FLIGHT_MAX);
    submits[0]?.end(createError('DEFINITION_CHANGED'));
    submits.slice(1).forEach(({ end }) => end());
    const { outcomes, error } = await all;
    expect(outcomes).to.have.length(GROUPS_IN_FLIGHT_MAX);
    expect(error).to.include({ code: 'DEFINITION_CHANGED' });
    expect((error as KonttiError).details['nextIndex']).to.equal(GROUPS_IN_FLIGHT_MAX * 16);
    expect(taken).to.be.at.most((GROUPS_IN_FLIGHT_MAX + 1) * 16 + 1);
  });

  it('submits what came before a fault of the input, and reports both', async () => {
    const { context, submits, until } = createLedger();
    const input = [batchOf('A/1'), { deviceId: 'A/2' } as SignedBatch, batchOf('A/3')];
    const all = takeAll(submitAllBatches(context, input));
    await until(1);
    submits[0]?.end();
    const { outcomes, error } = await all;
    expect(outcomes.map(shortOf)).to.deep.equal([['stored', [0]]]);
    expect(error).to.have.nested.property('details.option', 'batches[1].bytes');
  });

  it('refuses options and inputs at once', async () => {
    const { context } = createLedger();
    const cases: readonly (readonly [unknown, object, string])[] = [
      [[], { timeoutMs: NaN }, 'timeoutMs'],
      [[], { timeout: 5 }, 'timeout'],
      [undefined, {}, 'batches'],
      [5, {}, 'batches'],
    ];
    for (const [input, options, option] of cases) {
      const { error } = await takeAll(submitAllBatches(context, input as SignedBatch[], options));
      expect(error).to.have.nested.property('details.option', option);
    }
  });

  it('sends the batches of a device one group after the other', async () => {
    const { context, submits, until } = createLedger();
    const all = takeAll(submitAllBatches(context, [...groupOf('A'), batchOf('A/0')]));
    await until(1);
    await turns();
    expect(submits).to.have.length(1);
    submits[0]?.end();
    await until(2);
    submits[1]?.end();
    expect((await all).outcomes).to.have.length(2);
  });

  it('sends nothing of a group whose devices failed all, and no empty group in its place', async () => {
    const { context, submits, until } = createLedger();
    const all = takeAll(submitAllBatches(context, [...groupOf('A'), ...groupOf('A'), batchOf('B/1')]));
    await until(1);
    submits[0]?.end(refusal('batches[3].header'));
    await until(2);
    submits[1]?.end();
    const { outcomes } = await all;
    expect(submits).to.have.length(2);
    expect(
      outcomes.filter(({ status }) => status === 'failed').flatMap(({ batches }) => batches),
    ).to.have.length(32);
    expect(outcomes.filter(({ status }) => status === 'stored').map(shortOf)).to.deep.equal([
      ['stored', [32]],
    ]);
  });

  it('ends the input once the caller takes no more', async () => {
    const { context, submits, until } = createLedger();
    let isEnded = false;
    function* endless() {
      try {
        for (let number = 0; ; number += 1) yield batchOf(`A/${number}`);
      } finally {
        isEnded = true;
      }
    }
    const stream = submitAllBatches(context, endless());
    const first = stream.next();
    await until(1);
    submits[0]?.end();
    await withinTurns(first);
    await withinTurns(stream.return());
    await turns();
    const sent = submits.length;
    submits.forEach(({ end }) => end());
    await turns();
    expect([isEnded, submits.length]).to.deep.equal([true, sent]);
  });
});
