import { expect } from 'chai';
import { status as Grpc } from '@grpc/grpc-js';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { KonttiError } from '../errors';
import { DEFAULT_TIMEOUTS } from '../limits';
import { startScriptedGateway } from '../testing/scripted-gateway';
import type { Failure, ScriptedGateway } from '../testing/scripted-gateway';
import { startBounds } from './call-options';
import { submit } from './submit';

const OK = 'ok';
const down: Failure = { grpc: Grpc.UNAVAILABLE, message: 'connection refused' };
const late: Failure = { grpc: Grpc.DEADLINE_EXCEEDED, message: 'endorsement timeout expired' };
const noPeers: Failure = {
  grpc: Grpc.FAILED_PRECONDITION,
  message: 'no combination of peers can be derived which satisfy the endorsement policy',
};
const noChaincode: Failure = {
  grpc: Grpc.ABORTED,
  message: 'failed to endorse transaction',
  nodes: [{ mspId: 'Org1MSP', message: 'could not launch chaincode kontti_1.0:1: connection failed' }],
};

function run(gateway: ScriptedGateway): ReturnType<typeof submit> {
  const bounds = startBounds({}, gateway.session.timers.nowMs());
  return submit(gateway.session, { bounds, name: 'shipment:Consign', args: ['{}'] });
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'none',
    (error: unknown) => (error instanceof KonttiError ? error.code : String(error)),
  );
}

function waitedMs({ pausesMs }: ScriptedGateway): number {
  return pausesMs.reduce((sum, pauseMs) => sum + pauseMs, 0);
}

describe('an outage', () => {
  it('is outlasted by a submit: peers, a chaincode and a policy without enough peers come back', async () => {
    await using gateway = await startScriptedGateway({
      endorse: [down, noPeers, noChaincode, OK],
      submit: [OK],
      commitStatus: [StatusCode.VALID],
    });
    await run(gateway);
    expect(gateway.proposed).to.have.length(4);
    expect(gateway.submitted).to.have.length(1);
  });

  it('is outlasted when endorsers do not answer in time, as long as the caller has time himself', async () => {
    await using gateway = await startScriptedGateway({
      endorse: [late, OK],
      submit: [OK],
      commitStatus: [StatusCode.VALID],
    });
    await run(gateway);
    expect(gateway.proposed).to.have.length(2);
    await using hurried = await startScriptedGateway({ endorse: [late, late, OK] });
    const bounds = { ...startBounds({ timeoutMs: 50 }, hurried.session.timers.nowMs()) };
    const call = submit(hurried.session, { bounds, name: 'shipment:Consign', args: ['{}'] });
    expect(await codeOf(call)).to.equal('TIMED_OUT');
  });

  it('is outlasted while the outcome is unknown, with the same bytes', async () => {
    const failures = Array.from({ length: 6 }, () => down);
    await using gateway = await startScriptedGateway({
      endorse: [OK],
      submit: [...failures, OK],
      commitStatus: [...failures, StatusCode.VALID],
    });
    await run(gateway);
    expect(gateway.proposed).to.have.length(1);
    expect(new Set(gateway.submitted.map((bytes) => bytes.toString('hex'))).size).to.equal(1);
  });

  it('ends a call when it lasts too long, and not before', async () => {
    await using gateway = await startScriptedGateway({ endorse: Array.from({ length: 100 }, () => down) });
    const { timers } = gateway.session;
    const startedMs = timers.nowMs();
    expect(await codeOf(run(gateway))).to.equal('UNREACHABLE');
    expect(timers.nowMs() - startedMs).to.be.at.least(DEFAULT_TIMEOUTS.outageMs);
    expect(waitedMs(gateway)).to.be.at.most(DEFAULT_TIMEOUTS.outageMs);
    expect(gateway.proposed.length).to.equal(gateway.pausesMs.length + 1);
  });

  it('counts once for a call, whatever stages and proposals it meets', async () => {
    const lost = StatusCode.MVCC_READ_CONFLICT;
    const outages = Array.from({ length: 12 }, () => down);
    await using gateway = await startScriptedGateway({
      endorse: [...outages, OK, ...outages, OK],
      submit: [...outages, OK, ...outages],
      commitStatus: [...outages, lost, ...outages],
    });
    // Twelve repeats of a stage take half of the time: the third stage's outage is too long.
    expect(await codeOf(run(gateway))).to.equal('UNREACHABLE');
    expect(gateway.proposed.length).to.be.greaterThan(13);
    // A conflict's own pause is no outage.
    expect(waitedMs(gateway) - 40).to.be.at.most(DEFAULT_TIMEOUTS.outageMs);
  });

  it('ends with the time of the call, and what was met by then comes with it', async () => {
    await using gateway = await startScriptedGateway({ endorse: Array.from({ length: 100 }, () => down) });
    const bounds = startBounds({ timeoutMs: 500 }, gateway.session.timers.nowMs());
    const error: unknown = await submit(gateway.session, {
      bounds,
      name: 'shipment:Consign',
      args: ['{}'],
    }).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(KonttiError).with.property('code', 'TIMED_OUT');
    expect((error as KonttiError).cause).to.have.property('code', 'UNREACHABLE');
    expect(waitedMs(gateway)).to.be.at.most(500);
  });

  it('is not what a refusal is', async () => {
    await using gateway = await startScriptedGateway({
      endorse: [{ grpc: Grpc.INVALID_ARGUMENT, message: 'the proposal is empty' }],
    });
    expect(await codeOf(run(gateway))).to.equal('REQUEST_REFUSED');
    expect(gateway.pausesMs).to.deep.equal([]);
  });
});
