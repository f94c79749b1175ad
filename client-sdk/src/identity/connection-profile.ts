import { join } from 'node:path';
import { listFolder, readRequired } from './read-file';

/** What a company's connection profile, in the form that fabric-samples' test network writes, says of its gateway. */
export interface ConnectionProfile {
  readonly mspId: string;
  /** `host:port` of the company's first peer. */
  readonly endpoint: string | undefined;
}

/** The profile `connection-*.json` in a company's folder; `undefined` without one that can be understood. */
export async function readConnectionProfile(folder: string): Promise<ConnectionProfile | undefined> {
  const name = (await listFolder(folder)).find((entry) => /^connection-.*\.json$/.test(entry));
  if (name === undefined) {
    return undefined;
  }
  return textToProfile((await readRequired(join(folder, name))).toString('utf8'));
}

function textToProfile(text: string): ConnectionProfile | undefined {
  let profile: unknown;
  try {
    profile = JSON.parse(text);
  } catch {
    return undefined;
  }
  const [organization] = Object.values(member(profile, 'organizations'));
  const { mspid } = asRecord(organization);
  if (typeof mspid !== 'string') {
    return undefined;
  }
  const [peer] = Object.values(member(profile, 'peers'));
  const { url } = asRecord(peer);
  return { mspId: mspid, endpoint: typeof url === 'string' ? url.replace(/^grpcs?:\/\//, '') : undefined };
}

function member(value: unknown, name: string): Record<string, unknown> {
  return asRecord(asRecord(value)[name]);
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
