import { peer } from '@hyperledger/fabric-protos';
import { okResponse, replyTo, startFakeChaincode, type FakeChaincode } from '../fake-chaincode';
import { mutate } from './mutate';
import type { Random } from './random';
import { shimRequest, shimRequestsCount } from './shim-requests';

const { Type } = peer.ChaincodeMessage;

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
        const request = shimRequest({ index: random.below(shimRequestsCount), ...place });
        stream.write(mutate(request, random));
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
