import { status } from '@grpc/grpc-js';
import type { peer } from '@hyperledger/fabric-protos';
import type { EndorseOutcome, Endorser, ProposalPurpose } from '../peer/types';
import { gatewayLimits } from './limits';
import { RpcError } from '../rpc/rpc-error';
import type { NodeFailure } from '../rpc/rpc-error';
import type { GatewayContext } from './types';

/** Of another company's peer that refuses a proposal, only the status comes over the wire; the own one is called directly. */
function overTheWire(
  { mspId }: GatewayContext,
  endorser: Endorser,
): (outcome: EndorseOutcome) => EndorseOutcome {
  return (outcome) =>
    outcome.refusal === undefined || endorser.mspId === mspId
      ? outcome
      : { response: undefined, refusal: `rpc error: code = Unknown desc = ${outcome.refusal}` };
}

/**
 * Another company's answer that does not come in time counts as a node that cannot be reached; the own peer is called directly, and
 * only its execution of chaincode is bounded. Mirrors internal/pkg/gateway/gateway.go EndorserServerAdapter, which drops the context.
 */
export async function callEndorser(options: {
  context: GatewayContext;
  endorser: Endorser;
  signedProposal: peer.SignedProposal;
  purpose: ProposalPurpose;
}): Promise<EndorseOutcome> {
  const { context, endorser, signedProposal, purpose } = options;
  const delayMs = context.endorsementTimeoutMs ?? gatewayLimits.endorsementTimeoutMs;
  let cancel: () => void = () => undefined;
  const late = new Promise<EndorseOutcome>((resolve) => {
    const onElapsed = (): void => {
      const refusal = 'rpc error: code = DeadlineExceeded desc = context deadline exceeded';
      resolve({ response: undefined, refusal });
    };
    if (endorser.mspId === context.mspId) return;
    cancel = context.clock.startTimer({ delayMs, onElapsed });
  });
  const answer = endorser
    .processProposal(signedProposal, purpose)
    .then(overTheWire(context, endorser))
    .catch((error: unknown): EndorseOutcome => {
      return { response: undefined, refusal: error instanceof Error ? error.message : 'no response' };
    });
  try {
    return await Promise.race([answer, late]);
  } finally {
    cancel();
  }
}

export function endorserFailure(endorser: Endorser, message: string): NodeFailure {
  return { address: endorser.address, mspId: endorser.mspId, message };
}

/** Settles with the work, or fails with DEADLINE_EXCEEDED or CANCELLED when the caller no longer waits. */
export async function whileWanted<T>(options: {
  signal: AbortSignal;
  message: string;
  work: Promise<T>;
}): Promise<T> {
  const { signal, message, work } = options;
  work.catch(() => undefined);
  let onAbort: () => void = () => undefined;
  const unwanted = new Promise<never>((_resolve, reject) => {
    onAbort = () => {
      reject(new RpcError({ code: status.DEADLINE_EXCEEDED, message }));
    };
    if (signal.aborted) {
      onAbort();
    }
    signal.addEventListener('abort', onAbort, { once: true });
  });
  unwanted.catch(() => undefined);
  try {
    return await Promise.race([work, unwanted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
