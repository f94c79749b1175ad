import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { createCompanyMsp, type NodeOus, type UnitIdentifier } from '@kontti/fabric-protocol/msp';
import { parseMspConfigFile, type UnitSection } from '../access/msp-config-file';
import { readTextFile } from '../access/msp-folder';
import { findCertificateProblem, findRevocationListProblem } from './msp-certificate';
import type { MspMaterial } from './msp-config';

type Kind = 'certificate' | 'authority' | 'revocation list';

const problemFinders: Readonly<Record<Kind, (pem: string) => string | undefined>> = {
  certificate: (pem) => findCertificateProblem(pem, { isAuthority: false }),
  authority: (pem) => findCertificateProblem(pem, { isAuthority: true }),
  'revocation list': findRevocationListProblem,
};

/** What is in an MSP folder. Others are those of an identity, or of Fabric CA's client. */
const knownFolders = [
  ...['cacerts', 'intermediatecerts', 'tlscacerts', 'tlsintermediatecerts', 'admincerts', 'crls'],
  ...['operationscerts', 'keystore', 'signcerts', 'user'],
];

function invalid(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'ORGANIZATION_INVALID', message, cause });
}

function checkPem(options: { pem: string; file: string; kind: Kind }): void {
  const problem = problemFinders[options.kind](options.pem);
  if (problem !== undefined) throw invalid(`The file ${options.file} ${problem}.`);
}

async function readPems(directory: string, kind: Kind): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const pems: string[] = [];
  for (const name of names.toSorted()) {
    const file = join(directory, name);
    const pem = await readTextFile(file, `The ${kind}`);
    checkPem({ pem, file, kind });
    pems.push(pem);
  }
  return pems;
}

/** Revocation lists, PEM. @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID */
export async function readRevocationLists(files: readonly string[]): Promise<readonly string[]> {
  return Promise.all(
    files.map(async (file) => {
      const pem = await readTextFile(file, 'The revocation list');
      checkPem({ pem, file, kind: 'revocation list' });
      return pem;
    }),
  );
}

async function readUnit(directory: string, { unit, certificateFile }: UnitSection): Promise<UnitIdentifier> {
  if (certificateFile === undefined) return { unit };
  const file = join(directory, certificateFile);
  const certificatePem = await readTextFile(file, `The certificate of the unit ${unit}`);
  checkPem({ pem: certificatePem, file, kind: 'authority' });
  return { unit, certificatePem };
}

type Units = Pick<MspMaterial, 'nodeOus' | 'organizationalUnitIdentifiers'>;

async function readUnits(directory: string): Promise<Units> {
  const file = join(directory, 'config.yaml');
  const names: string[] = await readdir(directory).catch(() => []);
  if (!names.includes('config.yaml')) return { nodeOus: false, organizationalUnitIdentifiers: [] };
  const config = parseMspConfigFile(await readTextFile(file, 'The file'), file);
  const identifiers = config.organizationalUnitIdentifiers.map((each) => readUnit(directory, each));
  const organizationalUnitIdentifiers = await Promise.all(identifiers);
  if (config.nodeOus === false) return { nodeOus: false, organizationalUnitIdentifiers };
  const roles = Object.entries(config.nodeOus).map(async ([role, section]) => [
    role,
    await readUnit(directory, section),
  ]);
  return { nodeOus: Object.fromEntries(await Promise.all(roles)) as NodeOus, organizationalUnitIdentifiers };
}

/** What peers find wrong only when they set the MSP up, and then end, or refuse the update. Mirrors msp/mspimplsetup.go. */
function checkMaterial(material: MspMaterial, directory: string): void {
  const { admins = [], nodeOus } = material;
  if (admins.length === 0 && (nodeOus === false || nodeOus.admin === undefined)) {
    throw invalid(
      `The folder ${directory} names no admins: put the admin's certificate into admincerts, or write config.yaml with NodeOUs, Enable: true and an AdminOUIdentifier.`,
    );
  }
  try {
    void createCompanyMsp(material);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw invalid(`The folder ${directory} is none that peers take. ${why}`, cause);
  }
}

async function checkFolders(directory: string): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const unknown = entries.find((entry) => entry.isDirectory() && !knownFolders.includes(entry.name));
  if (unknown === undefined) return;
  throw invalid(
    `The folder ${directory} holds '${unknown.name}', which no peer reads: folders of an MSP are ${knownFolders.join(', ')}.`,
  );
}

/**
 * What an MSP folder of an organisation (`cacerts`, `tlscacerts`, `config.yaml`, …) shows everybody about it; no keys are read. What a
 * peer would leave out without a word is refused. Mirrors msp/configbuilder.go GetVerifyingMspConfig.
 * @example const material = await readMspMaterial({ directory: 'org3.example.com/msp', mspId: 'Org3MSP' });
 * @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readMspMaterial(options: {
  readonly directory: string;
  readonly mspId: string;
}): Promise<MspMaterial> {
  const { directory, mspId } = options;
  const read = (folder: string, kind: Kind): Promise<string[]> => readPems(join(directory, folder), kind);
  const rootCerts = await read('cacerts', 'authority');
  if (rootCerts.length === 0) {
    throw invalid(
      `The folder ${directory} has no certificate in cacerts: name the company's msp folder, such as organizations/peerOrganizations/org3.example.com/msp.`,
    );
  }
  await checkFolders(directory);
  const material: MspMaterial = {
    mspId,
    rootCerts,
    intermediateCerts: await read('intermediatecerts', 'authority'),
    tlsRootCerts: await read('tlscacerts', 'authority'),
    tlsIntermediateCerts: await read('tlsintermediatecerts', 'authority'),
    admins: await read('admincerts', 'certificate'),
    revocationLists: await read('crls', 'revocation list'),
    ...(await readUnits(directory)),
  };
  checkMaterial(material, directory);
  return material;
}
