import { parse } from 'yaml';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { NodeRole } from '@kontti/fabric-protocol/msp';

/** A unit as `config.yaml` names it. */
export interface UnitSection {
  readonly unit: string;
  /** The file of the authority that must have issued it, within the MSP folder. */
  readonly certificateFile?: string;
}

/** What `config.yaml` of an MSP folder says. */
export interface MspConfigFile {
  /** False where they are not enabled: then units say no roles. */
  readonly nodeOus: Readonly<Partial<Record<NodeRole, UnitSection>>> | false;
  readonly organizationalUnitIdentifiers: readonly UnitSection[];
}

/** What the sections for roles are called. */
export const roleSections = {
  client: 'ClientOUIdentifier',
  peer: 'PeerOUIdentifier',
  admin: 'AdminOUIdentifier',
  orderer: 'OrdererOUIdentifier',
} as const satisfies Record<NodeRole, string>;

type Members = Readonly<Record<string, unknown>>;

function invalid(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'ORGANIZATION_INVALID', message, cause });
}

/** Peers drop a name that they do not know, and with it what somebody meant to forbid: here it is refused. */
function readMembers(
  value: unknown,
  options: { file: string; place: string; known: readonly string[] },
): Members {
  const { file, place, known } = options;
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw invalid(`The file ${file} has no fields in ${place}.`);
  }
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown === undefined) return value as Members;
  throw invalid(
    `The file ${file} has '${unknown}' in ${place}, which no peer knows: names are ${known.join(', ')}, in this spelling.`,
  );
}

function readText(members: Members, name: string, { file, place }: { file: string; place: string }): string {
  const value = members[name] ?? '';
  if (typeof value === 'string') return value;
  throw invalid(`The file ${file} has no text for ${name} in ${place}.`);
}

function readUnit(value: unknown, at: { file: string; place: string }): UnitSection | undefined {
  const members = readMembers(value, { ...at, known: ['Certificate', 'OrganizationalUnitIdentifier'] });
  const unit = readText(members, 'OrganizationalUnitIdentifier', at);
  const certificateFile = readText(members, 'Certificate', at);
  if (unit === '' && certificateFile !== '') {
    throw invalid(`The file ${at.file} names no unit in ${at.place}.`);
  }
  if (unit === '') return undefined;
  return { unit, ...(certificateFile === '' ? {} : { certificateFile }) };
}

function readNodeOus(value: unknown, file: string): MspConfigFile['nodeOus'] {
  const known = ['Enable', ...Object.values(roleSections)];
  const members = readMembers(value, { file, place: 'NodeOUs', known });
  const { Enable: isEnabled = false } = members;
  if (typeof isEnabled !== 'boolean') {
    throw invalid(`The file ${file} says neither true nor false for NodeOUs: Enable.`);
  }
  const sections = Object.entries(roleSections).flatMap(([role, section]) => {
    const unit = readUnit(members[section], { file, place: section });
    return unit === undefined ? [] : [[role, unit] as const];
  });
  return isEnabled && Object.fromEntries(sections);
}

/**
 * Reads the text of an MSP folder's `config.yaml`: all of it, or nothing. Mirrors msp/configbuilder.go, which leaves out what it does
 * not know. @throws NetworkError ORGANIZATION_INVALID
 */
export function parseMspConfigFile(text: string, file: string): MspConfigFile {
  let parsed: unknown;
  try {
    parsed = parse(text);
  } catch (cause) {
    throw invalid(`The file ${file} is no YAML.`, cause);
  }
  const known = ['OrganizationalUnitIdentifiers', 'NodeOUs'];
  const members = readMembers(parsed, { file, place: 'the file', known });
  const place = 'OrganizationalUnitIdentifiers';
  const listed = members[place] ?? [];
  if (!Array.isArray(listed)) throw invalid(`The file ${file} has no list in ${place}.`);
  const identifiers = listed.map((value: unknown) => {
    const unit = readUnit(value, { file, place });
    if (unit?.certificateFile !== undefined) return unit;
    throw invalid(
      `The file ${file} has an entry in ${place} without a unit or without the certificate of its authority.`,
    );
  });
  return { nodeOus: readNodeOus(members['NodeOUs'], file), organizationalUnitIdentifiers: identifiers };
}
