import { Client, credentials } from '@grpc/grpc-js';
import { expect } from 'chai';
import { connect } from '../connect';
import { DEFAULT_TIMEOUTS, SIGNATURE_MS_MAX } from '../limits';
import { createTestAuthority } from '../testing/certificates';
import { createPassingTime } from '../testing/passing-time';
import { startBounds } from './call-options';
import type { CallOptions } from './call-options';
import { evaluate } from './evaluate';
import { createSession } from './session';
import type { Session } from './session';
import { submit } from './submit';

/** A session over a channel that is never used, whose signer does not answer from its n-th question on. */
function openSession(answered = 0) {
  const { timers, pauses } = createPassingTime(0);
  const asked = { count: 0 };
  const session = createSession({
    ...{ grpcClient: new Client('127.0.0.1:1', credentials.createInsecure()), mspId: 'AMSP', timers },
    ...{ certificate: Buffer.from('certificate'), channelName: 'mychannel', chaincodeName: 'kontti' },
    ...{ timeouts: { ...DEFAULT_TIMEOUTS, outageMs: 0 }, signsOutside: true },
    signer: () => {
      asked.count += 1;
      return asked.count > answered ? new Promise<Uint8Array>(() => undefined) : Buffer.of(1);
    },
  });
  return { session, timers, pauses, asked };
}

const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => 'done',
    (error: { readonly code?: unknown }) => error.code,
  );

describe('a signer outside this process that does not answer', () => {
  const call = { name: 'lot:Get', args: ['{}'] };
  const ways: readonly (readonly [string, (session: Session, options: CallOptions) => Promise<unknown>])[] = [
    ['a question', (session, options) => evaluate(session, { ...call, ...options })],
    [
      'a change',
      (session, options) =>
        submit(session, { ...call, bounds: startBounds(options, session.timers.nowMs()) }),
    ],
  ];
  for (const [what, ask] of ways) {
    it(`ends ${what} with its time, its signal or the client`, async () => {
      const late = openSession();
      expect(await codeOf(ask(late.session, { timeoutMs: 30 }))).to.equal('SIGNER_FAILED');
      expect(late.timers.nowMs()).to.be.below(1_000);
      const controller = new AbortController();
      const ended = codeOf(ask(late.session, { signal: controller.signal }));
      controller.abort();
      expect(await ended).to.equal('CANCELLED');
      const open = codeOf(ask(late.session, {}));
      late.session.close();
      expect(await open).to.equal('CLIENT_CLOSED');
    });

    it(`ends ${what} that has no time of its own`, async () => {
      const { session, pauses } = openSession();
      expect(await codeOf(ask(session, {}))).to.equal('SIGNER_FAILED');
      expect(Math.max(...pauses)).to.be.within(DEFAULT_TIMEOUTS.evaluateMs, SIGNATURE_MS_MAX);
      session.close();
    });
  }

  it('ends what it is asked outside any call', async () => {
    const { session, pauses } = openSession();
    const blocks = codeOf(session.network.getBlockEvents({ startBlock: 0n }));
    expect([await blocks, pauses]).to.deep.equal(['SIGNER_FAILED', [SIGNATURE_MS_MAX]]);
    session.close();
  });

  it('and a passphrase that does not come, end with the signal of connect', async () => {
    const authority = await createTestAuthority('ca');
    const { certificate } = await authority.issue({ commonName: 'User1' });
    const encrypted = '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n';
    const controller = new AbortController();
    const connecting = codeOf(
      connect({
        ...{ mspId: 'AMSP', certificate, privateKey: encrypted, signal: controller.signal },
        ...{ endpoint: '127.0.0.1:1', tlsRootCertificate: authority.certificate },
        passphrase: () => new Promise<string>(() => undefined),
      }),
    );
    controller.abort();
    expect(await connecting).to.equal('CANCELLED');
  });
});
