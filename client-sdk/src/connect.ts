import { createHash, X509Certificate } from 'node:crypto';
import { createClient } from './client';
import type { KonttiClient } from './client';
import { checkConnectOptions } from './connect-options';
import type { ConnectOptions, TlsClientOptions } from './connect-options';
import { createGrpcClient } from './connection/grpc-channel';
import type { TlsClient } from './connection/grpc-channel';
import { waitForGateway } from './connection/wait-for-gateway';
import { watchConnection } from './connection/watch-connection';
import { createDefinitionGuard } from './definition/guard';
import { createSemaphore } from './gateway/semaphore';
import { createSession } from './gateway/session';
import { SYSTEM_TIMERS } from './gateway/timers';
import { waitWithin } from './gateway/wait-within';
import { parseCertificate } from './identity/certificate';
import { openPrivateKey } from './identity/private-key';
import { resolveIdentity } from './identity/resolve-identity';
import { requireKeyOf } from './identity/signer';
import { DEFAULT_TIMEOUTS, SUBMITS_IN_FLIGHT_MAX, SUBMITS_WAITING_MAX } from './limits';
import { createObserver } from './observe/observer';
import { givenOptions } from './options/check-options';
import { withTypedErrors } from './typed-errors';

/**
 * Connects a client of one company to the ledger: resolves once the company's gateway answers and the committed chaincode definition
 * was compared with the accepted one. Where they differ, every operation of the client fails with DEFINITION_CHANGED until
 * `acceptDefinition()`.
 *
 * @example
 * await using client = await connect({ organizations: './organizations', mspId: 'Org1MSP', endpoint: 'localhost:7051' });
 * const shipment = await client.shipments.get({ shipmentId: 'Org1MSP/S-1' });
 *
 * @throws OPTIONS_INVALID, and by name each fault of files, keys, certificates, the connection, the channel and the chaincode
 */
export const connect: (options: ConnectOptions) => Promise<KonttiClient> = withTypedErrors(openClient);

async function openClient(options: ConnectOptions): Promise<KonttiClient> {
  const given = checkConnectOptions(options);
  const { definition, signal, timers = SYSTEM_TIMERS } = given;
  const timeouts = { ...DEFAULT_TIMEOUTS, ...givenOptions(given.timeouts ?? {}) };
  // A function for a passphrase may wait for a person, or for ever.
  const inTime = <T>(work: Promise<T>): Promise<T> => waitWithin(timers, { ...(signal && { signal }) }, work);
  const { mspId, certificate, sign, endpoints } = await inTime(resolveIdentity(given));
  certificate.requireValid(timers.nowMs());
  const tlsClient = given.tlsClient && (await inTime(readTlsClient(given.tlsClient, timers.nowMs())));
  const grpcClient = createGrpcClient(endpoints, tlsClient);
  const channelName = given.channel ?? 'mychannel';
  const observer = createObserver({
    observe: given.observe,
    channel: channelName,
    nowMs: () => timers.nowMs(),
  });
  const session = createSession({
    grpcClient,
    mspId,
    certificate: certificate.pem,
    signer: sign,
    signsOutside: 'signer' in given,
    channelName,
    chaincodeName: given.chaincode ?? 'kontti',
    timeouts,
    timers,
    observer,
    ...(tlsClient && { tlsClientCertificateHash: toTlsHash(tlsClient) }),
  });
  const submits = createSemaphore({
    runningMax: given.submitsInFlightMax ?? SUBMITS_IN_FLIGHT_MAX,
    waitingMax: SUBMITS_WAITING_MAX,
    timers,
  });
  try {
    const { connectMs: timeoutMs } = timeouts;
    await waitForGateway(grpcClient, { endpoints, tlsClient, nowMs: timers.nowMs(), timeoutMs, signal });
    const call = signal === undefined ? {} : { signal };
    const guard = await createDefinitionGuard({ session, definition, call });
    if (observer !== undefined) watchConnection(grpcClient.getChannel(), observer);
    return createClient({ session, guard, submits });
  } catch (error) {
    session.close();
    throw error;
  }
}

/** As the client's own: else the first handshake would fail with what OpenSSL says, or at the peer. */
async function readTlsClient(
  { certificate, privateKey, passphrase }: TlsClientOptions,
  nowMs: number,
): Promise<TlsClient> {
  const key = await openPrivateKey(privateKey, passphrase, 'tlsClient.privateKey');
  const shown = parseCertificate(certificate, 'tlsClient.certificate');
  requireKeyOf(shown, key, 'tlsClient.privateKey');
  shown.requireValid(nowMs);
  return {
    certificate: shown.pem,
    privateKey: Buffer.from(key.export({ type: 'pkcs8', format: 'pem' })),
  };
}

/** A peer that demands TLS certificates of its clients compares it with what streams of blocks are asked with. */
function toTlsHash({ certificate }: TlsClient): Buffer {
  return createHash('sha256').update(new X509Certificate(certificate).raw).digest();
}
