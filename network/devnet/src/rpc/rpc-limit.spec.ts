import { status } from '@grpc/grpc-js';
import { expect } from 'chai';
import type { UnaryMethod } from './rpc';
import { limitConcurrency } from './rpc-limit';

describe('the limit of concurrent calls', () => {
  it('turns away what is too much, and takes more when a call has ended', async () => {
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const method: UnaryMethod = {
      kind: 'unary',
      path: '/test/Hold',
      handle: async () => {
        await held;
        return { serializeBinary: () => Uint8Array.of(1) };
      },
    };
    const [limited] = limitConcurrency({ service: 'test', methods: [method], max: 1 }) as UnaryMethod[];
    const call = (): Promise<unknown> | undefined =>
      limited?.handle(new Uint8Array(), new AbortController().signal);
    const first = call();
    const refusal = await call()?.catch((error: unknown) => error);
    expect(refusal).to.have.property('code', status.UNKNOWN);
    finish();
    await first;
    expect(await call()).to.have.property('serializeBinary');
  });
});
