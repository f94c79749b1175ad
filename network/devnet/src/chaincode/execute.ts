import { peer } from '@hyperledger/fabric-protos';
import type { Clock } from '@kontti/fabric-protocol/base';
import { chaincodeLimits } from './limits';
import { failed } from './session';
import type { ChaincodeSession } from './session';
import { TransactionContext } from './transaction-context';
import type { ChaincodeCall, ChaincodeHost } from './types';

export interface Execution {
  readonly call: ChaincodeCall;
  readonly host: ChaincodeHost;
  readonly isInit: boolean;
}

function executionToMessage({ call, isInit }: Execution): peer.ChaincodeMessage {
  const message = new peer.ChaincodeMessage();
  message.setType(isInit ? peer.ChaincodeMessage.Type.INIT : peer.ChaincodeMessage.Type.TRANSACTION);
  message.setPayload(call.input.serializeBinary());
  message.setTxid(call.txId);
  message.setChannelId(call.channelId);
  message.setProposal(call.signedProposal);
  return message;
}

/**
 * Runs one transaction over a stream, until its COMPLETED or ERROR message, its time or its stream ends. Mirrors
 * core/chaincode/handler.go Execute. @throws NetworkError CHAINCODE_FAILED
 */
export async function executeOn(options: {
  session: ChaincodeSession;
  execution: Execution;
  clock: Clock;
  executeTimeoutMs?: number | undefined;
}): Promise<peer.ChaincodeMessage> {
  const { session, execution, clock, executeTimeoutMs = chaincodeLimits.executeTimeoutMs } = options;
  let settle: (message: peer.ChaincodeMessage) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const answer = new Promise<peer.ChaincodeMessage>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  const context = new TransactionContext({ ...execution, settle, fail });
  session.start({ context, message: executionToMessage(execution) });
  const cancel = clock.startTimer({
    delayMs: executeTimeoutMs,
    onElapsed: () => {
      fail(failed('error sending: timeout expired while executing transaction'));
    },
  });
  try {
    return await answer;
  } finally {
    cancel();
    session.stop(context);
    await context.closeCursors();
  }
}
