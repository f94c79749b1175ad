import { X509Certificate } from 'node:crypto';
import { createReporter, type Finding } from './finding';
import { commonNameOf } from './msp-files';

/**
 * A key of Ed25519 explains why a channel refuses its bearer: peers of v2 do not know such keys, and those of v3 take them only where
 * the channel has the capability V3_0 (msp/mspimplsetup.go). Nothing is said where the channel answered.
 */
export function checkKeyKind(
  { certificatePem }: { readonly certificatePem: string },
  answers: readonly Finding[],
): readonly Finding[] {
  const certificate = new X509Certificate(certificatePem);
  const isRefused = answers.some(({ check, status }) => check === 'channel' && status === 'problem');
  if (!isRefused || certificate.publicKey.asymmetricKeyType !== 'ed25519') return [];
  const name = commonNameOf(certificate);
  return [
    createReporter('key', name).problem(
      `${name} has a key of Ed25519: peers of Fabric v2 refuse it, and those of v3 do in channels without the capability V3_0`,
      'enrol it with a key of P-256 or P-384, or have the channel raised to V3_0 once every node is of v3',
    ),
  ];
}
