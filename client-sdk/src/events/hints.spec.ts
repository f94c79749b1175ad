import { EVENT_NAME } from '@kontti/model';
import { expect } from 'chai';
import type { EventContent, TransactionEvents } from './fact-events';
import { readHints, unprovenHints } from './hints';
import type { Hint } from './hints';

const DIGEST = 'a'.repeat(64);
const hint = (change: Partial<Hint> = {}): Hint =>
  ({ type: 'transport.updated', key: 'updates/AMSP/1', digest: DIGEST, ...change }) as Hint;
const proven = (change: Partial<EventContent> = {}): EventContent =>
  ({
    type: 'transport.updated',
    key: 'updates/AMSP/1',
    digest: DIGEST,
    index: undefined,
    ...change,
  }) as EventContent;

function judged(...events: EventContent[]): TransactionEvents {
  return {
    proven: events,
    unproven: [{ key: 'updates/AMSP/2', reason: 'altered' }],
  } as unknown as TransactionEvents;
}

describe('claims of the chaincode’s event', () => {
  const read = (name: string, content: unknown) =>
    readHints({
      event: { name, payload: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)) },
    });

  it('are read from the event of that name alone', () => {
    const event = { type: 'transport.updated', key: 'updates/AMSP/1', digest: DIGEST };
    expect(read(EVENT_NAME, { v: 1, events: [event] })).to.have.length(1);
    expect(read('other', { v: 1, events: [event] })).to.deep.equal([]);
    expect(readHints({ event: undefined })).to.deep.equal([]);
    for (const content of ['no JSON', {}, { v: 1, events: [{ ...event, digest: 'short' }] }]) {
      expect(read(EVENT_NAME, content), JSON.stringify(content)).to.equal(undefined);
    }
  });

  it('hide no fault that is not theirs', () => {
    const event = { name: EVENT_NAME, payload: 5 as unknown as Uint8Array };
    expect(() => readHints({ event })).to.throw(TypeError);
  });

  it('that cannot be read are one claim of nothing', () => {
    expect(unprovenHints(undefined, judged())).to.deep.equal([
      { claimedType: undefined, key: undefined, reason: 'unreadable' },
    ]);
  });

  it('that a proven event bears out are left out', () => {
    expect(unprovenHints([hint()], judged(proven()))).to.deep.equal([]);
    expect(unprovenHints([hint({ index: 2 })], judged(proven()))).to.deep.equal([]);
    expect(unprovenHints([hint()], judged(proven({ index: 2 })))).to.deep.equal([]);
    expect(unprovenHints([hint({ index: 2 })], judged(proven({ index: 2 })))).to.deep.equal([]);
  });

  it('of another type, key, digest or entry remain, with the reason that is known', () => {
    for (const change of [
      { type: 'transport.planned' },
      { key: 'updates/AMSP/3' },
      { digest: 'b'.repeat(64) },
    ]) {
      const claimed = hint(change as Partial<Hint>);
      expect(unprovenHints([claimed], judged(proven()))).to.deep.equal([
        { claimedType: claimed.type, key: claimed.key, reason: 'absent' },
      ]);
    }
    expect(unprovenHints([hint({ index: 1 })], judged(proven({ index: 2 })))).to.deep.equal([
      { claimedType: 'transport.updated', key: 'updates/AMSP/1', index: 1, reason: 'absent' },
    ]);
    expect(unprovenHints([hint({ key: 'updates/AMSP/2' })], judged())[0]).to.include({ reason: 'altered' });
  });
});
