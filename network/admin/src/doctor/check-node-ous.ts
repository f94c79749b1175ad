import 'reflect-metadata';
import { X509Certificate as ParsedCertificate } from '@peculiar/x509';
import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import {
  createMspManager,
  type MspManager,
  type NodeOus,
  nodeRoleOf,
  type NodeRole,
  standardNodeUnits,
  type UnitIdentifier,
} from '@kontti/fabric-protocol/msp';
import { serializeIdentity } from '@kontti/fabric-protocol/signatures';
import {
  parseMspConfigFile,
  roleSections,
  type MspConfigFile,
  type UnitSection,
} from '../access/msp-config-file';
import type { MspFolder } from './company-folders';
import { createReporter, type Finding, type Reporter } from './finding';
import { certificatesOf, commonNameOf, type MspFiles } from './msp-files';

const rewrite =
  "write config.yaml with NodeOUs: Enable: true and the four identifiers, as `kontti network up` or Fabric CA's documentation has it";

/** A folder does not say whose it is. */
const ownMspId = 'the company';

const nothingSaid: MspConfigFile = { nodeOus: false, organizationalUnitIdentifiers: [] };

/** What config.yaml says; a problem where that is nothing, or more than is known. */
function readConfig(msp: MspFiles, report: Reporter): MspConfigFile | Finding {
  const file = join(msp.directory, 'config.yaml');
  try {
    return msp.config === undefined ? nothingSaid : parseMspConfigFile(msp.config, file);
  } catch (error) {
    return report.problem(error instanceof Error ? error.message : String(error), rewrite);
  }
}

/** A unit that names a file must name one of the company's authorities: a peer ends at its start otherwise. */
function checkAuthority(
  { unit, certificateFile }: UnitSection,
  { msp, company, report }: { msp: MspFiles; company: MspFiles; report: Reporter },
): readonly Finding[] {
  if (certificateFile === undefined) return [];
  const named = `${join(msp.directory, 'config.yaml')} names ${certificateFile} for the unit ${unit}`;
  const remedy = `name a file of ${join(msp.directory, 'cacerts')} or intermediatecerts`;
  const file = join(msp.directory, certificateFile);
  if (!existsSync(file)) return [report.problem(`${named}, and there is no such file`, remedy)];
  const certificate = tryRead(file);
  const authorities = certificatesOf([...msp.caCerts, ...msp.intermediateCerts, ...company.caCerts]);
  if (certificate !== undefined && authorities.some(({ raw }) => raw.equals(certificate.raw))) return [];
  return [
    report.problem(`${named}, which is no authority of the company: peers do not start with it`, remedy),
  ];
}

function tryRead(file: string): X509Certificate | undefined {
  try {
    return new X509Certificate(readFileSync(file));
  } catch {
    return undefined;
  }
}

function checkConfig(
  config: MspConfigFile,
  options: { msp: MspFiles; company: MspFiles; report: Reporter },
): readonly Finding[] {
  const { msp, report } = options;
  const file = join(msp.directory, 'config.yaml');
  if (msp.config === undefined) {
    return [report.problem(`${file} is missing: no certificate has a role without it`, rewrite)];
  }
  const { nodeOus } = config;
  if (nodeOus === false) return [report.problem(`${file} does not enable NodeOUs`, rewrite)];
  return [
    ...Object.entries(roleSections).flatMap(([role, section]) => {
      const unit = nodeOus[role as NodeRole];
      if (unit === undefined) return [report.problem(`${file} has no ${section}`, rewrite)];
      return checkAuthority(unit, options);
    }),
    ...config.organizationalUnitIdentifiers.flatMap((unit) => checkAuthority(unit, options)),
  ];
}

/** The MSP as peers set it up; why they do not where that is so, which for units is a problem of its own. */
function toManager(
  config: MspConfigFile,
  { msp, company, withAdmins }: { msp: MspFiles; company: MspFiles; withAdmins: boolean },
): { readonly manager: MspManager } | { readonly refusal: string } {
  const toUnit = ({ unit, certificateFile }: UnitSection): UnitIdentifier => {
    const certificate =
      certificateFile === undefined ? undefined : tryRead(join(msp.directory, certificateFile));
    return certificate === undefined ? { unit } : { unit, certificatePem: certificate.toString() };
  };
  const toPems = (files: MspFiles['caCerts']): string[] => certificatesOf(files).map(String);
  const units = Object.entries(config.nodeOus || {}).map(([role, unit]) => [role, toUnit(unit)] as const);
  const mspConfig = {
    mspId: ownMspId,
    rootCerts: toPems(company.caCerts),
    intermediateCerts: toPems([...company.intermediateCerts, ...msp.intermediateCerts]),
    tlsRootCerts: [],
    // Who acts with flags may have an identity alone: then the usual units count.
    ...(config.nodeOus === false ? {} : { nodeOus: Object.fromEntries(units) }),
    organizationalUnitIdentifiers: config.organizationalUnitIdentifiers.map(toUnit),
    ...(withAdmins ? { admins: toPems(msp.adminCerts) } : {}),
  };
  try {
    // Whether the channel takes keys of Ed25519 is looked at where it is asked.
    return { manager: createMspManager({ configs: [mspConfig], takesEd25519: true }) };
  } catch (error) {
    return { refusal: error instanceof Error ? error.message : String(error) };
  }
}

