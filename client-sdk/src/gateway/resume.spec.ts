import { status as Grpc } from '@grpc/grpc-js';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { gateway } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createError, KonttiError } from '../errors';
import { createPassingTime } from '../testing/passing-time';
import { createScriptedSession, gatewayFailure } from '../testing/scripted-session';
import type { SessionScript } from '../testing/scripted-session';
import { withinTurns } from '../testing/within-turns';
import { resume } from './resume';

const { VALID, DUPLICATE_TXID, MVCC_READ_CONFLICT } = StatusCode;
const late = gatewayFailure(Grpc.DEADLINE_EXCEEDED, 'not yet');
const prepared = new gateway.PreparedTransaction();
prepared.setTransactionId('tx-1');
const bytes = prepared.serializeBinary();

async function run(script: Partial<SessionScript>, isOpen = true) {
  const made = createScriptedSession(createPassingTime(0).timers);
  Object.assign(made.script, script);
  if (!isOpen) made.context.session.close();
  const bounds = { signal: undefined, deadlineMs: Infinity };
  const outcome: unknown = await withinTurns(resume(made.context.session, { bytes, bounds })).catch(
    (error: unknown) => error,
  );
  return { outcome, submits: made.submitted.length, submitted: made.submitted[0], result: made.result };
}

describe('a transaction that an earlier process signed', () => {
  it('is not sent again where the ledger has it', async () => {
    const { outcome, submits, result } = await run({ status: [VALID] });
    expect(outcome).to.deep.equal({ transactionId: 'tx-1', blockNumber: 7n, result: Buffer.from(result) });
    expect(submits).to.equal(0);
    const invalid = await run({ status: [MVCC_READ_CONFLICT] });
    expect(invalid.outcome).to.include({ code: 'CONFLICT', stage: 'commit' });
    expect((invalid.outcome as KonttiError).details).to.include({ transactionId: 'tx-1', attempts: 1 });
    expect(invalid.submits).to.equal(0);
  });

  it('is sent as it was signed where the ledger does not have it, or has a copy that lost', async () => {
    for (const first of [late, DUPLICATE_TXID]) {
      const { outcome, submits, submitted } = await run({ status: [first, VALID] });
      expect(outcome).to.include({ transactionId: 'tx-1' });
      expect([submits, submitted]).to.deep.equal([1, bytes]);
    }
  });

  it('is left as it is where nobody can ask for it', async () => {
    const closed = await run({}, false);
    expect(closed.outcome).to.be.instanceOf(KonttiError).with.property('code', 'CLIENT_CLOSED');
    const unsigned = createError('SIGNER_FAILED');
    const { outcome, submits } = await run({ status: [unsigned] });
    expect([outcome, submits, closed.submits]).to.deep.equal([unsigned, 0, 0]);
  });
});
