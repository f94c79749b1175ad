import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { createError } from '../errors';
import type { KonttiError } from '../errors';
import { withoutBom } from '../files/read-file';
import { PORT_MAX, TLS_ROOTS_MAX } from '../limits';
import { missingOption, optionError } from '../options/check-options';
import type { OptionRule, OptionRules } from '../options/check-options';
import { either, listOf, matching, pem, required, text } from '../options/rules';

/** PEM, as text or bytes. */
export type Pem = string | Buffer;

/** Where a peer's gateway is, and how it proves who it is. */
export interface PeerOptions {
  /** `host:port`; `grpc://localhost:port` for a peer without TLS on the own machine. */
  readonly endpoint: string;
  /** Certificates of the TLS CAs that may vouch for the peer. */
  readonly tlsRootCertificate?: Pem | readonly Pem[];
  /** The name in the peer's TLS certificate, where the endpoint's host is another. */
  readonly hostAlias?: string;
}

/** `host:port`, with or without the scheme `grpc` or `grpcs`. */
export const ENDPOINT_FORM = /^(?:(grpcs?):\/\/)?(\[[0-9A-Fa-f:.]+\]|[^\s/:@[\]]+):(\d{1,5})$/;

/** What an endpoint may be. */
export const ENDPOINT: OptionRule = matching(ENDPOINT_FORM, 'host:port');

/** What the options of a peer may be. */
export const PEER_OPTIONS: OptionRules<PeerOptions> = {
  endpoint: required(ENDPOINT),
  tlsRootCertificate: either(Array.isArray, listOf(pem, { min: 1, max: TLS_ROOTS_MAX }), pem),
  hostAlias: text,
};

/** How a peer proves who it is. */
interface EndpointTls {
  /** PEM. */
  readonly roots: Buffer;
  /** The name in the peer's certificate. */
  readonly serverName: string;
}

/** A peer's gateway. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** `host:port` */
  readonly address: string;
  /** `undefined` without TLS. */
  readonly tls: EndpointTls | undefined;
}

/** Checked options of a peer as an endpoint; `option` names where they were given. @throws OPTIONS_INVALID, PLAINTEXT_REFUSED */
export function peerToEndpoint(peer: PeerOptions, option = ''): Endpoint {
  const nameOf = (name: string): string => (option === '' ? name : `${option}.${name}`);
  const [, scheme = 'grpcs', bracketed = '', digits = ''] = ENDPOINT_FORM.exec(peer.endpoint) ?? [];
  const port = Number(digits);
  if (port < 1 || port > PORT_MAX) {
    throw optionError({
      option: nameOf('endpoint'),
      rule: 'host:port with a port from 1 to 65535',
      value: peer.endpoint,
    });
  }
  const host = bracketed.replace(/^\[|\]$/g, '');
  const address = `${bracketed}:${port}`;
  if (scheme === 'grpc') {
    if (!isLoopback(host)) {
      throw createError('PLAINTEXT_REFUSED', {
        because: peer.endpoint,
        details: { option: nameOf('endpoint'), endpoint: peer.endpoint },
      });
    }
    return { host, port, address, tls: undefined };
  }
  const { tlsRootCertificate, hostAlias = host } = peer;
  if (tlsRootCertificate === undefined) {
    throw missingOption(nameOf('tlsRootCertificate'));
  }
  const tls = { roots: toRoots(tlsRootCertificate, nameOf('tlsRootCertificate')), serverName: hostAlias };
  return { host, port, address, tls };
}

function isLoopback(host: string): boolean {
  return isIP(host) === 0 ? /^(.+\.)?localhost$/i.test(host) : /^127\.|^::1$|^::ffff:127\./i.test(host);
}

/** From the head of each certificate up to that of what follows. */
const CERTIFICATES = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^]*?(?=-----BEGIN |$)/g;

/** Each certificate of a text has to be one, as each text of a list: of two the first alone would be trusted without a word. */
function toRoots(given: NonNullable<PeerOptions['tlsRootCertificate']>, option: string): Buffer {
  const pems = (Array.isArray(given) ? (given as readonly Pem[]) : [given as Pem]).map((each) =>
    withoutBom(Buffer.from(each)).toString('utf8'),
  );
  const refused = (cause?: unknown): KonttiError =>
    optionError({ option, rule: 'certificates in PEM', cause });
  for (const each of pems) {
    const certificates = each.match(CERTIFICATES) ?? [];
    if (certificates.length === 0) throw refused();
    try {
      for (const certificate of certificates) new X509Certificate(certificate);
    } catch (cause) {
      throw refused(cause);
    }
  }
  return Buffer.from(pems.map((each) => `${each.trimEnd()}\n`).join(''));
}
