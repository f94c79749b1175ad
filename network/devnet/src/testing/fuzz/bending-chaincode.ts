import { peer } from '@hyperledger/fabric-protos';
import {
  okResponse,
  registerMessage,
  replyTo,
  startFakeChaincode,
  type FakeChaincode,
} from '../fake-chaincode';
import { mutate } from './mutate';
import type { Random } from './random';
import { shimRequest, shimRequestsCount } from './shim-requests';

const { Type } = peer.ChaincodeMessage;

/** One message in this many is bent as a whole. */
const wholeShare = 60;

/** A chaincode that asks its peer for what no peer expects. */
export interface BendingChaincode extends FakeChaincode {
  /** Messages that were sent, most of them bent. */
  readonly sent: number;
}

/** Starts a chaincode that sends so many bent messages in each transaction before it completes it. */
export async function startBendingChaincode(options: {
  readonly random: Random;
  readonly packageId: () => string;
  readonly messagesPerTransaction: number;
}): Promise<BendingChaincode> {
  const { random, packageId, messagesPerTransaction } = options;
  let sent = 0;
  const service = await startFakeChaincode({
    packageId,
    onMessage: (message, stream) => {
      if (message.getType() !== Type.TRANSACTION) return;
      const place = { txId: message.getTxid(), channelId: message.getChannelId() };
      for (let count = 0; count < messagesPerTransaction; count += 1) {
        // A message that is bent as a whole mostly ends the stream; one whose payload is bent gets to its handler.
        const isWhole = random.below(wholeShare) === 0;
        const bend = (bytes: Uint8Array): Uint8Array => (isWhole ? bytes : mutate(bytes, random));
        const request = shimRequest({ index: random.below(shimRequestsCount), ...place, bend });
        const unexpected = random.below(4) === 0 ? registerMessage('other') : mutate(request, random);
        stream.write(isWhole ? unexpected : request);
        sent += 1;
      }
      stream.write(replyTo(message, { type: Type.COMPLETED, payload: okResponse('done') }));
    },
  });
  return {
    address: service.address,
    get connections() {
      return service.connections;
    },
    get sent() {
      return sent;
    },
    stop: () => {
      service.stop();
    },
  };
}
