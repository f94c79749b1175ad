import { join } from 'node:path';
import { judgeDates } from './check-certificates';
import { findIssueProblem } from './check-chain';
import { judgeKeys } from './check-key';
import type { TlsFolder } from './company-folders';
import { createReporter, type Finding } from './finding';
import { carriesName, hostsOf } from './host-names';
import { certificatesOf, listNames, readCertificate, readKey, type MspFiles } from './msp-files';

/** A node's TLS files, where this machine has them: dates, its own TLS CA, the node's name, the key. */
export async function checkTlsFolder(
  { directory, name }: TlsFolder,
  { company, nowMs }: { company: MspFiles; nowMs: number },
): Promise<readonly Finding[]> {
  const subject = `${name} (tls files)`;
  const certificateReport = createReporter('certificate', subject);
  if ((await listNames(directory)).length === 0) return [];
  const server = await readCertificate(join(directory, 'server.crt'));
  const dates = judgeDates(server, { report: certificateReport, nowMs });
  const { certificate } = server;
  if (certificate === undefined) return dates === undefined ? [] : [dates];
  const findings: Finding[] = dates === undefined ? [] : [dates];
  const roots = certificatesOf([...company.tlsCaCerts, await readCertificate(join(directory, 'ca.crt'))]);
  const problem = findIssueProblem(certificate, {
    roots,
    intermediates: certificatesOf(company.tlsIntermediateCerts),
    unissued: `${server.file} was not issued by a TLS CA of the company`,
  });
  if (problem !== undefined) {
    findings.push(createReporter('chain', subject).problem(problem, "issue it at the company's TLS CA"));
  }
  if (!carriesName(certificate, name)) {
    const message = `${server.file} does not name ${name}: it names ${hostsOf(certificate)}`;
    findings.push(certificateReport.problem(message, `issue it with ${name} among its hosts (SANs)`));
  }
  const key = await readKey(join(directory, 'server.key'));
  const keys = key === undefined ? [] : [key];
  findings.push(
    ...judgeKeys({ certificate, keys, place: directory, report: createReporter('key', subject) }).filter(
      ({ status }) => status !== 'ok' && status !== 'skipped',
    ),
  );
  if (findings.length > 0) return findings;
  return [
    certificateReport.ok(`${name}'s TLS certificate is valid, for ${certificate.subjectAltName ?? ''}`),
  ];
}