/** Peers do not start with an admin among admincerts who is none of their members. */
function checkAdmins(
  config: MspConfigFile,
  { msp, company, report }: { msp: MspFiles; company: MspFiles; report: Reporter },
): readonly Finding[] {
  if ('refusal' in toManager(config, { msp, company, withAdmins: false })) return [];
  const made = toManager(config, { msp, company, withAdmins: true });
  if ('manager' in made) return [];
  const remedy = `put certificates of the company's own admins into ${join(msp.directory, 'admincerts')}, or none`;
  return [report.problem(made.refusal, remedy)];
}

function checkUnit(
  { kind }: MspFolder,
  options: { msp: MspFiles; company: MspFiles; config: MspConfigFile; report: Reporter },
): readonly Finding[] {
  const { msp, company, config, report } = options;
  const wanted: readonly NodeRole[] = kind === 'peer' ? ['peer'] : ['admin', 'client'];
  const made = toManager(config, { msp, company, withAdmins: false });
  const manager = 'manager' in made ? made.manager : undefined;
  return certificatesOf(msp.signCerts).flatMap((certificate) => {
    const units = new ParsedCertificate(certificate.raw).subjectName.getField('OU');
    const role = nodeRoleOf(units, toUnits(config));
    const remedy = `register and enrol it with the type ${wanted[0]}`;
    if (role === undefined || !wanted.includes(role)) {
      const said = units.length === 0 ? 'no organisational unit' : `the units ${units.join(', ')}`;
      const message = `the certificate of ${commonNameOf(certificate)} has ${said}, where exactly one of ${wanted.join(', ')} has to be`;
      return report.problem(message, remedy);
    }
    const refusal = findRefusal(certificate, manager);
    return refusal === undefined ? [] : report.problem(`${commonNameOf(certificate)}: ${refusal}`, remedy);
  });
}

function toUnits({ nodeOus }: MspConfigFile): NodeOus {
  return nodeOus === false ? standardNodeUnits : nodeOus;
}

/** Why an MSP refuses a certificate of its own authorities; that others issued it is reported by the check of chains. */
function findRefusal(certificate: X509Certificate, manager: MspManager | undefined): string | undefined {
  try {
    const serialized = serializeIdentity({ mspId: ownMspId, certificatePem: certificate.toString() });
    const identity = manager?.deserialize(serialized);
    if (identity !== undefined) manager?.validate(identity);
    return undefined;
  } catch (error) {
    return error instanceof NetworkError && error.code === 'IDENTITY_INVALID' ? error.message : undefined;
  }
}

/** Whoever acts with flags may have an identity without the rest of an MSP, as Fabric CA's client leaves it (msp/mspimplsetup.go). */
function warnOfBareFolder(msp: MspFiles, report: Reporter): Finding {
  const file = join(msp.directory, 'config.yaml');
  return report.warning(
    `${file} is missing: kontti needs none, but Fabric's own programs do not start with this folder`,
    rewrite,
  );
}

/** Whether organisational units give roles in this MSP, and the certificate has the one that its place demands (msp/mspimplsetup.go). */
export function checkNodeOus(
  folder: MspFolder,
  { msp, company }: { msp: MspFiles; company: MspFiles },
): readonly Finding[] {
  const report = createReporter('node-ous', folder.subject);
  const config = readConfig(msp, report);
  if ('check' in config) return [config];
  const admins = checkAdmins(config, { msp, company, report });
  if (msp.adminCerts.length > 0 && config.nodeOus === false) {
    return [
      ...admins,
      report.warning(
        'roles come from admincerts, the way before NodeOUs: no certificate is a peer or client',
        rewrite,
      ),
    ];
  }
  const findings = [
    ...admins,
    ...(folder.kind === 'user' && msp.config === undefined
      ? [warnOfBareFolder(msp, report)]
      : checkConfig(config, { msp, company, report })),
    ...(folder.kind === 'company' ? [] : checkUnit(folder, { msp, company, config, report })),
  ];
  return findings.length > 0 ? findings : [report.ok('organisational units give roles')];
}
