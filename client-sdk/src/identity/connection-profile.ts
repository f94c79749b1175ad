import { isAbsolute, join, resolve, dirname } from 'node:path';
import { ENDPOINT_FORM } from '../connection/endpoint';
import type { PeerOptions } from '../connection/endpoint';
import { createError } from '../errors';
import type { KonttiError } from '../errors';
import { ENDPOINTS_MAX, PORT_MAX } from '../limits';
import { readNamed } from '../files/read-file';

/** A peer as a connection profile names it. */
export interface ProfilePeer extends PeerOptions {
  /** Its name in the profile, usually the host name in its certificate. */
  readonly name: string;
}

/** What a connection profile says of one company. */
interface ProfileCompany {
  readonly mspId: string;
  /** The company's own peers, at least one. */
  readonly peers: readonly ProfilePeer[];
}

/** Which company of a profile; the one of `client.organization` unless given, or the only one. */
interface ProfileChoice {
  readonly mspId?: string | undefined;
}

/** A common connection profile. */
export interface ConnectionProfile {
  /** MSP id of the company whose profile it is; `undefined` where it names several and no `client.organization`. */
  readonly ownMspId: string | undefined;
  /** @throws PROFILE_INVALID, FILE_UNREADABLE */
  readCompany(choice: ProfileChoice): Promise<ProfileCompany>;
}

/** Reads a connection profile in JSON or YAML. @throws PROFILE_INVALID, FILE_UNREADABLE */
export async function readConnectionProfile(path: string): Promise<ConnectionProfile> {
  const text = (await readNamed(path)).toString('utf8');
  let content: unknown;
  try {
    // JSON is YAML too; its own parser is stricter and there already.
    content = path.endsWith('.json') ? JSON.parse(text) : await parseYaml(text);
  } catch (cause) {
    throw profileError(path, {
      because: cause instanceof Error ? firstLine(cause.message) : 'no text',
      cause,
    });
  }
  const profile = { path, content, organizations: member(content, 'organizations') };
  return {
    ownMspId: mspIdOf(ownOrganization(profile)?.organization),
    async readCompany(choice) {
      const { name, organization } = chooseOrganization(profile, choice);
      const mspId = mspIdOf(organization);
      if (mspId === undefined) {
        throw profileError(path, { field: `organizations.${name}.mspid`, because: 'the MSP id is missing' });
      }
      return { mspId, peers: await readPeers(profile, { name, organization }) };
    },
  };
}

interface Profile {
  readonly path: string;
  readonly content: unknown;
  readonly organizations: Readonly<Record<string, unknown>>;
}

interface Organization {
  readonly name: string;
  readonly organization: unknown;
}

/** That of `client.organization`, or the only one where the profile does not say. */
function ownOrganization({ content, organizations }: Profile): Organization | undefined {
  const own = member(content, 'client')['organization'] ?? undefined;
  const all = Object.entries(organizations).map(([name, organization]) => ({ name, organization }));
  return own === undefined && all.length === 1 ? all[0] : all.find(({ name }) => name === own);
}

function chooseOrganization(profile: Profile, { mspId }: ProfileChoice): Organization {
  const { path, organizations } = profile;
  const chosen =
    mspId === undefined
      ? ownOrganization(profile)
      : Object.entries(organizations)
          .map(([name, organization]) => ({ name, organization }))
          .find(({ organization }) => mspIdOf(organization) === mspId);
  if (chosen === undefined) {
    const found = Object.entries(organizations).map(([name, each]) => mspIdOf(each) ?? name);
    const names = found.length === 0 ? 'no company' : found.join(', ');
    const because =
      mspId === undefined
        ? `it names ${names}, and client.organization is none of them: give the option mspId`
        : `it names ${names}, and not ${mspId}`;
    throw profileError(path, { field: 'organizations', because, details: { found } });
  }
  return chosen;
}

