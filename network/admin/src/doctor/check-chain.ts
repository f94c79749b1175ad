import type { X509Certificate } from 'node:crypto';
import { createChainFinder } from '@kontti/fabric-protocol/msp';
import type { MspFolder } from './company-folders';
import { createReporter, type Finding } from './finding';
import { certificatesOf, commonNameOf, type MspFiles } from './msp-files';

/** PEM of certificates. */
function toPem(certificates: readonly X509Certificate[]): readonly string[] {
  return certificates.map(String);
}

/** True when these authorities vouch for the certificate; today's date does not count. */
export function isIssuedBy(
  certificate: X509Certificate,
  { roots, intermediates }: { roots: readonly X509Certificate[]; intermediates: readonly X509Certificate[] },
): boolean {
  const find = createChainFinder({ rootCerts: toPem(roots), intermediateCerts: toPem(intermediates) });
  return find(certificate) !== undefined;
}

/** Whether the company's own CA issued the identity in an MSP folder; `company` is the company's own one. */
export function checkChain(
  { subject }: MspFolder,
  { msp, company }: { msp: MspFiles; company: MspFiles },
): readonly Finding[] {
  const report = createReporter('chain', subject);
  const authorities = {
    roots: certificatesOf(company.caCerts),
    intermediates: certificatesOf([...company.intermediateCerts, ...msp.intermediateCerts]),
  };
  return certificatesOf(msp.signCerts).map((certificate) => {
    const name = commonNameOf(certificate);
    if (isIssuedBy(certificate, authorities)) return report.ok(`${name} was issued by the company's CA`);
    return report.problem(
      `${name} was not issued by a CA of ${company.directory}, but by ${certificate.issuer.replaceAll('\n', ', ')}`,
      "use a certificate of the company's own CA, or put the CA that issued it into cacerts and into the channel configuration",
    );
  });
}
