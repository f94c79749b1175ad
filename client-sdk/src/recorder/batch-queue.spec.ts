import { LIMITS } from '@kontti/model';
import { expect } from 'chai';
import { GROUP_BYTES_MAX } from '../limits';
import { BatchQueue } from './batch-queue';
import type { DeviceLine } from './device-line';
import type { SignedRows } from './sign-rows';

const lineOf = (deviceId: string) => ({ deviceId }) as DeviceLine<string>;
const signedOf = (bytes: number): SignedRows<string> => ({
  rows: [],
  firstSequence: 0,
  bytes: new Uint8Array(bytes),
});
const [first, second] = [lineOf('AMSP/D-1'), lineOf('AMSP/D-2')];

describe('signed batches that wait', () => {
  let queue: BatchQueue<string>;

  beforeEach(() => {
    queue = new BatchQueue();
  });

  const add = (bytes: number, line = first, sinceMs = 0): void => queue.add(line, signedOf(bytes), sinceMs);
  const sizesOfGroup = (): number[] => queue.takeGroup().map(({ bytes }) => bytes.length);

  it('are sent in order, as many as one transaction takes', () => {
    expect([queue.isEmpty, queue.isFull]).to.deep.equal([true, false]);
    expect(sizesOfGroup()).to.deep.equal([]);
    for (let batch = 1; batch <= LIMITS.batchesMax + 2; batch += 1) {
      expect(queue.isFull).to.equal(batch > LIMITS.batchesMax);
      add(batch);
    }
    expect([queue.isEmpty, queue.isFull]).to.deep.equal([false, true]);
    expect(sizesOfGroup()).to.deep.equal(Array.from({ length: LIMITS.batchesMax }, (_, index) => index + 1));
    expect(queue.isFull).to.equal(false);
    expect(sizesOfGroup()).to.deep.equal([LIMITS.batchesMax + 1, LIMITS.batchesMax + 2]);
    expect(queue.isEmpty).to.equal(true);
  });

  it('are sent together up to a number of bytes, and alone where one is larger', () => {
    const half = GROUP_BYTES_MAX / 2;
    for (const bytes of [half, half - 1]) add(bytes);
    expect(queue.isFull).to.equal(false);
    add(1);
    expect(queue.isFull).to.equal(true);
    add(1);
    add(GROUP_BYTES_MAX + 1);
    add(1);
    expect([sizesOfGroup(), sizesOfGroup(), sizesOfGroup(), sizesOfGroup()]).to.deep.equal([
      ...[[half, half - 1, 1], [1], [GROUP_BYTES_MAX + 1], [1]],
    ]);
  });

  it('are settled once each, by their numbers, whether they were sent or not', () => {
    const signed = signedOf(1);
    queue.add(first, signed, 0);
    queue.add(second, signedOf(2), 0);
    const indexes = queue.takeGroup().map(({ index, deviceId }) => [index, deviceId]);
    expect(indexes).to.deep.equal([
      [0, 'AMSP/D-1'],
      [1, 'AMSP/D-2'],
    ]);
    expect(queue.settle(0)).to.deep.equal({ line: first, signed });
    expect(queue.settle(0)).to.equal(undefined);
    expect(queue.settle(1)?.line).to.equal(second);
  });

  it('are forgotten with their device, but for those that are under way', () => {
    add(1);
    queue.takeGroup();
    add(2);
    add(3, second);
    queue.removeOf(first);
    expect([queue.settle(0)?.line, queue.settle(1)]).to.deep.equal([first, undefined]);
    expect(sizesOfGroup()).to.deep.equal([3]);
    expect(queue.settle(2)?.line).to.equal(second);
  });

  it('wait since the time of the one that waits longest', () => {
    expect(queue.oldestMs()).to.equal(undefined);
    add(1, first, 7);
    add(1, second, 5);
    expect(queue.oldestMs()).to.equal(5);
  });
});
