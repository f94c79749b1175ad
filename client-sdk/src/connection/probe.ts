import { isIP } from 'node:net';
import { checkServerIdentity, connect as connectTls } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { SdkErrorCode } from '../errors';
import { askHttp2 } from './ask-http2';
import type { Endpoint } from './endpoint';
import type { TlsClient } from './grpc-channel';

/** Why a peer cannot be connected to. */
export interface ConnectionFault {
  readonly code: SdkErrorCode;
  /** In words, with the endpoint. */
  readonly because: string;
  readonly cause?: unknown;
}

/** How long to look for what is wrong. */
interface ProbeOptions {
  readonly tlsClient: TlsClient | undefined;
  readonly timeoutMs: number;
}

/**
 * Dials a peer as gRPC does and looks for what is wrong, since gRPC's channel does not say. Nothing but a handshake, of TLS or of HTTP/2, is
 * sent over the connection. Resolves with the fault, or `undefined` when the peer speaks.
 */
export function probeEndpoint(
  endpoint: Endpoint,
  options: ProbeOptions,
): Promise<ConnectionFault | undefined> {
  return endpoint.tls === undefined ? probePlain(endpoint, options) : probeTls(endpoint, options);
}

async function probePlain(endpoint: Endpoint, options: ProbeOptions): Promise<ConnectionFault | undefined> {
  // There may be two dials.
  const half = { ...options, timeoutMs: options.timeoutMs / 2 };
  const answer = await askHttp2(endpoint, half.timeoutMs);
  if (answer.speaks === 'http2') return undefined;
  const isOpen = answer.speaks === 'another' || answer.code === 'ECONNRESET';
  const overTls = isOpen ? await probeTls(endpoint, half) : undefined;
  if (overTls?.code === 'TLS_SPOKEN' || overTls?.code === 'GATEWAY_MISSING') return overTls;
  if (answer.speaks === 'another') return noHttp2(endpoint, 'does not speak HTTP/2, as a peer does');
  const { code, cause } = answer;
  const fault = socketFault(endpoint, { code, message: '', hasShakenHands: false });
  return { ...fault, ...(cause === undefined ? {} : { cause }) };
}

function probeTls(endpoint: Endpoint, options: ProbeOptions): Promise<ConnectionFault | undefined> {
  return new Promise((resolve) => {
    const socket = dialTls(endpoint, options);
    const finish = (fault?: ConnectionFault): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(fault);
    };
    let hasShakenHands = false;
    const fail = (code: string, message = '', cause?: unknown): void => {
      const fault = socketFault(endpoint, { code, message, hasShakenHands });
      finish({ ...fault, ...(cause === undefined ? {} : { cause }) });
    };
    const timer = setTimeout(() => (hasShakenHands ? finish() : fail('ETIMEDOUT')), options.timeoutMs);
    socket.on('error', (cause: NodeJS.ErrnoException) => {
      const { code = 'unknown', message } = cause;
      fail(code, message, cause);
    });
    socket.once('end', () => fail('ECONNRESET'));
    // A server of HTTP/2 speaks first; one that refuses the client's certificate says so after the handshake.
    socket.once('data', () => finish());
    socket.once('secureConnect', () => {
      hasShakenHands = true;
      const fault = endpoint.tls === undefined ? tlsSpoken(endpoint, socket) : tlsFault(endpoint, socket);
      if (fault !== undefined) {
        finish(fault);
      }
    });
  });
}

/** Something else than a peer is at the port. */
function noHttp2({ address }: Endpoint, how: string): ConnectionFault {
  return { code: 'GATEWAY_MISSING', because: `${address} ${how}` };
}

