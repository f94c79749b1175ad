import { connect } from 'node:net';

/** What a client of HTTP/2 says first (RFC 9113, 3.4): the preface, and a frame of settings without any. */
const GREETING = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1'),
  Buffer.of(0, 0, 0, 4, 0, 0, 0, 0, 0),
]);
const FRAME_HEAD_BYTES = 9;
const SETTINGS = 4;

/** How a port without TLS answers a client of HTTP/2; `code` is why it says nothing. */
type Http2Answer =
  | { readonly speaks: 'http2' }
  | { readonly speaks: 'another' }
  | { readonly speaks: 'nothing'; readonly code: string; readonly cause?: unknown };

/** A server of HTTP/2 begins with a frame of settings, on the stream 0. */
function isHttp2(head: Buffer): boolean {
  return head.length >= FRAME_HEAD_BYTES && head[3] === SETTINGS && head.readUInt32BE(5) === 0;
}

/** Greets a port as a client of HTTP/2 without TLS does. */
export function askHttp2(
  { host, port }: { readonly host: string; readonly port: number },
  timeoutMs: number,
): Promise<Http2Answer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let head = Buffer.alloc(0);
    const finish = (answer: Http2Answer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const fail = (code: string, cause?: unknown): void =>
      finish(head.length > 0 ? { speaks: 'another' } : { speaks: 'nothing', code, cause });
    const timer = setTimeout(() => fail('ETIMEDOUT'), timeoutMs);
    socket.on('error', (cause: NodeJS.ErrnoException) => fail(cause.code ?? 'unknown', cause));
    socket.once('end', () => fail('ECONNRESET'));
    socket.once('connect', () => socket.write(GREETING));
    socket.on('data', (chunk) => {
      head = Buffer.concat([head, chunk]);
      if (head.length >= FRAME_HEAD_BYTES) finish({ speaks: isHttp2(head) ? 'http2' : 'another' });
    });
  });
}
