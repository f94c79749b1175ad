import type { KonttiError, SdkErrorCode } from '../errors';

/** A fault that lasts until somebody mends it, so that the call is not repeated. */
interface PermanentFault {
  readonly code: SdkErrorCode;
  /** The next step, where the words of the peer show more than the code. */
  readonly remedy?: string;
}

/** What peers and gRPC say of such faults (`core/handlers/auth`, `core/endorser`, `core/policy`, `internal/pkg/gateway`). */
const FAULTS: readonly (readonly [RegExp, PermanentFault])[] = [
  [/proposal client identity expired|identity expired/, { code: 'CERTIFICATE_EXPIRED' }],
  [/request unauthorized due to incorrect timestamp/, { code: 'CLOCK_SKEW' }],
  [
    /creator org unknown, creator is malformed/,
    {
      code: 'ACCESS_DENIED',
      remedy:
        'Check the MSP id: the channel does not know it, or the certificate was not issued by an authority of its company; peers of Fabric v2 say so of a key of Ed25519 too',
    },
  ],
  [
    /access denied: channel \[[^\]]*\] creator org \[/,
    {
      code: 'ACCESS_DENIED',
      remedy:
        'Check that the certificate is of the company of the MSP id, that it was not revoked, and that the key belongs to it; a key of Ed25519 needs the channel capability V3_0',
    },
  ],
  [
    /no peers available to evaluate chaincode _lifecycle /,
    {
      code: 'ACCESS_DENIED',
      remedy: 'Check the MSP id: no peer of a company of this MSP id is known on the channel',
    },
  ],
  [
    /evaluating policy on signed data|implicit policy evaluation failed|signature set did not satisfy policy/,
    { code: 'ACCESS_DENIED' },
  ],
  [
    /failed to get config for channel \[|Failed to get policy manager for channel|channel '[^']*' not found/,
    { code: 'CHANNEL_NOT_FOUND' },
  ],
  [
    /unknown service (gateway\.Gateway|protos\.Deliver)|The server does not implement the method/,
    { code: 'GATEWAY_MISSING' },
  ],
  // What gRPC makes of the answer of a server of HTTP/2 that knows no gRPC.
  [/Received HTTP status code 4(00|04|05|15)\b/, { code: 'GATEWAY_MISSING' }],
  [/certificate has expired|certificate is not yet valid/, { code: 'TLS_EXPIRED' }],
  [/does not match certificate's altnames/, { code: 'TLS_NAME_MISMATCH' }],
  [
    /self-signed certificate|unable to (verify the first|get (local )?issuer) certificate/,
    { code: 'TLS_UNTRUSTED' },
  ],
  [/wrong version number|packet length too long/, { code: 'TLS_EXPECTED' }],
  [/alert certificate required|alert bad certificate|alert unknown ca/, { code: 'TLS_CLIENT_REFUSED' }],
];

/** Marks what a chaincode said, which may contain anything. */
const CHAINCODE_RESPONSE = /chaincode response \d+, /;

/** The fault that the messages of a failed call name. What a chaincode answered is none. */
export function findPermanentFault(messages: readonly string[]): PermanentFault | undefined {
  const words = messages.filter((message) => !CHAINCODE_RESPONSE.test(message));
  return FAULTS.find(([pattern]) => words.some((message) => pattern.test(message)))?.[1];
}

const CODES: ReadonlySet<string> = new Set(FAULTS.map(([, { code }]) => code));

/** True for an error of such a fault. */
export function isPermanent({ code }: KonttiError): boolean {
  return CODES.has(code);
}