function dialTls({ host, port, tls }: Endpoint, { tlsClient }: ProbeOptions): TLSSocket {
  const serverName = tls?.serverName ?? host;
  return connectTls({
    host,
    port,
    ...(tls === undefined ? {} : { ca: tls.roots }),
    ALPNProtocols: ['h2'],
    ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
    ...(tlsClient === undefined ? {} : { cert: tlsClient.certificate, key: tlsClient.privateKey }),
    // What is wrong with the certificate is looked at when it is here.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
}

function tlsSpoken({ address }: Endpoint, socket: TLSSocket): ConnectionFault {
  const shown = nameIn(socket.getPeerX509Certificate()?.subject);
  return { code: 'TLS_SPOKEN', because: `${address} shows the certificate of ${shown}` };
}

const EXPIRED: ReadonlySet<string> = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']);

function tlsFault(endpoint: Endpoint, socket: TLSSocket): ConnectionFault | undefined {
  const { address, host, tls } = endpoint;
  const certificate = socket.getPeerX509Certificate();
  const shown = `${address} shows ${nameIn(certificate?.subject)}`;
  // Node's types call it an error; it is the reason's code.
  const distrust = String(socket.authorizationError as unknown);
  if (!socket.authorized && EXPIRED.has(distrust)) {
    const dates = `${certificate?.validFrom ?? '?'} to ${certificate?.validTo ?? '?'}`;
    return { code: 'TLS_EXPIRED', because: `${shown}, valid from ${dates}` };
  }
  if (!socket.authorized) {
    const because = `${shown}, issued by ${nameIn(certificate?.issuer)} (${distrust})`;
    return { code: 'TLS_UNTRUSTED', because };
  }
  const serverName = tls?.serverName ?? host;
  // As gRPC does; the socket's own form of the certificate is gone once the peer has hung up.
  const shownNames = certificate?.toLegacyObject();
  if (shownNames !== undefined && checkServerIdentity(serverName, shownNames) !== undefined) {
    const because = `${shown} for ${shownNames.subjectaltname ?? 'no host'}, not for ${serverName}`;
    return { code: 'TLS_NAME_MISMATCH', because };
  }
  return socket.alpnProtocol === 'h2' ? undefined : noHttp2(endpoint, ONLY_TLS);
}

const HOST_UNKNOWN: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENODATA']);
/** What TLS says of a server that refuses the client's certificate, or misses it. */
const CLIENT_REFUSED =
  /alert (certificate required|bad certificate|unknown ca|unsupported certificate|certificate expired|handshake failure)/i;
/** What a server of TLS says that offers no HTTP/2. */
const NO_PROTOCOL = /alert no application protocol/i;
const ONLY_TLS = 'speaks TLS, and does not offer HTTP/2, as a peer does';
/** What OpenSSL says of an answer that is not TLS. */
const NO_TLS = /^EPROTO$|^ERR_SSL_/;

/** What a failed socket means. */
export function socketFault(
  endpoint: Endpoint,
  failure: { readonly code: string; readonly message: string; readonly hasShakenHands: boolean },
): ConnectionFault {
  const { address, host } = endpoint;
  const { code, message, hasShakenHands } = failure;
  if (HOST_UNKNOWN.has(code)) {
    return { code: 'HOST_UNKNOWN', because: `${host} (${code})` };
  }
  if (CLIENT_REFUSED.test(message)) {
    return { code: 'TLS_CLIENT_REFUSED', because: `${address} (${reasonOf(message)})` };
  }
  if (NO_PROTOCOL.test(message)) {
    return noHttp2(endpoint, ONLY_TLS);
  }
  if (NO_TLS.test(code)) {
    return { code: 'TLS_EXPECTED', because: `${address} (${reasonOf(message)})` };
  }
  if (code === 'ECONNREFUSED') {
    return { code: 'UNREACHABLE', because: `nothing listens at ${address} (${code})` };
  }
  if (code === 'ETIMEDOUT') {
    return { code: 'UNREACHABLE', because: `${address} does not answer (${code})` };
  }
  if (hasShakenHands) {
    const because = `${address} closes the connection after the TLS handshake (${code})`;
    return { code: 'TLS_CLIENT_REFUSED', because };
  }
  return { code: 'UNREACHABLE', because: `${address} closed the connection (${code})` };
}

/** OpenSSL puts the reason behind its library's names. */
function reasonOf(message: string): string {
  return /:(?:SSL routines|ssl routines):[^:]*:([^:]+)/.exec(message)?.[1] ?? message.trim();
}

/** The common name, or the whole. */
function nameIn(subject: string | undefined): string {
  return /^CN=(.*)$/m.exec(subject ?? '')?.[1] ?? (subject?.replaceAll('\n', ', ') || 'no name');
}
