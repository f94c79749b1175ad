import { EventEmitter } from 'node:events';
import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { registerMessage, replyTo } from '../testing/fake-chaincode';
import { chaincodeLimits } from './limits';
import { ChaincodeSession } from './session';

/** A stream whose other side reads when the test says so. */
class UnreadStream extends EventEmitter {
  writableLength = 0;

  write(): void {
    this.writableLength += 1;
  }
}

describe('a session with a chaincode', () => {
  it('ends when the chaincode goes on asking and reads no answer', async () => {
    const stream = new UnreadStream();
    let ended = 0;
    const session = new ChaincodeSession({
      stream,
      register: () => undefined,
      onEnd: () => {
        ended += 1;
      },
    });
    stream.emit('data', registerMessage('flood:1'));
    await session.ready;
    const request = Buffer.from(
      replyTo(new peer.ChaincodeMessage(), {
        type: peer.ChaincodeMessage.Type.GET_STATE,
        payload: new Uint8Array(),
      }),
    );
    for (let count = 0; count < chaincodeLimits.unsentMessagesMax; count += 1) {
      stream.emit('data', request);
    }
    await new Promise(setImmediate);
    expect([ended, stream.writableLength]).to.deep.equal([1, chaincodeLimits.unsentMessagesMax]);
  });
});
