import { expect } from 'chai';
import { createError } from '../errors';
import { OUTBOX_REASON_LENGTH_MAX } from '../limits';
import { errorToReason, rowToEntry } from './entry';
import type { OutboxRow, RowProgress } from './store';

const progress: RowProgress = {
  ...{ state: 'waiting', request: Buffer.from('secret'), transactionId: 'tx', envelope: undefined },
  ...{ attempts: 2, dueMs: 9, reason: undefined, outcome: undefined, changedMs: 2_000 },
};

function entryOf(change: Partial<RowProgress>) {
  const row: OutboxRow = {
    ...{ id: 'a', key: 'k', operation: 'shipments.consign', digest: 'd', addedMs: 1_000 },
    ...{ sequence: 1, revision: 2, progress: { ...progress, ...change } },
  };
  return rowToEntry(row);
}

describe('a row as its caller sees it', () => {
  it('has its state and times, and not its request', () => {
    expect(entryOf({})).to.deep.equal({
      ...{ id: 'a', key: 'k', operation: 'shipments.consign', state: 'waiting', attempts: 2 },
      ...{ transactionId: 'tx', addedAt: new Date(1_000), changedAt: new Date(2_000) },
      ...{ reason: undefined, outcome: undefined },
    });
  });

  it('says why it waits: code, stage, message within a bound, and remedy', () => {
    const because = 'x'.repeat(2 * OUTBOX_REASON_LENGTH_MAX);
    const error = createError('UNREACHABLE', { stage: 'connect', because });
    const { reason } = entryOf({ reason: errorToReason(error) });
    expect(reason).to.deep.equal({
      ...{ code: 'UNREACHABLE', stage: 'connect', remedy: error.details.remedy },
      message: error.message.slice(0, OUTBOX_REASON_LENGTH_MAX),
    });
  });

  it('says what is on the ledger, with the answer as JSON or as the text that it is', () => {
    const outcomeOf = (result: string) =>
      entryOf({ outcome: JSON.stringify({ transactionId: 'tx', block: '9007199254740993', result }) })
        .outcome;
    const block = 9_007_199_254_740_993n;
    expect(outcomeOf('{"a":1}')).to.deep.equal({ transactionId: 'tx', block, result: { a: 1 } });
    expect(outcomeOf('no JSON')).to.deep.equal({ transactionId: 'tx', block, result: 'no JSON' });
  });
});
