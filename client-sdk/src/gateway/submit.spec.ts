import { expect } from 'chai';
import { status as Grpc } from '@grpc/grpc-js';
import { encodeContractError } from '@kontti/model';
import { StatusCode } from '@hyperledger/fabric-gateway';
import { KonttiError } from '../errors';
import { DELIVERY_ATTEMPTS_MAX, LAGGING_PEER_RETRIES_MAX, PROPOSAL_ATTEMPTS_MAX } from '../limits';
import { startScriptedGateway } from '../testing/scripted-gateway';
import type { Failure, ScriptedGateway } from '../testing/scripted-gateway';
import { startBounds } from './call-options';
import type { CallOptions } from './call-options';
import { submit } from './submit';

const OK = 'ok';
const {
  VALID,
  MVCC_READ_CONFLICT,
  PHANTOM_READ_CONFLICT,
  ENDORSEMENT_POLICY_FAILURE,
  DUPLICATE_TXID,
  BAD_RWSET,
} = StatusCode;
const unavailable: Failure = { grpc: Grpc.UNAVAILABLE, message: 'no orderers' };

function run(gateway: ScriptedGateway, options: CallOptions = {}): ReturnType<typeof submit> {
  const bounds = startBounds(options, gateway.session.timers.nowMs());
  return submit(gateway.session, { bounds, name: 'shipment:Consign', args: ['{}'] });
}

async function failureOf(promise: Promise<unknown>): Promise<KonttiError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(KonttiError);
  return error as KonttiError;
}

