import { connect } from 'node:tls';
import { samplesLimits } from './limits';

/** Where somebody should listen, and who that should be. */
export interface TlsEndpoint {
  /** Host and port. */
  readonly endpoint: string;
  /** The name in its certificate. */
  readonly name: string;
  readonly tlsRootPem: string;
}

/** `foreign`: somebody listens there whose certificate this authority did not issue, or issued to another name. */
export type TlsAnswer = 'answers' | 'silent' | 'foreign';

const connectionCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Shakes hands and says nothing. */
export function probeTls({ endpoint, name, tlsRootPem }: TlsEndpoint): Promise<TlsAnswer> {
  const separator = endpoint.lastIndexOf(':');
  const [host, port] = [endpoint.slice(0, separator), Number(endpoint.slice(separator + 1))];
  return new Promise((settle) => {
    const socket = connect({ host, port, ca: tlsRootPem, servername: name, ALPNProtocols: ['h2'] });
    const end = (answer: TlsAnswer): void => {
      socket.destroy();
      settle(answer);
    };
    socket.setTimeout(samplesLimits.probeTimeoutMs, () => {
      end('silent');
    });
    socket.once('secureConnect', () => {
      end('answers');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Of several addresses of a name each may fail in its own way; then there is no one code.
      const isAbsent = error instanceof AggregateError || connectionCodes.has(error.code ?? '');
      end(isAbsent ? 'silent' : 'foreign');
    });
  });
}
