import { randomBytes } from 'node:crypto';
import { status as Grpc } from '@grpc/grpc-js';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { encodeContractError } from '@kontti/model';
import { expect } from 'chai';
import { createClient } from '../client';
import type { DefinitionGuard } from '../definition/guard';
import { createError, KonttiError } from '../errors';
import { createSemaphore } from '../gateway/semaphore';
import { SYSTEM_TIMERS } from '../gateway/timers';
import type { Timers } from '../gateway/timers';
import { createWallet } from '../loyalty/wallet';
import { MemoryDisk } from '../testing/memory-outbox-store';
import { startScriptedGateway } from '../testing/scripted-gateway';
import type { Script, ScriptedGateway } from '../testing/scripted-gateway';
import { openOutbox } from './outbox';
import type { Outbox } from './outbox';
import type { RowOptions } from './prepare-row';

const { VALID, MVCC_READ_CONFLICT } = StatusCode;
const acceptance: RowOptions<'shipments.acceptCustody'> = {
  id: 'accept-1',
  operation: 'shipments.acceptCustody',
  request: { shipmentId: 'Org1MSP/S-1', sequence: 1 },
};

/** Pauses that take no time, but let others go on. */
const timers: Timers = {
  ...SYSTEM_TIMERS,
  random: () => 1,
  delay: (_, signal) => SYSTEM_TIMERS.delay(1, signal),
};

function refusal(code: string): { readonly grpc: Grpc; readonly message: string } {
  const info = encodeContractError({ code, message: 'no', field: '', details: {} });
  return { grpc: Grpc.ABORTED, message: `chaincode response 500, ${info}` };
}

/** A client over a gateway, whose definition is accepted as long as a test says so. */
function clientOf({ session }: ScriptedGateway, isAccepted = () => true) {
  const guard = {
    requireAccepted: () => {
      if (!isAccepted()) throw createError('DEFINITION_CHANGED');
    },
    requireEndorsedUnder: () => Promise.resolve(),
  };
  const submits = createSemaphore({ runningMax: 8, waitingMax: 8, timers: session.timers });
  return createClient({ session, guard: guard as unknown as DefinitionGuard, submits });
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof KonttiError ? error.code : String(error)),
  );
}

async function list(rows: AsyncIterable<{ readonly id: string }>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of rows) ids.push(id);
  return ids;
}

