import { status } from '@grpc/grpc-js';
import { expect } from 'chai';
import { RpcError } from './rpc-error';

describe('statuses', () => {
  it('carry text that gRPC can send, whatever a client wrote into its request', () => {
    const { details, message } = new RpcError({
      code: status.NOT_FOUND,
      message: 'no \ud800 such \udc00 key é 🚢',
    });
    expect(() => encodeURI(details)).not.to.throw();
    expect(details).to.equal('no \ufffd such \ufffd key é 🚢');
    expect(message).to.equal(details);
  });
});
