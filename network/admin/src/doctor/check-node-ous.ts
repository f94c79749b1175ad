import 'reflect-metadata';
import { X509Certificate as ParsedCertificate } from '@peculiar/x509';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { nodeRoleOf } from '@kontti/fabric-protocol/msp';
import type { MspFolder } from './company-folders';
import { createReporter, type Finding, type Reporter } from './finding';
import { certificatesOf, commonNameOf, type MspFiles } from './msp-files';

const sections = [
  'ClientOUIdentifier',
  'PeerOUIdentifier',
  'AdminOUIdentifier',
  'OrdererOUIdentifier',
] as const;

interface OuIdentifier {
  readonly Certificate?: string;
  readonly OrganizationalUnitIdentifier?: string;
}

type NodeOus = { readonly Enable?: boolean } & { readonly [S in (typeof sections)[number]]?: OuIdentifier };

const rewrite =
  "write config.yaml with NodeOUs: Enable: true and the four identifiers, as `kontti network up` or Fabric CA's documentation has it";

function parseNodeOus(text: string): NodeOus | undefined {
  try {
    const parsed: unknown = parse(text);
    return (parsed as { NodeOUs?: NodeOus } | null)?.NodeOUs;
  } catch {
    return undefined;
  }
}

function checkConfig(msp: MspFiles, report: Reporter): readonly Finding[] {
  const file = join(msp.directory, 'config.yaml');
  if (msp.config === undefined) {
    return [report.problem(`${file} is missing: no certificate has a role without it`, rewrite)];
  }
  const nodeOus = parseNodeOus(msp.config);
  if (nodeOus?.Enable !== true) return [report.problem(`${file} does not enable NodeOUs`, rewrite)];
  return sections.flatMap((section) => {
    const { Certificate: authority, OrganizationalUnitIdentifier: unit = '' } = nodeOus[section] ?? {};
    if (unit === '') return report.problem(`${file} has no ${section}`, rewrite);
    if (authority === undefined || existsSync(join(msp.directory, authority))) return [];
    return report.problem(
      `${file} names ${authority} in ${section}, and there is no such file`,
      `name the file that stands in ${join(msp.directory, 'cacerts')}`,
    );
  });
}

function checkUnit(
  { kind }: MspFolder,
  { msp, report }: { msp: MspFiles; report: Reporter },
): readonly Finding[] {
  const wanted = kind === 'peer' ? ['peer'] : ['admin', 'client'];
  return certificatesOf(msp.signCerts).flatMap((certificate) => {
    const units = new ParsedCertificate(certificate.raw).subjectName.getField('OU');
    const role = nodeRoleOf(units);
    if (role !== undefined && wanted.includes(role)) return [];
    const said = units.length === 0 ? 'no organisational unit' : `the units ${units.join(', ')}`;
    const message = `the certificate of ${commonNameOf(certificate)} has ${said}, where exactly one of ${wanted.join(', ')} has to be`;
    return report.problem(message, `register and enrol it with the type ${wanted[0]}`);
  });
}

/** Whether organisational units give roles in this MSP, and the certificate has the one that its place demands (msp/mspimplsetup.go). */
export function checkNodeOus(folder: MspFolder, msp: MspFiles): readonly Finding[] {
  const report = createReporter('node-ous', folder.subject);
  if (msp.adminCerts.length > 0 && parseNodeOus(msp.config ?? '')?.Enable !== true) {
    return [
      report.warning(
        'roles come from admincerts, the way before NodeOUs: no certificate is a peer or client',
        rewrite,
      ),
    ];
  }
  // Whoever acts with flags may have an identity without the rest of an MSP.
  const findings = [
    ...(folder.kind === 'user' && msp.config === undefined ? [] : checkConfig(msp, report)),
    ...(folder.kind === 'company' ? [] : checkUnit(folder, { msp, report })),
  ];
  return findings.length > 0 ? findings : [report.ok('organisational units give roles')];
}
