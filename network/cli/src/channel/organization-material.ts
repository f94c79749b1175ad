import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readMspMaterial, type JoiningCompany } from '@kontti/fabric-admin/channel';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { listFolder, readConnectionProfile } from '@kontti/fabric-admin/access';

/** Of a company's peers these many are told to the others' gossip, as where a network is started. */
const anchorPeersMax = 2;

async function readProfile(
  folder: string,
): Promise<{ mspId: string; anchors: readonly string[] } | undefined> {
  const name = (await listFolder(folder)).find((file) => /^connection-.*\.json$/.test(file));
  if (name === undefined) return undefined;
  const { mspId, targets } = await readConnectionProfile(join(folder, name));
  return { mspId, anchors: targets.slice(0, anchorPeersMax).map(({ endpoint }) => endpoint) };
}

/**
 * What a company's folder of a tree (`peerOrganizations/<domain>`), or its `msp` folder alone, tells everybody.
 * @throws NetworkError ARGUMENT_INVALID, DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readJoiningCompany(options: {
  readonly folder: string;
  readonly mspId?: string | undefined;
  /** Host and port; by default the first peers of its connection profile. */
  readonly anchors?: readonly string[] | undefined;
}): Promise<JoiningCompany> {
  const folder = resolve(options.folder);
  const hasMsp = (await stat(join(folder, 'msp')).catch(() => undefined)) !== undefined;
  const profile = await readProfile(folder);
  const mspId = options.mspId ?? profile?.mspId;
  if (mspId === undefined) {
    const message = `The folder ${folder} has no connection profile: name the company's MSP id, kontti channel add-company MSPID.`;
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  const material = await readMspMaterial({ directory: hasMsp ? join(folder, 'msp') : folder, mspId });
  return { material, anchors: options.anchors ?? profile?.anchors ?? [] };
}
