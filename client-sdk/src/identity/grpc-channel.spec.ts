import { expect } from 'chai';
import { KonttiError } from '../errors';
import { createGrpcClient, waitForGateway } from './grpc-channel';

describe('waitForGateway', () => {
  it('does not wait for a gateway when the caller has cancelled before', async () => {
    const client = createGrpcClient({ endpoint: '127.0.0.1:1', tlsRootCertificate: '' });
    const within = { deadlineMs: Infinity, endpoint: '127.0.0.1:1', signal: AbortSignal.abort() };
    const error: unknown = await waitForGateway(client, within).catch((reason: unknown) => reason);
    client.close();
    expect(error).to.be.instanceOf(KonttiError).with.property('code', 'CANCELLED');
  });
});
