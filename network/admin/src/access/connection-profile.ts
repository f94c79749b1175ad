import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { NetworkError, textToAddress } from '@kontti/fabric-protocol/base';
import { accessLimits } from './limits';
import { listFolder, readTextFile } from './msp-folder';
import { isLoopback, type PeerTarget } from './peer-target';

/** A company and its peers, as a connection profile names them. */
export interface ProfileCompany {
  readonly mspId: string;
  readonly targets: readonly PeerTarget[];
}

/** Of which company a profile is read, and where. */
interface ProfileOptions {
  /** That of `client.organization`, or the only one, unless given. */
  readonly mspId?: string | undefined;
  /** The company's folder in a tree, whose files have what the profile does not say of its peers. */
  readonly folder?: string | undefined;
}

type Members = Readonly<Record<string, unknown>>;

const folderPattern = /^connection.*\.(json|ya?ml)$/;
const urlPattern = /^(grpcs?):\/\/([^\s/]+)\/?$/;

/** Some editors put a mark in front of a text. */
function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, '');
}

/** With the field at fault where it is one. */
function invalid(
  file: string,
  because: string,
  { field = '', cause }: { readonly field?: string; readonly cause?: unknown } = {},
): NetworkError {
  const message = `The connection profile ${file} cannot be used: ${because}.`;
  return new NetworkError({ code: 'ORGANIZATION_INVALID', message, details: { file, field }, cause });
}

function toMembers(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

async function readContent(file: string): Promise<Members> {
  let text: string;
  try {
    text = withoutMark(await readFile(file, 'utf8'));
  } catch (cause) {
    throw invalid(file, 'the file cannot be read', { cause });
  }
  if (text.length > accessLimits.profileCharactersMax) throw invalid(file, 'it is too large');
  try {
    return toMembers(
      file.endsWith('.json') ? JSON.parse(text) : parse(text, { logLevel: 'error', merge: true }),
    );
  } catch (cause) {
    throw invalid(file, `it is no ${file.endsWith('.json') ? 'JSON' : 'YAML'}`, { cause });
  }
}

function mspIdOf(organization: unknown): string | undefined {
  const { mspid } = toMembers(organization);
  return typeof mspid === 'string' && mspid !== '' ? mspid : undefined;
}

/** The company with the MSP id; without one that of `client.organization`, or the only one where the profile does not say. */
function chooseOrganization(
  file: string,
  content: Members,
  mspId: string | undefined,
): { readonly name: string; readonly organization: Members } {
  const { organization: own } = toMembers(content['client']);
  const all = Object.entries(toMembers(content['organizations']));
  const isOnly = (own ?? undefined) === undefined && all.length === 1;
  const chosen = all.find(([name, each]) =>
    mspId === undefined ? name === own || isOnly : mspIdOf(each) === mspId,
  );
  if (chosen !== undefined) return { name: chosen[0], organization: toMembers(chosen[1]) };
  const names = all.map(([name, each]) => mspIdOf(each) ?? name).join(', ') || 'no company';
  const because =
    mspId === undefined
      ? `it names ${names}, and no client.organization of these: give --msp-id`
      : `it names ${names}, and not ${mspId}`;
  throw invalid(file, because, { field: 'organizations' });
}

const isPem = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** A peer by its name in the profile, and its company's folder where that is in a tree. */
interface NamedPeer {
  readonly name: string;
  readonly peer: Members;
  readonly folder: string | undefined;
}

/** PEM in the profile, as a text or a list, or a path to it from the profile's folder, else the peer's own file in the company's folder. */
async function readRoots(file: string, { name, peer, folder }: NamedPeer): Promise<string> {
  const { pem, path } = toMembers(peer['tlsCACerts']);
  if (isPem(pem)) return pem;
  if (Array.isArray(pem) && pem.length > 0 && pem.every(isPem)) return pem.join('\n');
  const ownFile = folder === undefined ? undefined : join(folder, 'peers', name, 'tls', 'ca.crt');
  const root = typeof path === 'string' ? resolve(dirname(file), path) : path === undefined && ownFile;
  if (pem === undefined && root) return withoutMark(await readTextFile(root, 'The TLS root'));
  const field = `peers.${name}.tlsCACerts`;
  throw invalid(file, `${field} has neither pem nor path`, { field });
}

async function readPeer(file: string, named: NamedPeer): Promise<Omit<PeerTarget, 'mspId'>> {
  const { name, peer, folder } = named;
  const { url } = peer;
  const field = `peers.${name}.url`;
  const [, scheme, endpoint = ''] = typeof url === 'string' ? (urlPattern.exec(url) ?? []) : [];
  if (textToAddress(endpoint) === undefined) {
    throw invalid(file, `${field} has to be grpcs://host:port`, { field });
  }
  if (scheme === 'grpc') {
    if (isLoopback(endpoint)) return { endpoint };
    throw invalid(file, `${field} is without TLS, which is allowed to the own machine only`, { field });
  }
  const options = toMembers(peer['grpcOptions']);
  const names = [options['ssl-target-name-override'], options['hostnameOverride']];
  const alias = names.find((each) => each !== undefined && each !== null && each !== '');
  if (alias !== undefined && typeof alias !== 'string') {
    const optionsField = `peers.${name}.grpcOptions`;
    throw invalid(file, `${optionsField} has a host name that is no text`, { field: optionsField });
  }
  const hostAlias = alias ?? (folder === undefined ? undefined : name);
  const tlsRootCertPem = await readRoots(file, named);
  return { endpoint, tlsRootCertPem, ...(hostAlias === undefined ? {} : { hostAlias }) };
}

/**
 * A common connection profile in JSON or YAML: the company with the MSP id, else the profile's own, and the peers that it lists.
 * The SDK has a reader of its own, since neither package may import the other: `test/src/profiles` runs both on the same cases.
 * @throws NetworkError ORGANIZATION_INVALID, DIRECTORY_UNUSABLE
 */
export async function readConnectionProfile(
  file: string,
  { mspId: wanted, folder }: ProfileOptions = {},
): Promise<ProfileCompany> {
  const content = await readContent(file);
  const { name: company, organization } = chooseOrganization(file, content, wanted);
  const mspId = mspIdOf(organization);
  if (mspId === undefined) {
    throw invalid(file, 'it names no MSP id of the company', { field: `organizations.${company}.mspid` });
  }
  const peers = toMembers(content['peers']);
  const { peers: listed } = organization;
  const isAlone = Object.keys(toMembers(content['organizations'])).length === 1;
  const names: unknown[] = Array.isArray(listed) ? listed : isAlone ? Object.keys(peers) : [];
  const { profilePeersMax } = accessLimits;
  if (names.length === 0 || names.length > profilePeersMax) {
    throw invalid(file, `${mspId} has ${names.length} peers, and 1 to ${profilePeersMax} can be used`, {
      field: `organizations.${company}.peers`,
    });
  }
  const targets = names.map(async (each) => {
    const name = String(each);
    return { mspId, ...(await readPeer(file, { name, peer: toMembers(peers[name]), folder })) };
  });
  return { mspId, targets: await Promise.all(targets) };
}

/**
 * The connection profile in a company's folder; undefined when it has none. The test network writes the same in both forms.
 * @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readFolderProfile(folder: string, mspId?: string): Promise<ProfileCompany | undefined> {
  const names = (await listFolder(folder)).filter((file) => folderPattern.test(file)).toSorted();
  const name = names.find((each) => each.endsWith('.json')) ?? names[0];
  return name === undefined ? undefined : readConnectionProfile(join(folder, name), { mspId, folder });
}
