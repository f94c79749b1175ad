import { chmod, cp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnectionProfile, domainToProfileName } from '@kontti/fabric-protocol/certificates';
import { makeFolder, NetworkError } from '@kontti/fabric-protocol/base';
import type { SamplesNetwork } from './join-samples-network';

const treeParts = ['peerOrganizations', 'ordererOrganizations'] as const;
const keyPattern = /(_sk|\.key|[\\/]keystore[\\/][^\\/]+)$/;
const keyMode = 0o600;

/** The scripts leave some keys to everybody's eyes. */
async function protectKeys(directory: string): Promise<void> {
  const names = await readdir(directory, { recursive: true });
  const keys = names.filter((name) => keyPattern.test(name));
  await Promise.all(keys.map((name) => chmod(join(directory, name), keyMode)));
}

async function copyTree(network: Pick<SamplesNetwork, 'tree' | 'companies'>, target: string): Promise<void> {
  await makeFolder(target);
  for (const part of treeParts) {
    const copy = join(target, part);
    // Of an earlier network nothing may stay: a key of it would be taken for one of this.
    await rm(copy, { recursive: true, force: true });
    const source = join(network.tree, part);
    if ((await stat(source).catch(() => undefined)) === undefined) continue;
    await cp(source, copy, { recursive: true });
    await protectKeys(copy);
  }
  for (const { mspId, domain, tlsRootPem, peers } of network.companies) {
    const profile = join(target, 'peerOrganizations', domain, domainToProfileName(domain));
    await writeFile(profile, createConnectionProfile({ mspId, tlsRootPem, peers }));
  }
}

/**
 * Copies a joined network's keys and certificates into a folder `organizations`, keys readable by their owner alone, and adds a
 * connection profile for each company: what `kontti network up` leaves there.
 * @example await copyOrganizations(network, 'organizations');
 * @throws NetworkError DIRECTORY_UNUSABLE
 */
export async function copyOrganizations(
  network: Pick<SamplesNetwork, 'tree' | 'companies'>,
  directory: string,
): Promise<void> {
  try {
    await copyTree(network, directory);
  } catch (cause) {
    const message = `The keys and certificates of ${network.tree} cannot be copied to ${directory}.`;
    throw new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details: { directory }, cause });
  }
}
