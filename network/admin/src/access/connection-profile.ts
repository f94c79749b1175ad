import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { accessLimits } from './limits';
import { listFolder, readTextFile } from './msp-folder';
import type { PeerTarget } from './peer-target';

/** A company and its peers, as a connection profile names them. */
export interface ProfileCompany {
  readonly mspId: string;
  readonly targets: readonly PeerTarget[];
}

type Members = Readonly<Record<string, unknown>>;

const folderPattern = /^connection.*\.(json|ya?ml)$/;
const urlPattern = /^grpcs:\/\/([^\s/]+:\d{1,5})\/?$/;
const byteOrderMark = /^\ufeff/;

function invalid(file: string, because: string, cause?: unknown): NetworkError {
  const message = `The connection profile ${file} cannot be used: ${because}.`;
  return new NetworkError({ code: 'ORGANIZATION_INVALID', message, details: { file }, cause });
}

function toMembers(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

async function readContent(file: string): Promise<Members> {
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).replace(byteOrderMark, '');
  } catch (cause) {
    throw invalid(file, 'the file cannot be read', cause);
  }
  if (text.length > accessLimits.profileCharactersMax) throw invalid(file, 'it is too large');
  try {
    return toMembers(file.endsWith('.json') ? JSON.parse(text) : parse(text, { logLevel: 'error' }));
  } catch (cause) {
    throw invalid(file, `it is no ${file.endsWith('.json') ? 'JSON' : 'YAML'}`, cause);
  }
}

function mspIdOf(organization: unknown): string | undefined {
  const { mspid } = toMembers(organization);
  return typeof mspid === 'string' && mspid !== '' ? mspid : undefined;
}

/** The company with the MSP id; without one that of `client.organization`, or the only one. */
function chooseOrganization(file: string, content: Members, mspId: string | undefined): Members {
  const organizations = toMembers(content['organizations']);
  const { organization: own } = toMembers(content['client']);
  const all = Object.entries(organizations);
  const chosen =
    mspId === undefined
      ? all.find(([name]) => name === own || all.length === 1)
      : all.find(([, each]) => mspIdOf(each) === mspId);
  if (chosen !== undefined) return toMembers(chosen[1]);
  const names = all.map(([name, each]) => mspIdOf(each) ?? name).join(', ') || 'no company';
  const because =
    mspId === undefined
      ? `it names ${names}, and no client.organization of these: give --msp-id`
      : `it names ${names}, and not ${mspId}`;
  throw invalid(file, because);
}

/** PEM in the profile, as a text or a list, or a path to it from the profile's folder. */
async function readRoots(file: string, name: string, given: Members): Promise<string> {
  const { pem, path } = given;
  if (typeof pem === 'string') return pem;
  if (Array.isArray(pem) && pem.length > 0 && pem.every((each) => typeof each === 'string')) {
    return pem.join('\n');
  }
  if (pem === undefined && typeof path === 'string') {
    return readTextFile(resolve(dirname(file), path), 'The TLS root');
  }
  throw invalid(file, `peers.${name}.tlsCACerts has neither pem nor path`);
}

async function readPeer(file: string, name: string, peer: Members): Promise<Omit<PeerTarget, 'mspId'>> {
  const { url } = peer;
  const endpoint = typeof url === 'string' ? urlPattern.exec(url)?.[1] : undefined;
  if (endpoint === undefined) throw invalid(file, `peers.${name}.url has to be grpcs://host:port`);
  const options = toMembers(peer['grpcOptions']);
  const hostAlias = options['ssl-target-name-override'] ?? options['hostnameOverride'];
  const tlsRootCertPem = await readRoots(file, name, toMembers(peer['tlsCACerts']));
  return { endpoint, tlsRootCertPem, ...(typeof hostAlias === 'string' ? { hostAlias } : {}) };
}

/**
 * A common connection profile in JSON or YAML: the company with the MSP id, else the profile's own, and the peers that it lists.
 * The SDK reads the same of it. @throws NetworkError ORGANIZATION_INVALID, DIRECTORY_UNUSABLE
 */
export async function readConnectionProfile(
  file: string,
  choice: { readonly mspId?: string | undefined } = {},
): Promise<ProfileCompany> {
  const content = await readContent(file);
  const organizations = toMembers(content['organizations']);
  const organization = chooseOrganization(file, content, choice.mspId);
  const mspId = mspIdOf(organization);
  if (mspId === undefined) throw invalid(file, 'it names no MSP id of the company');
  const peers = toMembers(content['peers']);
  const { peers: listed } = organization;
  const isAlone = Object.keys(organizations).length === 1;
  const names: unknown[] = Array.isArray(listed) ? listed : isAlone ? Object.keys(peers) : [];
  if (names.length === 0 || names.length > accessLimits.profilePeersMax) {
    throw invalid(
      file,
      `${mspId} has ${names.length} peers, and 1 to ${accessLimits.profilePeersMax} can be used`,
    );
  }
  const targets = names.map(async (each) => {
    const name = String(each);
    return { mspId, ...(await readPeer(file, name, toMembers(peers[name]))) };
  });
  return { mspId, targets: await Promise.all(targets) };
}

/**
 * The connection profile in a company's folder; undefined when it has none. The test network writes the same in both forms.
 * @throws NetworkError DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readFolderProfile(directory: string): Promise<ProfileCompany | undefined> {
  const names = (await listFolder(directory)).filter((file) => folderPattern.test(file)).toSorted();
  const name = names.find((each) => each.endsWith('.json')) ?? names[0];
  return name === undefined ? undefined : readConnectionProfile(join(directory, name));
}