describe('submit', () => {
  it('gives result, transaction id and block of what is valid', async () => {
    await using gateway = await startScriptedGateway({ endorse: [OK], submit: [OK], commitStatus: [VALID] });
    const committed = await run(gateway);
    expect(Buffer.from(committed.result).toString()).to.equal('result');
    expect(committed.transactionId).to.equal(gateway.proposed[0]);
    expect(committed.blockNumber).to.equal(7n);
  });

  it('sends the same bytes again while the outcome is unknown', async () => {
    for (const grpc of [Grpc.UNAVAILABLE, Grpc.DEADLINE_EXCEEDED, Grpc.ABORTED]) {
      const unknown: Failure = { grpc, message: 'lost' };
      await using gateway = await startScriptedGateway({
        endorse: [OK],
        submit: [unknown, OK],
        commitStatus: [{ grpc: Grpc.DEADLINE_EXCEEDED, message: 'not yet' }, VALID],
      });
      await run(gateway);
      expect(gateway.proposed).to.have.length(1);
      expect(gateway.submitted).to.have.length(2);
      expect(gateway.submitted[1]).to.deep.equal(gateway.submitted[0]);
    }
  });

  it('does not send again what turns out to be committed', async () => {
    await using gateway = await startScriptedGateway({
      endorse: [OK],
      submit: [unavailable],
      commitStatus: [VALID],
    });
    await run(gateway);
    expect(gateway.submitted).to.have.length(1);
  });

  it('asks again when a duplicate is reported, for the copy that counts', async () => {
    await using gateway = await startScriptedGateway({
      endorse: [OK],
      submit: [unavailable, OK],
      commitStatus: [DUPLICATE_TXID, VALID],
    });
    await run(gateway);
    expect(gateway.proposed).to.have.length(1);
  });

  it('says after bounded repeats that the outcome is unknown, with the transaction id', async () => {
    const attempts = Array.from({ length: 100 }, () => unavailable);
    await using gateway = await startScriptedGateway({
      endorse: [OK],
      submit: attempts,
      commitStatus: attempts,
    });
    const error = await failureOf(run(gateway));
    expect(error).to.include({ code: 'OUTCOME_UNKNOWN', stage: 'commit-status' });
    expect(error.details.transactionId).to.equal(gateway.proposed[0]);
    expect(gateway.proposed).to.have.length(1);
    expect(gateway.submitted.length).to.be.within(DELIVERY_ATTEMPTS_MAX, attempts.length - 1);
    expect(new Set(gateway.submitted.map((bytes) => bytes.toString('hex'))).size).to.equal(1);
  });

  it('reports at once what the gateway refused before it reached an orderer', async () => {
    const refused: Failure = { grpc: Grpc.INVALID_ARGUMENT, message: 'prepared transaction must be signed' };
    await using gateway = await startScriptedGateway({ endorse: [OK], submit: [refused] });
    expect(await failureOf(run(gateway))).to.include({ code: 'REQUEST_REFUSED', stage: 'submit' });
    expect(gateway.submitted).to.have.length(1);
  });

  it('proposes anew after a lost race and pauses longer each time', async () => {
    await using gateway = await startScriptedGateway({
      endorse: [OK, OK, OK],
      submit: [OK, OK, OK],
      commitStatus: [MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT, VALID],
    });
    await run(gateway);
    expect(new Set(gateway.proposed).size).to.equal(3);
    expect(gateway.pausesMs).to.deep.equal([40, 80]);
  });

  it('proposes anew when peers at different heights computed different results', async () => {
    const mismatch: Failure = {
      grpc: Grpc.ABORTED,
      message: 'failed to collect enough transaction endorsements',
      nodes: [{ mspId: 'Org2MSP', message: 'ProposalResponsePayloads do not match' }],
    };
    await using gateway = await startScriptedGateway({
      endorse: [mismatch, OK],
      submit: [OK],
      commitStatus: [VALID],
    });
    await run(gateway);
    expect(gateway.proposed).to.have.length(2);
  });

  it('gives up a race within a bound', async () => {
    const lost = Array.from({ length: PROPOSAL_ATTEMPTS_MAX }, () => MVCC_READ_CONFLICT);
    const ok = lost.map(() => OK as 'ok');
    await using gateway = await startScriptedGateway({ endorse: ok, submit: ok, commitStatus: lost });
    const error = await failureOf(run(gateway));
    expect(error).to.include({ code: 'CONFLICT', stage: 'commit' });
    expect(error.details).to.include({
      validationCode: 'MVCC_READ_CONFLICT',
      attempts: PROPOSAL_ATTEMPTS_MAX,
    });
  });

  it('tries a policy failure once more, and no other invalid code', async () => {
    await using policy = await startScriptedGateway({
      endorse: [OK, OK],
      submit: [OK, OK],
      commitStatus: [ENDORSEMENT_POLICY_FAILURE, ENDORSEMENT_POLICY_FAILURE],
    });
    expect((await failureOf(run(policy))).code).to.equal('POLICY_NOT_SATISFIED');
    expect(policy.proposed).to.have.length(2);
    await using invalid = await startScriptedGateway({
      endorse: [OK],
      submit: [OK],
      commitStatus: [BAD_RWSET],
    });
    const error = await failureOf(run(invalid));
    expect(error.code).to.equal('TRANSACTION_INVALID');
    expect(error.details.validationCode).to.equal('BAD_RWSET');
  });

  it("asks again whom it may find behind, then keeps the chaincode's code and names company, stage and remedy", async () => {
    const text = encodeContractError({
      code: 'UNKNOWN_PLACE',
      message: 'm',
      field: 'origin',
      details: { place: 'X' },
    });
    const refused = {
      grpc: Grpc.ABORTED,
      message: 'failed to endorse transaction, see attached details for more info',
      nodes: [{ mspId: 'AirMSP', message: `chaincode response 500, ${text}` }],
    };
    await using behind = await startScriptedGateway({
      endorse: [refused, OK],
      submit: [OK],
      commitStatus: [VALID],
    });
    await run(behind);
    expect(behind.proposed).to.have.length(2);
    // Whatever a peer that is not behind refuses, it refuses again.
    await using gateway = await startScriptedGateway({
      endorse: Array.from({ length: LAGGING_PEER_RETRIES_MAX + 1 }, () => refused),
    });
    const error = await failureOf(run(gateway));
    expect(error).to.include({ code: 'UNKNOWN_PLACE', stage: 'endorse' });
    expect(error.details).to.include({ company: 'AirMSP', field: 'origin', place: 'X' });
    expect(error.details.remedy).to.be.a('string').that.is.not.empty;
  });

  it('proposes anew when the own peer may not yet have what another company knows of', async () => {
    const refusal = (code: 'NOT_FOUND' | 'ROLE_MISSING'): Failure => ({
      grpc: Grpc.ABORTED,
      message: 'failed to endorse transaction',
      nodes: [
        {
          mspId: 'Org1MSP',
          message: `chaincode response 500, ${encodeContractError({ code, message: 'x', field: 'sequence', details: {} })}`,
        },
      ],
    });
    await using behind = await startScriptedGateway({
      endorse: [refusal('NOT_FOUND'), OK],
      submit: [OK],
      commitStatus: [VALID],
    });
    await run(behind);
    expect(behind.proposed).to.have.length(2);
    await using absent = await startScriptedGateway({
      endorse: Array.from({ length: LAGGING_PEER_RETRIES_MAX + 1 }, () => refusal('NOT_FOUND')),
    });
    expect(await failureOf(run(absent))).to.include({ code: 'NOT_FOUND', stage: 'endorse' });
    await using refused = await startScriptedGateway({ endorse: [refusal('ROLE_MISSING')] });
    expect(await failureOf(run(refused))).to.include({ code: 'ROLE_MISSING' });
    expect(refused.proposed).to.have.length(1);
  });

  it('is cancelled before it starts, and while it waits', async () => {
    await using gateway = await startScriptedGateway({ endorse: [OK], submit: [OK], commitStatus: [VALID] });
    const early = await failureOf(run(gateway, { signal: AbortSignal.abort() }));
    expect(early.code).to.equal('CANCELLED');
    expect(gateway.proposed).to.have.length(0);
    const abort = new AbortController();
    const late = failureOf(run(gateway, { signal: abort.signal }));
    abort.abort();
    expect((await late).code).to.equal('CANCELLED');
  });

  it('does not start after its time, nor on a closed client', async () => {
    await using gateway = await startScriptedGateway({});
    expect((await failureOf(run(gateway, { timeoutMs: 0 }))).code).to.equal('TIMED_OUT');
    gateway.session.close();
    expect((await failureOf(run(gateway))).code).to.equal('CLIENT_CLOSED');
  });

  it('fails what is under way when the client closes, with the id of what may still commit', async () => {
    await using gateway = await startScriptedGateway({
      endorse: [OK],
      submit: [OK],
      commitStatus: ['never'],
    });
    const failure = failureOf(run(gateway));
    await gateway.asked;
    gateway.session.close();
    const error = await failure;
    expect(error.code).to.equal('CLIENT_CLOSED');
    expect(error.details.transactionId).to.equal(gateway.proposed[0]);
  });
});
