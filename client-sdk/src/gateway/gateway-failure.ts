import { status as Grpc } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { createError, KonttiError } from '../errors';
import type { NodeCause, SdkErrorCode, Stage } from '../errors';
import { messageToChaincodeError } from './chaincode-failure';
import { findPermanentFault } from './permanent-fault';

/** Where a call failed, for `failureToError`. */
interface FailureContext {
  readonly stage: Stage;
  readonly transactionId?: string;
  /** The company that asked. */
  readonly mspId?: string;
}

const MISMATCH = 'ProposalResponsePayloads do not match';

/**
 * Turns what the official client threw into a `KonttiError` (statuses: `internal/pkg/gateway/*.go`). An error of the
 * chaincode keeps its own code and names the company whose peer reported it.
 */
export function failureToError(failure: unknown, context: FailureContext): KonttiError {
  if (failure instanceof KonttiError) {
    return failure;
  }
  const { stage, transactionId } = context;
  const ofTransaction = transactionId === undefined ? {} : { transactionId };
  if (!(failure instanceof GatewayError)) {
    return createError('RESULT_MALFORMED', { stage, details: ofTransaction, cause: failure });
  }
  const causes = failureToCauses(failure);
  const chaincodeError = firstChaincodeError(failure, causes, context);
  if (chaincodeError !== undefined) {
    return chaincodeError;
  }
  const fault = findPermanentFault([failure.cause.details, ...causes.map(({ message }) => message)]);
  const code = fault?.code ?? failureToCode(failure, { stage, causes });
  const said =
    causes.map((cause) => `${cause.company}: ${cause.message}`).join('; ') || failure.cause.details;
  // Whom the channel does not accept is often a name that was mistyped.
  const refused = code === 'ACCESS_DENIED' ? context.mspId : undefined;
  return createError(code, {
    stage: failure.code === Grpc.UNAVAILABLE && causes.length === 0 ? 'connect' : stage,
    because: refused === undefined ? said : `${said} (asked with the MSP id ${refused})`,
    remedy: fault?.remedy,
    details: {
      ...ofTransaction,
      ...(causes[0] === undefined ? {} : { company: causes[0].company }),
      ...(refused === undefined ? {} : { mspId: refused }),
      causes,
      grpcStatus: Grpc[failure.code],
    },
    cause: failure,
  });
}

function failureToCauses(failure: GatewayError): NodeCause[] {
  return failure.details.map(({ address, message, mspId }) => ({ company: mspId, address, message }));
}

function firstChaincodeError(
  failure: GatewayError,
  causes: readonly NodeCause[],
  context: FailureContext,
): KonttiError | undefined {
  const own: NodeCause = { company: '', address: '', message: failure.cause.details };
  for (const node of [...causes, own]) {
    const error = messageToChaincodeError({ node, causes, failure, ...context });
    if (error !== undefined) {
      return error;
    }
  }
  return undefined;
}

function failureToCode(
  failure: GatewayError,
  at: { readonly stage: Stage; readonly causes: readonly NodeCause[] },
): SdkErrorCode {
  const text = [failure.cause.details, ...at.causes.map((cause) => cause.message)].join('\n');
  switch (failure.code) {
    case Grpc.CANCELLED:
      return 'CANCELLED';
    case Grpc.DEADLINE_EXCEEDED:
      return 'TIMED_OUT';
    case Grpc.PERMISSION_DENIED:
    case Grpc.UNAUTHENTICATED:
      return 'ACCESS_DENIED';
    case Grpc.UNAVAILABLE:
      return unavailableToCode(at);
    case Grpc.FAILED_PRECONDITION:
      return preconditionToCode(text);
    case Grpc.INVALID_ARGUMENT:
    case Grpc.NOT_FOUND:
      return 'REQUEST_REFUSED';
    default:
      return abortedToCode(text, at.stage);
  }
}

function unavailableToCode(at: {
  readonly stage: Stage;
  readonly causes: readonly NodeCause[];
}): SdkErrorCode {
  if (at.stage === 'submit') {
    return 'ORDERER_REFUSED';
  }
  return at.causes.length > 0 ? 'NODE_FAILED' : 'UNREACHABLE';
}

function preconditionToCode(text: string): SdkErrorCode {
  if (/access denied: /.test(text)) {
    return 'ACCESS_DENIED';
  }
  if (/no peers available to evaluate|no metadata was found for/i.test(text)) {
    return 'CHAINCODE_NOT_FOUND';
  }
  return 'ENDORSERS_MISSING';
}

function abortedToCode(text: string, stage: Stage): SdkErrorCode {
  if (text.includes(MISMATCH)) {
    return 'ENDORSEMENTS_DIFFER';
  }
  if (/namespace .* is not defined|make sure the chaincode .* has been successfully defined/is.test(text)) {
    return 'CHAINCODE_NOT_FOUND';
  }
  if (text.includes('chaincode response')) {
    return 'CHAINCODE_FAILED';
  }
  if (stage === 'submit') {
    return 'ORDERER_REFUSED';
  }
  return stage === 'endorse' ? 'ENDORSEMENT_REFUSED' : 'NODE_FAILED';
}
