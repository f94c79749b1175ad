import { status as Grpc } from '@grpc/grpc-js';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import { RETRY_DELAY_MS } from '../limits';
import type { RetryNotice } from '../observe/observe-options';
import type { ObservedCall } from '../observe/observer';
import { createPassingTime } from '../testing/passing-time';
import { chaincodeRefusal, createScriptedSession, gatewayFailure } from '../testing/scripted-session';
import type { SessionScript } from '../testing/scripted-session';
import { withinTurns } from '../testing/within-turns';
import type { Session } from './session';
import { submit } from './submit';
import type { SubmitCall } from './submit';

const { MVCC_READ_CONFLICT, BAD_PAYLOAD } = StatusCode;

/** Submits over a session that answers as scripted, watched by an observer. */
async function run(
  script: Partial<SessionScript>,
  more: Partial<SubmitCall> = {},
  hooks: {
    readonly onRetry?: (session: Session) => void;
    readonly onProposal?: (session: Session) => void;
  } = {},
) {
  const { timers, pauses } = createPassingTime(0);
  const made = createScriptedSession(timers);
  Object.assign(made.script, script);
  const notices: RetryNotice[] = [];
  const calls: ObservedCall[] = [];
  const { session } = made.context;
  const { contract } = session;
  const watched = Object.assign(session, {
    contract: {
      newProposal: (...args: Parameters<typeof contract.newProposal>) => {
        hooks.onProposal?.(session);
        return contract.newProposal(...args);
      },
    },
    observer: {
      call: (call: ObservedCall, work: () => Promise<unknown>) => {
        calls.push(call);
        return work();
      },
      retry: (notice: RetryNotice) => {
        notices.push(notice);
        hooks.onRetry?.(session);
      },
    },
  });
  const bounds = { signal: undefined, deadlineMs: Infinity };
  const call = { name: 'shipment:Consign', args: ['{}'], bounds, ...more };
  const outcome: unknown = await withinTurns(submit(watched, call)).catch((error: unknown) => error);
  return { ...made, outcome, notices, calls, pauses };
}

describe('a call that changes the ledger', () => {
  it('is proposed with its arguments, to the companies that it names', async () => {
    const usual = await run({});
    expect(usual.outcome).to.deep.include({ transactionId: 'tx-1', blockNumber: 7n });
    expect(usual.asked).to.deep.equal([['shipment:Consign', { arguments: ['{}'], transientData: {} }]]);
    const transientData = { secret: Buffer.of(1) };
    const endorsingOrganizations = ['AMSP', 'BMSP'];
    const { asked } = await run({}, { transientData, endorsingOrganizations });
    expect(asked).to.deep.equal([
      ['shipment:Consign', { arguments: ['{}'], transientData, endorsingOrganizations }],
    ]);
  });

  it('says to its observer that it began, and each time that it is proposed anew', async () => {
    const { notices, calls, pauses, proposed } = await run({
      status: [MVCC_READ_CONFLICT, MVCC_READ_CONFLICT],
    });
    const operation = 'shipment:Consign';
    expect(calls).to.deep.equal([{ kind: 'submit', operation }]);
    expect(notices).to.deep.equal([1, 2].map((attempt) => ({ reason: 'conflict', operation, attempt })));
    expect(pauses).to.deep.equal([RETRY_DELAY_MS, 2 * RETRY_DELAY_MS]);
    expect(proposed).to.have.length(3);
  });

  it('is not proposed anew once the client is closed', async () => {
    const { outcome, proposed } = await run(
      { status: [MVCC_READ_CONFLICT] },
      {},
      { onRetry: (session) => session.close() },
    );
    expect(outcome).to.have.property('code', 'CLIENT_CLOSED');
    expect(proposed).to.have.length(1);
  });

  it('fails as the client does that was closed while it was endorsed', async () => {
    const cancelled = gatewayFailure(Grpc.CANCELLED, 'cancelled');
    const { outcome } = await run({ endorse: [cancelled] }, {}, { onProposal: (session) => session.close() });
    expect(outcome).to.have.property('code', 'CLIENT_CLOSED');
  });

  it('is looked at once it is endorsed, and sent only where that does not fail', async () => {
    const changed = createError('DEFINITION_CHANGED');
    const looked: string[] = [];
    const { outcome, submitted } = await run(
      {},
      {
        approve: (transaction) => {
          looked.push(transaction.getTransactionId());
          return Promise.reject(changed);
        },
      },
    );
    expect(outcome).to.equal(changed);
    expect([looked, submitted]).to.deep.equal([['tx-1'], []]);
  });

  it('is kept by its journal before it is sent, and settled once it is valid', async () => {
    const kept: unknown[] = [];
    const settled: unknown[] = [];
    const journal = {
      keep: (signed: { readonly transactionId: string; readonly bytes: Uint8Array }) => {
        kept.push([signed.transactionId, Buffer.from(signed.bytes)]);
        return Promise.resolve();
      },
      settle: (committed: object) => {
        settled.push(committed);
        return Promise.resolve();
      },
    };
    const { submitted, outcome } = await run({ status: [MVCC_READ_CONFLICT] }, { journal });
    expect(kept).to.deep.equal(submitted.map((bytes, index) => [`tx-${index + 1}`, Buffer.from(bytes)]));
    expect(settled).to.deep.equal([outcome]);
    settled.length = 0;
    const refused = await run({ status: [BAD_PAYLOAD] }, { journal });
    expect(refused.outcome).to.be.instanceOf(KonttiError).with.property('code', 'TRANSACTION_INVALID');
    expect(settled).to.deep.equal([]);
    const full = { ...journal, keep: () => Promise.reject(createError('STORE_FAILED')) };
    const unsent = await run({}, { journal: full });
    expect(unsent.outcome).to.have.property('code', 'STORE_FAILED');
    expect(unsent.submitted).to.deep.equal([]);
  });

  it('fails with what was refused, of which transaction, and at which stage', async () => {
    const { outcome } = await run({ endorse: [chaincodeRefusal('ROLE_MISSING')] });
    expect(outcome).to.include({ code: 'ROLE_MISSING', stage: 'endorse' });
    expect((outcome as KonttiError).details).to.include({ transactionId: 'tx-1' });
  });
});