describe('an outbox', () => {
  let disk: MemoryDisk;
  let outbox: Outbox;

  beforeEach(() => {
    disk = new MemoryDisk();
    outbox = openOutbox({ store: disk.open(), timers });
  });

  afterEach(() => outbox.close());

  it('adds a row once, and refuses other content under its id', async () => {
    expect(await outbox.add(acceptance)).to.include({
      id: 'accept-1',
      key: 'accept-1',
      state: 'waiting',
      attempts: 0,
    });
    await outbox.add({ ...acceptance, request: { sequence: 1, shipmentId: 'Org1MSP/S-1' } });
    const other = { ...acceptance, request: { shipmentId: 'Org1MSP/S-2', sequence: 1 } };
    expect(await codeOf(outbox.add(other))).to.equal('ID_REUSED');
    expect(await list(outbox.pending())).to.deep.equal(['accept-1']);
    expect(await outbox.get({ id: 'other' })).to.equal(undefined);
    expect(await outbox.count()).to.include({ waiting: 1, sent: 0 });
  });

  it('refuses at once what the ledger would never take', async () => {
    const wrong: readonly [object, string][] = [
      [{ request: { shipmentId: 'no id', sequence: 1 } }, 'FIELD_FORMAT'],
      [{ request: { shipmentId: 'Org1MSP/S-1', sequence: Number.NaN } }, 'FIELD_TYPE'],
      [{ request: { shipmentId: 'Org1MSP/S-1', sequence: 1, more: 1 } }, 'FIELD_UNKNOWN'],
      [{ operation: 'shipments.get' }, 'OPTIONS_INVALID'],
      [{ operation: 'loyalty.accrue', request: { programme: 'Org1MSP/miles' } }, 'FIELD_MISSING'],
      [{ id: 'a\nb' }, 'OPTIONS_INVALID'],
      [{ id: '' }, 'OPTIONS_INVALID'],
      [{ isPrivate: true }, 'OPTIONS_INVALID'],
      [{ colour: 'red' }, 'OPTIONS_INVALID'],
    ];
    for (const [change, code] of wrong) {
      expect(await codeOf(outbox.add({ ...acceptance, ...change })), JSON.stringify(change)).to.equal(code);
    }
    expect(disk.rows.size).to.equal(0);
  });

  it('encrypts requests, and drops them once they are recorded', async () => {
    const encryptionKey = randomBytes(32);
    const closed = openOutbox({ store: disk.open(), timers, encryptionKey });
    await closed.add({ ...acceptance, isPrivate: true });
    const [row] = disk.rows.values();
    expect(Buffer.from(row?.progress.request ?? []).includes('S-1')).to.equal(false);
    await using gateway = await startScriptedGateway({
      endorse: ['ok'],
      submit: ['ok'],
      commitStatus: [VALID],
    });
    const running = closed.run({ connect: () => Promise.resolve(clientOf(gateway)) });
    await closed.settled({ id: 'accept-1' });
    expect(disk.rows.get(1)?.progress).to.include({
      state: 'committed',
      request: undefined,
      envelope: undefined,
    });
    await closed.close();
    await running;
  });

  /** Sends with a gateway until a row is settled. */
  async function send(script: Script, options: { readonly isAccepted?: () => boolean } = {}) {
    const gateway = await startScriptedGateway(script);
    const ends = new AbortController();
    const paused: string[] = [];
    const running = outbox.run({
      connect: () => Promise.resolve(clientOf(gateway, options.isAccepted)),
      signal: ends.signal,
      onPause: ({ code }) => paused.push(code),
    });
    return {
      gateway,
      paused,
      async [Symbol.asyncDispose]() {
        ends.abort();
        await running;
        await gateway[Symbol.asyncDispose]();
      },
    };
  }

  it('has a transaction on disk before it is sent, and knows its outcome', async () => {
    await outbox.add(acceptance);
    const unavailable = { grpc: Grpc.UNAVAILABLE, message: 'lost' };
    await using sending = await send({
      endorse: ['ok'],
      submit: [unavailable, 'ok'],
      commitStatus: [unavailable, VALID],
    });
    const { outcome, transactionId } = await outbox
      .settled({ id: 'accept-1' }, { timeoutMs: 10_000 })
      .catch(() => ({
        outcome: undefined,
        transactionId: undefined,
      }));
    const { gateway } = sending;
    expect(outcome).to.include({ block: 7n, transactionId: gateway.proposed[0] });
    expect(transactionId).to.equal(gateway.proposed[0]);
    expect(gateway.submitted).to.have.length(2);
    expect(gateway.submitted[0]).to.deep.equal(gateway.submitted[1]);
  });

  it('sends the same bytes after a restart, once it is known that the ledger does not have them', async () => {
    await outbox.add(acceptance);
    const lost = { grpc: Grpc.UNAVAILABLE, message: 'lost' };
    let sent: Buffer | undefined;
    {
      await using sending = await send({ endorse: ['ok'], submit: [lost], commitStatus: ['never'] });
      await sending.gateway.asked;
      sent = sending.gateway.submitted[0];
    }
    expect(await outbox.get({ id: 'accept-1' })).to.include({ state: 'sent' });
    const late = { grpc: Grpc.DEADLINE_EXCEEDED, message: 'late' };
    await using again = await send({ endorse: [], submit: ['ok'], commitStatus: [late, VALID] });
    expect(await outbox.settled({ id: 'accept-1' })).to.include({ state: 'committed' });
    expect(again.gateway.proposed).to.deep.equal([]);
    expect(again.gateway.submitted).to.deep.equal([sent]);
  });

  it('sends nothing again that the ledger has by now, and proposes anew what it holds as invalid', async () => {
    for (const [script, proposals] of [
      [{ commitStatus: [VALID] }, 0],
      [{ commitStatus: [MVCC_READ_CONFLICT, VALID], endorse: ['ok'], submit: ['ok'] }, 1],
    ] as const) {
      await outbox.add({ ...acceptance, id: `row-${proposals}` });
      {
        const lost = { grpc: Grpc.UNAVAILABLE, message: 'lost' };
        await using sending = await send({ endorse: ['ok'], submit: [lost], commitStatus: ['never'] });
        await sending.gateway.asked;
      }
      await using again = await send(script);
      expect(await outbox.settled({ id: `row-${proposals}` })).to.include({ state: 'committed' });
      expect(again.gateway.proposed).to.have.length(proposals);
      expect(again.gateway.submitted).to.have.length(proposals);
    }
  });

  it('waits while the definition is not accepted, and says so', async () => {
    await outbox.add(acceptance);
    let isAccepted = false;
    await using sending = await send(
      { endorse: ['ok'], submit: ['ok'], commitStatus: [VALID] },
      { isAccepted: () => isAccepted },
    );
    while (sending.paused.length === 0) await timers.delay(1, undefined);
    const waiting = await outbox.get({ id: 'accept-1' });
    expect(waiting).to.include({ state: 'waiting', attempts: 0 });
    expect(waiting?.reason?.code).to.equal('DEFINITION_CHANGED');
    isAccepted = true;
    expect(await outbox.settled({ id: 'accept-1' })).to.include({ state: 'committed', reason: undefined });
  });

  it('waits while the clock is wrong, and says so', async () => {
    await outbox.add(acceptance);
    const wrong = {
      grpc: Grpc.FAILED_PRECONDITION,
      message: 'failed',
      nodes: [{ mspId: 'Org1MSP', message: 'request unauthorized due to incorrect timestamp' }],
    };
    await using sending = await send({ endorse: [wrong, 'ok'], submit: ['ok'], commitStatus: [VALID] });
    expect(await outbox.settled({ id: 'accept-1' })).to.include({ state: 'committed' });
    expect(sending.paused).to.deep.equal(['CLOCK_SKEW']);
  });

  it('keeps what is refused for a person, and later rows of its key behind it', async () => {
    await outbox.add({ ...acceptance, key: 'S-1' });
    await outbox.add({ ...acceptance, id: 'accept-2', key: 'S-1' });
    await using sending = await send({
      endorse: [refusal('STATE'), refusal('STATE'), 'ok'],
      submit: ['ok'],
      commitStatus: [VALID],
    });
    const { reason, state } = await outbox.settled({ id: 'accept-1' });
    expect({ state, code: reason?.code }).to.deep.equal({ state: 'failed', code: 'STATE' });
    expect(await list(outbox.failed())).to.deep.equal(['accept-1']);
    expect(await list(outbox.pending())).to.deep.equal(['accept-2']);
    expect(await outbox.retry({ id: 'accept-1' })).to.include({ state: 'waiting', reason: undefined });
    expect(await outbox.settled({ id: 'accept-1' })).to.include({ state: 'failed' });
    await outbox.drop({ id: 'accept-1' });
    expect(await outbox.settled({ id: 'accept-2' })).to.include({ state: 'committed' });
    expect(sending.gateway.proposed).to.have.length(3);
    for (const call of [outbox.retry({ id: 'accept-2' }), outbox.drop({ id: 'accept-2' })]) {
      expect(await codeOf(call)).to.equal('ROW_STATE');
    }
    expect(await codeOf(outbox.drop({ id: 'accept-1' }))).to.equal('ROW_NOT_FOUND');
  });

  it('gives an order back for another signature when its lots were spent meanwhile', async () => {
    const wallet = createWallet({ channel: 'mychannel', chaincode: 'kontti' });
    const other = createWallet({ channel: 'mychannel', chaincode: 'kontti' });
    const programme = 'Org1MSP/miles';
    const orderOver = (lotId: string) =>
      wallet.signTransfer({
        ...{ programme, ref: 'gift-1', amount: 5n, to: other.holderIn(programme) },
        inputs: [{ lotId, digest: 'd'.repeat(64) }],
      });
    const row = { id: 'gift-1', operation: 'loyalty.transfer' } as const;
    await outbox.add({ ...row, request: orderOver('Org1MSP/F-7/0') });
    await using sending = await send({
      endorse: [refusal('LOT_SPENT'), 'ok'],
      submit: ['ok'],
      commitStatus: [VALID],
    });
    expect(await outbox.settled({ id: 'gift-1' })).to.include({ state: 'unsigned' });
    await outbox.replace({ ...row, request: orderOver('Org1MSP/F-8/0') });
    expect(await outbox.settled({ id: 'gift-1' })).to.include({ state: 'committed' });
    expect(sending.gateway.submitted).to.have.length(1);
  });

  it('waits while another process sends, and takes over when that one ends', async () => {
    await outbox.add(acceptance);
    const other = await disk.open().lease();
    await using sending = await send({ endorse: ['ok'], submit: ['ok'], commitStatus: [VALID] });
    while (sending.paused.length === 0) await timers.delay(1, undefined);
    expect(sending.paused).to.deep.equal(['STORE_LEASED']);
    await other?.release();
    expect(await outbox.settled({ id: 'accept-1' })).to.include({ state: 'committed' });
  });

  it('is over in time when a row is waited for that nobody sends', async () => {
    await outbox.add(acceptance);
    expect(await codeOf(outbox.settled({ id: 'accept-1' }, { timeoutMs: 5 }))).to.equal('TIMED_OUT');
    const ends = new AbortController();
    const waiting = codeOf(outbox.settled({ id: 'accept-1' }, { signal: ends.signal }));
    ends.abort();
    expect(await waiting).to.equal('CANCELLED');
    expect(await codeOf(outbox.settled({ id: 'other' }))).to.equal('ROW_NOT_FOUND');
  });
});
