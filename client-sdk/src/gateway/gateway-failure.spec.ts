import { status as Grpc } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { encodeContractError } from '@kontti/model';
import { expect } from 'chai';
import { createError } from '../errors';
import type { Stage } from '../errors';
import { codeToRemedy } from './chaincode-remedies';
import { failureToError } from './gateway-failure';

/** What the official client throws for a status of the gateway. */
function failureOf(code: Grpc, text = '', nodes: Readonly<Record<string, string>> = {}): GatewayError {
  const cause = Object.assign(new Error(text), { code, details: text }) as unknown as ServiceError;
  const details = Object.entries(nodes).map(([mspId, message]) => ({
    mspId,
    message,
    address: `${mspId}:7051`,
  }));
  return new GatewayError({ code, details, cause });
}

function codeOf(failure: unknown, stage: Stage = 'endorse'): string {
  return failureToError(failure, { stage }).code;
}

describe('failures of the gateway', () => {
  it('have codes by their status, stage and text', () => {
    const cases: readonly (readonly [GatewayError, Stage, string])[] = [
      [failureOf(Grpc.CANCELLED), 'endorse', 'CANCELLED'],
      [failureOf(Grpc.DEADLINE_EXCEEDED), 'endorse', 'TIMED_OUT'],
      [failureOf(Grpc.PERMISSION_DENIED), 'evaluate', 'ACCESS_DENIED'],
      [failureOf(Grpc.UNAUTHENTICATED), 'evaluate', 'ACCESS_DENIED'],
      [failureOf(Grpc.UNAVAILABLE), 'evaluate', 'UNREACHABLE'],
      [failureOf(Grpc.UNAVAILABLE, '', { BMSP: 'down' }), 'evaluate', 'NODE_FAILED'],
      [failureOf(Grpc.UNAVAILABLE), 'submit', 'ORDERER_REFUSED'],
      [failureOf(Grpc.FAILED_PRECONDITION, 'access denied: x'), 'endorse', 'ACCESS_DENIED'],
      [
        failureOf(Grpc.FAILED_PRECONDITION, 'no peers available to evaluate chaincode'),
        'evaluate',
        'CHAINCODE_NOT_FOUND',
      ],
      [
        failureOf(Grpc.FAILED_PRECONDITION, 'No metadata was found for chaincode x'),
        'endorse',
        'CHAINCODE_NOT_FOUND',
      ],
      [failureOf(Grpc.FAILED_PRECONDITION, 'no combination of peers'), 'endorse', 'ENDORSERS_MISSING'],
      [failureOf(Grpc.INVALID_ARGUMENT), 'endorse', 'REQUEST_REFUSED'],
      [failureOf(Grpc.NOT_FOUND), 'endorse', 'REQUEST_REFUSED'],
      [failureOf(Grpc.ABORTED, 'ProposalResponsePayloads do not match'), 'endorse', 'ENDORSEMENTS_DIFFER'],
      [failureOf(Grpc.ABORTED, '', { BMSP: 'namespace x is not defined' }), 'endorse', 'CHAINCODE_NOT_FOUND'],
      [
        failureOf(Grpc.ABORTED, 'make sure the chaincode x has been successfully defined'),
        'endorse',
        'CHAINCODE_NOT_FOUND',
      ],
      [
        failureOf(Grpc.ABORTED, '', { BMSP: 'namespace x\ny is not defined' }),
        'endorse',
        'CHAINCODE_NOT_FOUND',
      ],
      [failureOf(Grpc.ABORTED, '', { BMSP: 'chaincode response 500, boom' }), 'endorse', 'CHAINCODE_FAILED'],
      [failureOf(Grpc.ABORTED), 'submit', 'ORDERER_REFUSED'],
      [failureOf(Grpc.ABORTED), 'endorse', 'ENDORSEMENT_REFUSED'],
      [failureOf(Grpc.ABORTED), 'evaluate', 'NODE_FAILED'],
    ];
    for (const [failure, stage, code] of cases) {
      expect(codeOf(failure, stage), `${failure.code} ${stage} ${failure.message}`).to.equal(code);
    }
  });

  it('name the company that the channel does not accept', () => {
    const failure = failureOf(
      Grpc.FAILED_PRECONDITION,
      'no peers available to evaluate chaincode _lifecycle in channel c',
    );
    const { code, message, details } = failureToError(failure, { stage: 'evaluate', mspId: 'Org9MSP' });
    expect([code, details['mspId']]).to.deep.equal(['ACCESS_DENIED', 'Org9MSP']);
    expect(message).to.contain('Org9MSP');
  });

  it('keep what each node said, the first company at fault and the transaction', () => {
    const failure = failureOf(Grpc.ABORTED, 'top', { BMSP: 'no disk', CMSP: 'no time' });
    const error = failureToError(failure, { stage: 'endorse', transactionId: 'tx' });
    expect(error.message).to.include('BMSP: no disk; CMSP: no time').and.not.to.include('top');
    expect(error.stage).to.equal('endorse');
    expect(error.cause).to.equal(failure);
    expect(error.details).to.deep.include({
      ...{ company: 'BMSP', transactionId: 'tx', grpcStatus: 'ABORTED' },
      causes: [
        { company: 'BMSP', address: 'BMSP:7051', message: 'no disk' },
        { company: 'CMSP', address: 'CMSP:7051', message: 'no time' },
      ],
    });
    const bare = failureToError(failureOf(Grpc.ABORTED, 'top'), { stage: 'endorse' });
    expect(bare.message).to.include('top');
    expect(bare.details).to.not.have.any.keys('company', 'transactionId');
  });

  it('are of the connection where no node answered', () => {
    const stageOf = (failure: GatewayError): Stage => failureToError(failure, { stage: 'evaluate' }).stage;
    expect(stageOf(failureOf(Grpc.UNAVAILABLE))).to.equal('connect');
    expect(stageOf(failureOf(Grpc.UNAVAILABLE, '', { BMSP: 'down' }))).to.equal('evaluate');
    expect(stageOf(failureOf(Grpc.ABORTED))).to.equal('evaluate');
  });

  it('are the chaincode’s own where it refused, with the company whose peer said so', () => {
    const info = { code: 'STATE', message: 'not so', field: 'sequence', details: { status: 'delivered' } };
    const text = `chaincode response 500, ${encodeContractError(info)}`;
    const error = failureToError(failureOf(Grpc.ABORTED, '', { BMSP: 'else', CMSP: text }), {
      stage: 'endorse',
    });
    expect([error.code, error.details['field'], error.details.company]).to.deep.equal([
      'STATE',
      'sequence',
      'CMSP',
    ]);
    expect(error.message).to.include('status: delivered').and.to.include('answered by the peer of CMSP');
    const own = failureToError(failureOf(Grpc.ABORTED, text), { stage: 'evaluate' });
    expect([own.code, own.details.company]).to.deep.equal(['STATE', undefined]);
  });

  it('of the chaincode keep what is known of them: stage, transaction, remedy and what each node said', () => {
    const info = { code: 'STATE', message: 'not so', field: 'sequence', details: { status: 'delivered' } };
    const text = `chaincode response 500, ${encodeContractError(info)}`;
    const failure = failureOf(Grpc.ABORTED, 'top', { BMSP: text });
    const error = failureToError(failure, { stage: 'endorse', transactionId: 'tx' });
    expect(error).to.include({ stage: 'endorse', cause: failure });
    expect(error.details).to.deep.equal({
      ...{ status: 'delivered', field: 'sequence', company: 'BMSP', transactionId: 'tx' },
      remedy: codeToRemedy('STATE'),
      causes: [{ company: 'BMSP', address: 'BMSP:7051', message: text }],
    });
    const own = failureToError(failureOf(Grpc.ABORTED, text), { stage: 'evaluate' });
    expect(own.details).to.not.have.any.keys('company', 'transactionId');
    const bare = `chaincode response 500, ${encodeContractError({ ...info, details: {} })}`;
    expect(failureToError(failureOf(Grpc.ABORTED, bare), { stage: 'evaluate' }).message).to.not.include('(');
  });

  it('that last are named by what any node said, with the remedy that it shows', () => {
    const skewed = failureOf(Grpc.FAILED_PRECONDITION, 'failed', {
      BMSP: 'fine',
      CMSP: 'request unauthorized due to incorrect timestamp',
    });
    expect(codeOf(skewed)).to.equal('CLOCK_SKEW');
    const unknown = failureOf(Grpc.UNKNOWN, 'creator org unknown, creator is malformed');
    const { code, details } = failureToError(unknown, { stage: 'evaluate' });
    expect(code).to.equal('ACCESS_DENIED');
    expect(details.remedy).to.match(/^Check the MSP id/);
    expect(codeOf(failureOf(Grpc.FAILED_PRECONDITION, '', { BMSP: 'access denied: x' }))).to.equal(
      'ACCESS_DENIED',
    );
  });

  it('that are this package’s own are kept, and what is none is malformed', () => {
    const known = createError('TIMED_OUT');
    expect(failureToError(known, { stage: 'endorse' })).to.equal(known);
    const { code, stage, cause } = failureToError('text', { stage: 'submit' });
    expect([code, stage, cause]).to.deep.equal(['RESULT_MALFORMED', 'submit', 'text']);
  });
});
