import { expect } from 'chai';
import type { AnyFact } from '@kontti/model';
import { createDelayTracker } from './delays';

let count = 0;

function updates(
  ...entries: readonly (readonly [sequence: number, delayMinutes: number | undefined])[]
): AnyFact {
  count += 1;
  const key = `updates/AMSP/U-${count}`;
  const body = {
    updates: entries.map(([sequence, delayMinutes]) => ({
      transportId: 'AMSP/T-1',
      sequence,
      kind: 'estimated' as const,
      ...(delayMinutes === undefined ? {} : { delayMinutes }),
    })),
  };
  return {
    v: 1,
    type: 'transport.updated',
    key,
    vouchers: ['AMSP'],
    ref: `U-${count}`,
    at: 0,
    body,
  } as AnyFact;
}

const hint = (fact: AnyFact, index: number) => ({
  type: 'transport.delayed' as const,
  key: fact.key,
  digest: '',
  index,
});

describe('createDelayTracker', () => {
  it('finds a delay once, without any hint', () => {
    const tracker = createDelayTracker();
    expect([...tracker.newDelays(updates([1, 10], [2, 10], [3, 25]), [])]).to.deep.equal([0, 2]);
    expect([
      ...tracker.newDelays(updates([4, 25], [5, 0], [6, -5], [7, undefined], [8, 25]), []),
    ]).to.deep.equal([4]);
  });

  it('lets the hint decide only where it did not see the update before', () => {
    const tracker = createDelayTracker();
    const late = updates([5, 30]);
    expect([...tracker.newDelays(late, [])]).to.deep.equal([]);
    expect([...createDelayTracker().newDelays(late, [hint(late, 0)])]).to.deep.equal([0]);
    const same = updates([6, 30]);
    expect([...tracker.newDelays(same, [hint(same, 0)])]).to.deep.equal([]);
    const early = updates([9, -3]);
    expect([...createDelayTracker().newDelays(early, [hint(early, 0)])]).to.deep.equal([]);
  });
});
