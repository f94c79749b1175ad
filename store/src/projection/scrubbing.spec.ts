import type { ConsumerState, ConsumerStore, KonttiError } from '@kontti/client-sdk';
import { expect } from 'chai';
import type { Sql } from '../sql/database';
import { storeError } from '../sql/store-error';
import { createScrubbing } from './scrubbing';

const consumer = 'projection';

describe('the scrubbing of what was erased', () => {
  let state: ConsumerState;
  let scrubs: number;
  /** What the next attempts fail with. */
  let failures: KonttiError[];

  /** A process of its own over the same database. */
  const open = () => {
    const store = {
      state: () => Promise.resolve(state),
      advance: ({ to }: { readonly to: string }) => {
        state = { position: to, attempts: 0 };
        return Promise.resolve();
      },
    } as unknown as ConsumerStore<Sql>;
    return createScrubbing(store, () => {
      scrubs += 1;
      const failure = failures.shift();
      return failure === undefined ? Promise.resolve() : Promise.reject(failure);
    });
  };
  const step = async (store: ConsumerStore<Sql>, to: string): Promise<unknown> =>
    store.advance({ consumer, from: undefined, to }).then(
      () => undefined,
      (error: unknown) => (error as KonttiError).code,
    );

  beforeEach(() => {
    state = { position: undefined, attempts: 0 };
    scrubs = 0;
    failures = [];
  });

  it('follows the step that erased something, and no other', async () => {
    const { store, expect: expectErasure } = open();
    await store.state(consumer);
    await step(store, 'l:1.0.0');
    expect(scrubs).to.equal(0);
    expectErasure();
    await step(store, 'l:2.0.0');
    await step(store, 'l:3.0.0');
    expect(scrubs).to.equal(1);
  });

  it('is tried again after each step until it succeeds, whatever it failed with', async () => {
    const { store, expect: expectErasure } = open();
    failures = [storeError('STORE_BUSY'), storeError('STORE_FAILED')];
    expectErasure();
    expect(await step(store, 'l:1.0.0')).to.equal(undefined);
    expect(await step(store, 'l:2.0.0')).to.equal('STORE_FAILED');
    await step(store, 'l:3.0.0');
    await step(store, 'l:4.0.0');
    expect(scrubs).to.equal(3);
  });

  it('is done for another process that moved the consumer, which may have ended before it scrubbed', async () => {
    const { store } = open();
    await store.state(consumer);
    await step(store, 'l:1.0.0');
    const other = open();
    await other.store.state(consumer);
    other.expect();
    failures = [storeError('STORE_BUSY')];
    await step(other.store, 'l:2.0.0');
    expect(scrubs).to.equal(1);

    await store.state(consumer);
    await step(store, 'l:3.0.0');
    await store.state(consumer);
    await step(store, 'l:4.0.0');
    expect(scrubs).to.equal(2);
  });
});
