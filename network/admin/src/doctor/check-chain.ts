import type { X509Certificate } from 'node:crypto';
import { createChainFinder, findChainProblem } from '@kontti/fabric-protocol/msp';
import type { MspFolder } from './company-folders';
import { createReporter, type Finding } from './finding';
import { certificatesOf, commonNameOf, type MspFiles } from './msp-files';

/** PEM of certificates. */
function toPem(certificates: readonly X509Certificate[]): readonly string[] {
  return certificates.map(String);
}

/** Why these authorities do not vouch for a certificate, `unissued` where none of them issued it; today's date does not count. */
export function findIssueProblem(
  certificate: X509Certificate,
  {
    roots,
    intermediates,
    unissued,
  }: {
    roots: readonly X509Certificate[];
    intermediates: readonly X509Certificate[];
    unissued: string;
  },
): string | undefined {
  const find = createChainFinder({ rootCerts: toPem(roots), intermediateCerts: toPem(intermediates) });
  const chain = find(certificate);
  return chain === undefined ? unissued : findChainProblem(chain);
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
    const unissued = `${name} was not issued by a CA of ${company.directory}, but by ${certificate.issuer.replaceAll('\n', ', ')}`;
    const problem = findIssueProblem(certificate, { ...authorities, unissued });
    if (problem === undefined) return report.ok(`${name} was issued by the company's CA`);
    const remedy =
      problem === unissued
        ? "use a certificate of the company's own CA, or put the CA that issued it into cacerts and into the channel configuration"
        : 'have a certificate issued that Fabric takes';
    return report.problem(problem, remedy);
  });
}
