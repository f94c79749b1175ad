import { status as Grpc } from '@grpc/grpc-js';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { createError } from '../errors';
import type { SdkErrorCode } from '../errors';
import { OUTBOX_DELAY_MS, OUTBOX_DELAY_MS_MAX } from '../limits';
import { chaincodeRefusal, createScriptedSession, gatewayFailure } from '../testing/scripted-session';
import type { ScriptedSession, SessionScript } from '../testing/scripted-session';
import { withinTurns } from '../testing/within-turns';
import { prepareRow } from './prepare-row';
import { outboxDelayMs, sendRow } from './send-row';
import type { OutboxRow, RowChange, RowProgress } from './store';

const NOW_MS = Date.UTC(2026, 0, 1);
const timers = { nowMs: () => NOW_MS, random: () => 1, delay: () => Promise.resolve() };
const unreachable = gatewayFailure(Grpc.UNAVAILABLE, 'no peer');
const late = gatewayFailure(Grpc.DEADLINE_EXCEEDED, 'not yet');
const { MVCC_READ_CONFLICT, BAD_PAYLOAD } = StatusCode;

/** What a row that was signed before has. */
const signed = { state: 'sent', transactionId: 'tx-0', envelope: new Uint8Array(), attempts: 4 } as const;

describe('a try of a row', () => {
  let gateway: ScriptedSession;
  let written: RowChange[];
  /** What becomes of the next writes: done unless said otherwise. */
  let writes: (boolean | SdkErrorCode)[];
  let ends: AbortController;

  beforeEach(() => {
    gateway = createScriptedSession(timers);
    written = [];
    writes = [];
    ends = new AbortController();
  });

  async function send(
    script: Partial<SessionScript> = {},
    {
      progress = {},
      encryptionKey,
    }: { readonly progress?: Partial<RowProgress>; readonly encryptionKey?: Uint8Array } = {},
  ) {
    Object.assign(gateway.script, script);
    const prepared = await prepareRow(
      { timers, encryptionKey: undefined },
      { id: 'a', operation: 'shipments.acceptCustody', request: { shipmentId: 'Org1MSP/S-1', sequence: 1 } },
    );
    const row: OutboxRow = {
      ...prepared,
      sequence: 3,
      revision: 5,
      progress: { ...prepared.progress, ...progress },
    };
    const result = await withinTurns(
      sendRow(
        {
          ...{ context: gateway.context, encryptionKey, signal: ends.signal },
          write: (change) => {
            const fate = writes.shift() ?? true;
            if (typeof fate === 'string') return Promise.reject(createError(fate));
            written.push(change);
            return Promise.resolve(fate);
          },
        },
        row,
      ),
    );
    const { state, attempts, dueMs, transactionId, envelope, reason } = result.row.progress;
    const code = reason === undefined ? undefined : (JSON.parse(reason) as { readonly code: string }).code;
    const shown = { end: result.end, state, attempts, afterMs: dueMs === 0 ? 0 : dueMs - NOW_MS };
    return { ...shown, transactionId, isSigned: envelope !== undefined, code, result };
  }

  it('is on disk as sent before it is sent, and as committed with what the ledger has', async () => {
    const { end, result } = await send();
    expect(end).to.equal('committed');
    const [sent, committed] = written.map(({ progress }) => progress as RowProgress);
    expect(sent).to.include({ state: 'sent', transactionId: 'tx-1', changedMs: NOW_MS });
    expect(Buffer.from(sent?.envelope ?? [])).to.deep.equal(Buffer.from(gateway.submitted[0] ?? []));
    expect(committed).to.include({ state: 'committed', transactionId: 'tx-1', changedMs: NOW_MS });
    expect(committed).to.include({ request: undefined, envelope: undefined, reason: undefined });
    expect(JSON.parse(committed?.outcome ?? '')).to.deep.equal({
      ...{ transactionId: 'tx-1', block: '7', result: gateway.result },
    });
    expect(written.map(({ sequence, revision }) => [sequence, revision])).to.deep.equal([
      [3, 5],
      [3, 6],
    ]);
    expect(result.row).to.include({ revision: 7 });
  });

  it('is committed also where the answer cannot be read', async () => {
    gateway.result = 'no record';
    expect(await send()).to.include({ end: 'committed', state: 'committed' });
    expect(written).to.have.length(2);
  });

  it('is failed where the contract refuses it', async () => {
    const refused = await send({ endorse: [chaincodeRefusal('STATE')] });
    expect(refused).to.include({ end: 'left', state: 'failed', attempts: 1, afterMs: 0, code: 'STATE' });
    expect(refused).to.include({ transactionId: undefined, isSigned: false });
  });

  it('comes again after a pause that grows where its fault passes', async () => {
    const denied = gatewayFailure(Grpc.FAILED_PRECONDITION, 'no combination of peers');
    const passing = { end: 'left', state: 'waiting', code: 'ENDORSERS_MISSING', isSigned: false };
    expect(await send({ endorse: [denied] })).to.include({
      ...passing,
      attempts: 1,
      afterMs: OUTBOX_DELAY_MS,
    });
    expect(await send({ endorse: [denied] }, { progress: { attempts: 2 } })).to.include({
      ...{ ...passing, attempts: 3, afterMs: 4 * OUTBOX_DELAY_MS },
    });
  });

  it('is due as before where all rows wait for the same', async () => {
    const paused = await send({ endorse: [unreachable] }, { progress: { attempts: 2, dueMs: 9 } });
    expect(paused).to.include({
      end: 'pause',
      state: 'waiting',
      attempts: 2,
      afterMs: 0,
      code: 'UNREACHABLE',
    });
    expect(paused.result).to.have.nested.property('reason.code', 'UNREACHABLE');
  });

  it('stays sent while it may be on the ledger, and waits once it is certain that it is not', async () => {
    const open = { end: 'left', state: 'sent', attempts: 1, transactionId: 'tx-1', isSigned: true };
    expect(await send({ submit: [unreachable], status: [late] })).to.include({
      ...open,
      code: 'OUTCOME_UNKNOWN',
    });
    gateway = createScriptedSession(timers);
    expect(await send({ submit: [new TypeError('cut')] })).to.include({ ...open, code: 'RESULT_MALFORMED' });
    const closed = { end: 'left', state: 'waiting', attempts: 1, transactionId: undefined, isSigned: false };
    for (const [script, code] of [
      [{ submit: [gatewayFailure(Grpc.INVALID_ARGUMENT, 'not signed')] }, 'REQUEST_REFUSED'],
      [{ status: [BAD_PAYLOAD] }, 'TRANSACTION_INVALID'],
      [
        {
          status: [MVCC_READ_CONFLICT],
          endorse: ['ok', gatewayFailure(Grpc.ABORTED, 'chaincode response 500, x')],
        },
        'CHAINCODE_FAILED',
      ],
    ] satisfies [Partial<SessionScript>, string][]) {
      gateway = createScriptedSession(timers);
      expect(await send(script), code).to.include({ ...closed, code });
    }
  });

  it('brings what was signed before to its outcome, and proposes only what the ledger holds as invalid', async () => {
    expect(await send({}, { progress: signed })).to.include({ end: 'committed', state: 'committed' });
    expect([gateway.proposed, gateway.submitted]).to.deep.equal([[], []]);
    const lost = await send({ status: [late, late], submit: [unreachable] }, { progress: signed });
    expect(lost).to.include({
      end: 'left',
      state: 'sent',
      attempts: 5,
      isSigned: true,
      code: 'OUTCOME_UNKNOWN',
    });
    gateway = createScriptedSession(timers);
    const invalid = await send({ status: [MVCC_READ_CONFLICT] }, { progress: signed });
    expect(invalid).to.include({ end: 'left', state: 'waiting', isSigned: false, code: 'CONFLICT' });
    gateway = createScriptedSession(timers);
    gateway.context.session.close();
    const closed = await send({}, { progress: signed });
    expect(closed).to.include({ end: 'pause', state: 'sent', isSigned: true, code: 'CLIENT_CLOSED' });
  });

  it('leaves a row alone that somebody else changed, and pauses for faults of the store', async () => {
    writes = [false];
    expect(await send()).to.include({ end: 'changed', state: 'waiting' });
    expect(gateway.submitted).to.deep.equal([]);
    writes = ['STORE_BUSY'];
    const busy = await send();
    expect(busy).to.include({ end: 'pause', state: 'waiting' });
    expect(busy.result).to.have.nested.property('reason.code', 'STORE_BUSY');
    writes = ['STORE_LEASE_LOST'];
    expect((await send({ endorse: [chaincodeRefusal('STATE')] })).result).to.have.nested.property(
      ...(['reason.code', 'STORE_LEASE_LOST'] as const),
    );
    writes = [false];
    expect(await send({ endorse: [chaincodeRefusal('STATE')] })).to.include({ end: 'changed' });
    expect(gateway.submitted).to.deep.equal([]);
  });

  it('waits where its request cannot be read with the key that is given', async () => {
    const request = Buffer.concat([Buffer.of(1), Buffer.alloc(60)]);
    const sealed = await send({}, { progress: { request }, encryptionKey: new Uint8Array(32) });
    expect(sealed).to.include({ end: 'left', state: 'waiting', attempts: 1, code: 'STORE_KEY_WRONG' });
    expect(await send({}, { progress: { request: undefined } })).to.include({
      end: 'left',
      code: 'STORE_KEY_WRONG',
    });
  });

  it('is left as it is when the sending ends', async () => {
    ends.abort();
    expect(await send()).to.include({ end: 'left', state: 'waiting', attempts: 0, code: undefined });
    expect(written).to.deep.equal([]);
  });
});

describe('the pause before another try', () => {
  it('doubles within a bound, and is drawn from its second half', () => {
    const pauses = (random: number) =>
      [1, 2, 6, 7, 100].map((tries) => outboxDelayMs(tries, { random: () => random }));
    const whole = [1, 2, 32].map((times) => times * OUTBOX_DELAY_MS);
    expect(pauses(1)).to.deep.equal([...whole, OUTBOX_DELAY_MS_MAX, OUTBOX_DELAY_MS_MAX]);
    expect(pauses(0)).to.deep.equal(pauses(1).map((pauseMs) => pauseMs / 2));
    expect(outboxDelayMs(1, { random: () => 0.0001 })).to.equal(501);
  });
});
