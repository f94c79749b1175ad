import { X509Certificate } from 'node:crypto';
import { createError } from '../errors';
import { optionError } from '../options/check-options';
import { withoutBom } from '../files/read-file';

/** A client's certificate as it is sent, and what is needed of it. */
export interface ClientCertificate {
  readonly pem: Buffer;
  /** Base64 of SPKI DER. */
  readonly publicKey: string;
  /** @throws CERTIFICATE_EXPIRED unless the time is between the certificate's dates */
  requireValid(nowMs: number): void;
}

/** @throws OPTIONS_INVALID */
export function parseCertificate(pem: string | Uint8Array, option = 'certificate'): ClientCertificate {
  const bytes = withoutBom(Buffer.from(pem));
  const certificate = parseX509(bytes, option);
  const { validFrom, validTo } = certificate;
  return {
    pem: bytes,
    publicKey: certificate.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    requireValid(nowMs) {
      if (nowMs < Date.parse(validFrom) || nowMs > Date.parse(validTo)) {
        throw createError('CERTIFICATE_EXPIRED', {
          because: `${option} is valid from ${validFrom} to ${validTo}, and it is ${new Date(nowMs).toISOString()}`,
          details: { option, validFrom, validTo },
        });
      }
    },
  };
}

/** @throws OPTIONS_INVALID unless the PEM begins with a certificate */
function parseX509(pem: Buffer, option: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw optionError({ option, rule: 'a certificate in PEM', cause });
  }
}
