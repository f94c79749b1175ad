import { peer } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { ChaincodeStream } from './dial';
import { chaincodeLimits } from './limits';
import { messageTypeName, requestHandlers } from './requests';
import type { RequestHandler } from './requests';
import type { TransactionContext } from './transaction-context';

const { Type } = peer.ChaincodeMessage;

interface SessionOptions {
  readonly stream: ChaincodeStream;
  /** Takes the name as which the chaincode registers, or says why it may not. */
  readonly register: (name: string) => NetworkError | undefined;
  /** Called once, when the stream has ended for whatever reason. */
  readonly onEnd: (cause: unknown) => void;
}

const contextId = (message: { channelId: string; txId: string }): string =>
  `${message.channelId}/${message.txId}`;

/** One stream with a chaincode process, from its registration to its end. Mirrors core/chaincode/handler.go. */
export class ChaincodeSession {
  /** Settles when the chaincode is registered, or rejects when it will never be. */
  readonly ready: Promise<void>;
  #becomeReady: () => void = () => undefined;
  #failReady: (error: Error) => void = () => undefined;
  #state: 'created' | 'ready' | 'ended' = 'created';
  readonly #contexts = new Map<string, TransactionContext>();
  readonly #stream: ChaincodeStream;
  readonly #registration: SessionOptions['register'];
  readonly #onEnd: SessionOptions['onEnd'];

  constructor(options: SessionOptions) {
    this.#stream = options.stream;
    this.#registration = options.register;
    this.#onEnd = options.onEnd;
    this.ready = new Promise<void>((resolve, reject) => {
      this.#becomeReady = resolve;
      this.#failReady = reject;
    });
    this.ready.catch(() => undefined);
    this.#stream.on('data', (bytes: Buffer) => {
      this.#receive(bytes);
    });
    this.#stream.on('error', (cause) => {
      this.end(cause);
    });
    this.#stream.on('end', () => {
      this.end();
    });
  }

  /** @throws NetworkError CHAINCODE_FAILED when the transaction runs here already, or too many do. */
  start(options: { context: TransactionContext; message: peer.ChaincodeMessage }): void {
    const { context, message } = options;
    const id = contextId(context.call);
    if (this.#state !== 'ready') {
      throw failed('error sending: chaincode stream terminated');
    }
    if (this.#contexts.has(id)) {
      throw failed(`error sending: txid: ${context.call.txId}(${context.call.channelId}) exists`);
    }
    if (this.#contexts.size >= chaincodeLimits.transactionsMax) {
      throw failed('too many transactions run in this chaincode');
    }
    this.#contexts.set(id, context);
    this.#send(message);
  }

  /** What the chaincode sends for this transaction from now on is refused. */
  stop(context: TransactionContext): void {
    this.#contexts.delete(contextId(context.call));
  }

  /** Every running transaction fails; a later one needs a new session. */
  end(cause?: unknown): void {
    if (this.#state === 'ended') {
      return;
    }
    this.#state = 'ended';
    this.#failReady(
      new NetworkError({
        code: 'CHAINCODE_UNAVAILABLE',
        message: 'chaincode did not register',
        cause,
      }),
    );
    for (const context of this.#contexts.values()) {
      context.fail(failed('error sending: chaincode stream terminated'));
    }
    this.#contexts.clear();
    this.#onEnd(cause);
  }

  #receive(bytes: Buffer): void {
    let message: peer.ChaincodeMessage;
    try {
      message = peer.ChaincodeMessage.deserializeBinary(bytes);
    } catch (cause) {
      this.end(cause);
      return;
    }
    const type = message.getType();
    if (type === Type.KEEPALIVE || this.#state === 'ended') {
      return;
    }
    if (this.#state === 'created') {
      this.#register(message);
      return;
    }
    const handler = requestHandlers.get(type);
    if (handler !== undefined) {
      void this.#serve({ message, handler });
    } else if (type === Type.COMPLETED || type === Type.ERROR) {
      this.#contexts
        .get(contextId({ channelId: message.getChannelId(), txId: message.getTxid() }))
        ?.settle(message);
    } else {
      this.end(failed(`cannot handle message (${messageTypeName(type)}) while in ready state`));
    }
  }

  #register(message: peer.ChaincodeMessage): void {
    const name = registeredName(message);
    const refusal =
      name === '' ? failed('the chaincode did not register under a name') : this.#registration(name);
    if (refusal !== undefined) {
      this.end(refusal);
      return;
    }
    const registered = new peer.ChaincodeMessage();
    registered.setType(Type.REGISTERED);
    this.#send(registered);
    const parameters = new peer.ChaincodeAdditionalParams();
    parameters.setUseWriteBatch(true);
    parameters.setMaxSizeWriteBatch(chaincodeLimits.batchedRecordsMax);
    parameters.setUseGetMultipleKeys(true);
    parameters.setMaxSizeGetMultipleKeys(chaincodeLimits.batchedRecordsMax);
    const ready = new peer.ChaincodeMessage();
    ready.setType(Type.READY);
    ready.setPayload(parameters.serializeBinary());
    this.#send(ready);
    this.#state = 'ready';
    this.#becomeReady();
  }

  async #serve(options: { message: peer.ChaincodeMessage; handler: RequestHandler }): Promise<void> {
    const { message, handler } = options;
    const [channelId, txId] = [message.getChannelId(), message.getTxid()];
    const context = this.#contexts.get(contextId({ channelId, txId }));
    if (context?.busy === true) {
      return;
    }
    const response = new peer.ChaincodeMessage();
    response.setTxid(txId);
    response.setChannelId(channelId);
    try {
      if (context === undefined) {
        throw failed('no ledger context');
      }
      context.busy = true;
      response.setPayload(await handler(message.getPayload_asU8(), context));
      response.setType(Type.RESPONSE);
    } catch (error) {
      const reason = errorToReason(error);
      const text = `${messageTypeName(message.getType())} failed: transaction ID: ${txId}: ${reason}`;
      response.setType(Type.ERROR);
      response.setPayload(Buffer.from(text));
    }
    if (context !== undefined) {
      context.busy = false;
    }
    this.#send(response);
  }

  #send(message: peer.ChaincodeMessage): void {
    if (this.#state === 'ended') {
      return;
    }
    if (this.#stream.writableLength >= chaincodeLimits.unsentMessagesMax) {
      this.end(failed('the chaincode asks without reading the answers'));
      return;
    }
    this.#stream.write(message.serializeBinary());
  }
}

/** Empty when the message is no registration. */
function registeredName(message: peer.ChaincodeMessage): string {
  if (message.getType() !== Type.REGISTER) {
    return '';
  }
  try {
    return peer.ChaincodeID.deserializeBinary(message.getPayload_asU8()).getName();
  } catch {
    return '';
  }
}

function errorToReason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const isMalformed = error instanceof NetworkError && error.code === 'MALFORMED_MESSAGE';
  return isMalformed ? `unmarshal failed: ${message}` : message;
}

/** The transaction ended without an answer. */
export function failed(message: string): NetworkError {
  return new NetworkError({ code: 'CHAINCODE_FAILED', message });
}
