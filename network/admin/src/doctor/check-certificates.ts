import type { MspFolder } from './company-folders';
import { createReporter, type Finding, type Reporter } from './finding';
import { doctorLimits } from './limits';
import { commonNameOf, fileName, type CertificateFile, type MspFiles } from './msp-files';

const dateCharacters = 'YYYY-MM-DD'.length;

function toDate(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, dateCharacters);
}

/** Undefined when nothing is to be said of it. */
export function judgeDates(
  { file, certificate, problem }: CertificateFile,
  { report, nowMs }: { report: Reporter; nowMs: number },
): Finding | undefined {
  if (certificate === undefined) {
    return report.problem(
      `${file} is no certificate`,
      'put the certificate there as PEM, or remove the file',
    );
  }
  if (problem !== undefined) {
    return report.problem(`${file} ${problem}`, 'put there what peers can read, one certificate a file');
  }
  const [fromMs, toMs] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  const name = `${commonNameOf(certificate)} (${fileName(file)})`;
  const renew = certificate.ca
    ? 'renew the CA, and update the channel configuration with it'
    : 'enrol or renew it at its CA, and restart what uses it';
  if (toMs <= nowMs) return report.problem(`${name} expired on ${toDate(toMs)}`, renew);
  if (fromMs > nowMs) {
    return report.problem(
      `${name} is valid only from ${toDate(fromMs)} on`,
      "set this machine's clock right, or enrol it again",
    );
  }
  if (toMs - nowMs < doctorLimits.expirySoonMs) {
    return report.warning(`${name} expires on ${toDate(toMs)}`, renew);
  }
  return undefined;
}

/** Whether each certificate of an MSP folder is one, and valid now and for a while; and whether its revocation lists can be read. */
export function checkCertificates(
  { subject }: MspFolder,
  { msp, nowMs }: { msp: MspFiles; nowMs: number },
): readonly Finding[] {
  const report = createReporter('certificate', subject);
  const files = [
    msp.caCerts,
    msp.intermediateCerts,
    msp.tlsCaCerts,
    msp.tlsIntermediateCerts,
    msp.signCerts,
    msp.adminCerts,
  ].flat();
  const lists = msp.revocationLists.flatMap(({ file, problem }) =>
    problem === undefined
      ? []
      : [report.problem(`${file} ${problem}`, 'put a revocation list there as the CA writes it, in PEM')],
  );
  const findings = [...files.flatMap((file) => judgeDates(file, { report, nowMs }) ?? []), ...lists];
  if (findings.length > 0 || files.length === 0) return findings;
  const first = Math.min(...files.map(({ certificate }) => Date.parse(certificate?.validTo ?? '')));
  return [report.ok(`${files.length} certificates are valid; the first expires on ${toDate(first)}`)];
}
