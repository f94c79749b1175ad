import { status as Grpc } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { createError } from '../errors';
import { isBrokenStream, streamFailureToError } from './stream-failure';

function failureOf(code: Grpc, details = ''): GatewayError {
  const cause = Object.assign(new Error(details), { code, details });
  return new GatewayError({ code, details: [], cause: cause as never });
}

const refusal = (status: number): Error => new Error(`Unexpected status response: ${status}`);

describe('the end of a stream of blocks', () => {
  it('is that of its peer, or of the way to it, unless the peer refuses', () => {
    for (const broken of [
      failureOf(Grpc.UNAVAILABLE),
      failureOf(Grpc.INTERNAL),
      failureOf(Grpc.UNKNOWN),
      refusal(503),
      new Error('closed'),
      undefined,
    ]) {
      expect(isBrokenStream(broken), String(broken)).to.equal(true);
      expect(streamFailureToError(broken, 7n)).to.include({ code: 'EVENTS_INTERRUPTED', stage: 'events' });
    }
    const lasting: readonly (readonly [unknown, string])[] = [
      [failureOf(Grpc.PERMISSION_DENIED), 'ACCESS_DENIED'],
      [failureOf(Grpc.UNAVAILABLE, 'certificate has expired'), 'TLS_EXPIRED'],
      [refusal(400), 'REQUEST_REFUSED'],
      [refusal(403), 'ACCESS_DENIED'],
      [refusal(404), 'CHANNEL_NOT_FOUND'],
      [createError('CLIENT_CLOSED'), 'CLIENT_CLOSED'],
    ];
    for (const [failure, code] of lasting) {
      expect(isBrokenStream(failure), code).to.equal(false);
      expect(streamFailureToError(failure, 7n).code).to.equal(code);
    }
  });

  it('names the block that was to come, the stage, and what was thrown', () => {
    const closed = new Error('the socket is closed');
    for (const failure of [closed, refusal(404)]) {
      const error = streamFailureToError(failure, 7n);
      expect(error).to.include({ stage: 'events', cause: failure });
      expect(error.details).to.include({ expected: 7n });
    }
    expect(streamFailureToError(closed, 7n).message).to.include('the socket is closed');
    expect(streamFailureToError(failureOf(Grpc.PERMISSION_DENIED), 7n).stage).to.equal('events');
    const known = createError('CLIENT_CLOSED');
    expect(streamFailureToError(known, 7n)).to.equal(known);
    // Only the whole text is a status: what a peer writes besides may be anything.
    for (const text of ['Unexpected status response: 404!', 'an Unexpected status response: 404']) {
      expect(streamFailureToError(new Error(text), 7n).code).to.equal('EVENTS_INTERRUPTED');
    }
  });
});
