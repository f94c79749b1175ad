import { join } from 'node:path';
import type { MspFolder } from './company-folders';
import { createReporter, type Finding } from './finding';
import type { MspFiles } from './msp-files';

/** Parts of an MSP folder without which it is of no use (msp/configbuilder.go). */
export function checkFolder({ kind, subject }: MspFolder, msp: MspFiles): readonly Finding[] {
  const report = createReporter('folder', subject);
  const findings: Finding[] = [];
  const demand = (isThere: boolean, part: string, remedy: string): void => {
    if (isThere) return;
    findings.push(report.problem(`${join(msp.directory, part)} is missing or empty`, remedy));
  };
  const enrol = 'enrol the identity again, or copy the whole msp folder';
  demand(msp.caCerts.length > 0, 'cacerts', "put the company's CA certificate there");
  if (kind === 'company') {
    demand(msp.tlsCaCerts.length > 0, 'tlscacerts', "put the company's TLS CA certificate there");
  } else {
    demand(msp.signCerts.length > 0, 'signcerts', enrol);
    // A key that a signing device keeps has no file, so its absence is reported by the check of keys.
  }
  return findings.length > 0 ? findings : [report.ok('the msp folder is complete')];
}
