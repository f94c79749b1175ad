import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { doctorLimits } from './limits';

/** What a TLS server showed. */
export interface Handshake {
  readonly certificate: X509Certificate;
  /** Why the roots do not vouch for it, in OpenSSL's words (`SELF_SIGNED_CERT_IN_CHAIN`); undefined when they do. */
  readonly distrust: string | undefined;
}

interface HandshakeOptions {
  readonly host: string;
  readonly port: number;
  /** PEM. */
  readonly roots: readonly string[];
  /** The name that its certificate has to carry. */
  readonly name: string;
}

/** Begins to speak TLS as gRPC does and looks at what the server shows. @throws the system's error when it does not come to that */
export function shakeHands({ host, port, roots, name }: HandshakeOptions): Promise<Handshake> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      ca: [...roots],
      ALPNProtocols: ['h2'],
      // The finding is what is wrong with the certificate: a connection that is refused would show less. Nothing is sent over it.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(isIP(name) === 0 ? { servername: name } : {}),
    });
    socket.setTimeout(doctorLimits.handshakeTimeoutMs, () => {
      socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    });
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate();
      // Node's types call it an error; it is the reason's code.
      const reason: unknown = socket.authorizationError;
      socket.destroy();
      if (certificate === undefined) reject(new Error('it shows no certificate'));
      else resolve({ certificate, distrust: socket.authorized ? undefined : errorToCode(reason) });
    });
  });
}

/** The code of a system's error, or what there is in its place. */
export function errorToCode(error: unknown): string {
  if (typeof error === 'string') return error;
  if (error instanceof Error) {
    return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  }
  return 'unknown';
}