async function readPeers(profile: Profile, { name, organization }: Organization): Promise<ProfilePeer[]> {
  const { path, content, organizations } = profile;
  const peers = member(content, 'peers');
  const listed = asRecord(organization)['peers'];
  const isAlone = Object.keys(organizations).length === 1;
  const names: unknown[] = Array.isArray(listed) ? listed : isAlone ? Object.keys(peers) : [];
  if (names.length === 0 || names.length > ENDPOINTS_MAX) {
    throw profileError(path, {
      field: `organizations.${name}.peers`,
      because: `${name} has ${names.length} peers, and 1 to ${ENDPOINTS_MAX} can be used`,
    });
  }
  return Promise.all(
    names.map((each) => readPeer(path, { name: String(each), peer: asRecord(peers[String(each)]) })),
  );
}

async function readPeer(
  path: string,
  { name, peer }: { readonly name: string; readonly peer: Readonly<Record<string, unknown>> },
): Promise<ProfilePeer> {
  const { url: given } = peer;
  const url = typeof given === 'string' ? given.replace(/\/$/, '') : '';
  const [, scheme, , port = ''] = ENDPOINT_FORM.exec(url) ?? [];
  if (scheme === undefined || Number(port) < 1 || Number(port) > PORT_MAX) {
    throw profileError(path, {
      field: `peers.${name}.url`,
      because: `peers.${name}.url has to be grpcs://host:port`,
    });
  }
  const options = asRecord(peer['grpcOptions']);
  const names = [options['ssl-target-name-override'], options['hostnameOverride']];
  const hostAlias = names.find((each) => each !== undefined && each !== null && each !== '');
  if (hostAlias !== undefined && typeof hostAlias !== 'string') {
    const field = `peers.${name}.grpcOptions`;
    throw profileError(path, { field, because: `${field} has a host name that is no text` });
  }
  const roots =
    scheme === 'grpc' ? undefined : await readRoots(path, { name, given: asRecord(peer['tlsCACerts']) });
  return {
    name,
    endpoint: url,
    ...(roots === undefined ? {} : { tlsRootCertificate: roots }),
    ...(hostAlias === undefined ? {} : { hostAlias }),
  };
}

/** PEM in the profile, as a text or a list, or a path to it from the profile's folder. */
async function readRoots(
  path: string,
  { name, given }: { readonly name: string; readonly given: Readonly<Record<string, unknown>> },
): Promise<string | readonly string[] | Buffer | undefined> {
  const { pem, path: file } = given;
  if (isPem(pem)) {
    return pem;
  }
  if (Array.isArray(pem) && pem.length > 0 && pem.every(isPem)) {
    return pem;
  }
  if (pem !== undefined || (file !== undefined && typeof file !== 'string')) {
    throw profileError(path, {
      field: `peers.${name}.tlsCACerts`,
      because: `peers.${name}.tlsCACerts has to have pem or path`,
    });
  }
  if (file === undefined) {
    return undefined;
  }
  return readNamed(isAbsolute(file) ? file : resolve(join(dirname(path), file)));
}

function isPem(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function mspIdOf(organization: unknown): string | undefined {
  const { mspid } = asRecord(organization);
  return typeof mspid === 'string' && mspid !== '' ? mspid : undefined;
}

function profileError(
  path: string,
  options: {
    readonly because: string;
    readonly field?: string;
    readonly details?: Readonly<Record<string, unknown>>;
    readonly cause?: unknown;
  },
): KonttiError {
  const { because, field = '', details, cause } = options;
  return createError('PROFILE_INVALID', {
    because: `${path}: ${because}`,
    details: { path, field, ...details },
    cause,
  });
}

async function parseYaml(text: string): Promise<unknown> {
  const { parse } = await import('yaml').catch((cause: unknown) => {
    throw new Error(
      'the package yaml is not installed: run "npm install yaml", or save the profile as JSON',
      { cause },
    );
  });
  return parse(text, { logLevel: 'error', merge: true });
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}

function member(value: unknown, name: string): Readonly<Record<string, unknown>> {
  return asRecord(asRecord(value)[name]);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
