import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { expect } from 'chai';
import { errorToLifecycleFailure } from './rpc-failure';

describe('the failure of a step of administration', () => {
  it('says what a peer lacks that has no gateway', () => {
    const details = 'unknown service gateway.Gateway';
    const error: ServiceError = Object.assign(new Error(details), {
      ...{ code: status.UNIMPLEMENTED, details, metadata: new Metadata() },
    });
    const failure = errorToLifecycleFailure({
      ...{ error, stage: 'endorse', mspId: 'Org1MSP', endpoint: 'localhost:1' },
    });
    expect(failure).to.include({ code: 'LIFECYCLE_FAILED' });
    expect(failure.details).to.include({ stage: 'endorse', grpcStatus: status.UNIMPLEMENTED });
    expect(failure.message).to.contain('peer.gateway.enabled');
  });
});
