import { expect } from 'chai';
import { status as Grpc } from '@grpc/grpc-js';
import { ERRORS, KonttiError } from '../errors';
import type { SdkErrorCode } from '../errors';
import { startScriptedGateway } from '../testing/scripted-gateway';
import type { Failure } from '../testing/scripted-gateway';
import { startBounds } from './call-options';
import { isBrokenStream, streamFailureToError } from './stream-failure';
import { submit } from './submit';

const nodeSays = (message: string): Pick<Failure, 'nodes'> => ({ nodes: [{ mspId: 'Org1MSP', message }] });
const away = {
  grpc: Grpc.UNAVAILABLE,
  message: 'failed to endorse transaction, see attached details',
} as const;

/** In the words of peers of 2.5 and 3.1, and of gRPC's channel. */
const FAULTS: readonly (readonly [SdkErrorCode, Failure])[] = [
  ['CERTIFICATE_EXPIRED', { ...away, ...nodeSays('proposal client identity expired') }],
  [
    'CLOCK_SKEW',
    {
      ...away,
      ...nodeSays(
        'request unauthorized due to incorrect timestamp 2026-11-29 10:00:00 +0000 UTC, peer time …',
      ),
    },
  ],
  [
    'ACCESS_DENIED',
    {
      ...away,
      ...nodeSays(
        'rpc error: code = Unknown desc = error validating proposal: access denied: channel [mychannel] creator org unknown, creator is malformed',
      ),
    },
  ],
  [
    'ACCESS_DENIED',
    {
      grpc: Grpc.FAILED_PRECONDITION,
      message:
        'evaluate call to endorser returned error: error validating proposal: access denied: channel [c] creator org [Org1MSP]',
    },
  ],
  ['ACCESS_DENIED', { grpc: Grpc.PERMISSION_DENIED, message: 'no Readers' }],
  [
    'ACCESS_DENIED',
    {
      grpc: Grpc.FAILED_PRECONDITION,
      message: 'no peers available to evaluate chaincode _lifecycle in channel mychannel',
    },
  ],
  [
    'CHANNEL_NOT_FOUND',
    {
      grpc: Grpc.UNAVAILABLE,
      message: 'failed to get config for channel [mychanel]: could not get last config for channel mychanel',
    },
  ],
  ['GATEWAY_MISSING', { grpc: Grpc.UNIMPLEMENTED, message: 'unknown service gateway.Gateway' }],
  ['GATEWAY_MISSING', { grpc: Grpc.UNIMPLEMENTED, message: 'Received HTTP status code 404' }],
  ['GATEWAY_MISSING', { grpc: Grpc.INTERNAL, message: 'Received HTTP status code 400' }],
  [
    'TLS_UNTRUSTED',
    {
      grpc: Grpc.UNAVAILABLE,
      message:
        'No connection established. Last error: Error: self-signed certificate in certificate chain. Resolution note: ',
    },
  ],
];

async function failureOf(failure: Failure): Promise<{ error: KonttiError; pauses: number }> {
  await using gateway = await startScriptedGateway({ endorse: [failure] });
  const bounds = startBounds({}, gateway.session.timers.nowMs());
  const error: unknown = await submit(gateway.session, { bounds, name: 'a:B', args: ['{}'] }).catch(
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(KonttiError);
  return { error: error as KonttiError, pauses: gateway.pausesMs.length };
}

describe('a permanent fault', () => {
  for (const [code, failure] of FAULTS) {
    const words = failure.nodes?.[0]?.message ?? failure.message;
    it(`is reported at once and by name: ${code}, ${words.slice(0, 60)}`, async () => {
      const { error, pauses } = await failureOf(failure);
      expect([error.code, pauses]).to.deep.equal([code, 0]);
      expect(error.message).to.contain(words);
    });
  }

  it('is not read into the name of a chaincode, nor into what a chaincode says', async () => {
    const unknown = {
      grpc: Grpc.FAILED_PRECONDITION,
      message: 'no peers available to evaluate chaincode identity in channel creator',
    };
    expect((await failureOf(unknown)).error.code).to.equal('CHAINCODE_NOT_FOUND');
    const said = {
      grpc: Grpc.ABORTED,
      message: 'failed to endorse transaction',
      ...nodeSays('chaincode response 500, access denied: channel [c] creator org [Org1MSP]'),
    };
    expect((await failureOf(said)).error.code).to.equal('CHAINCODE_FAILED');
  });

  it('has a next step of its own where the words of the peer show one', async () => {
    const { error } = await failureOf(FAULTS[2]?.[1] ?? away);
    expect(error.details.remedy).to.contain('MSP id').and.not.to.equal(ERRORS.ACCESS_DENIED.remedy);
  });

  it('ends a stream of blocks by name, and an outage does not', () => {
    const refused = new Error('Unexpected status response: 403');
    expect(isBrokenStream(refused)).to.equal(false);
    expect(streamFailureToError(refused, 5n)).to.include({ code: 'ACCESS_DENIED', stage: 'events' });
    const unknownChannel = new Error('Unexpected status response: 404');
    expect(streamFailureToError(unknownChannel, 5n).code).to.equal('CHANNEL_NOT_FOUND');
    const down = new Error('Unexpected status response: 503');
    expect(isBrokenStream(down)).to.equal(true);
    expect(streamFailureToError(down, 5n).code).to.equal('EVENTS_INTERRUPTED');
  });
});
