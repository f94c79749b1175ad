import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readMspMaterial, type JoiningCompany } from '@kontti/fabric-admin/channel';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { readFolderProfile } from '@kontti/fabric-admin/access';

/** Of a company's peers these many are named to the others' gossip, as where a network is started. */
const anchorPeersMax = 2;

/**
 * What a company's folder of a tree (`peerOrganizations/<domain>`), or its `msp` folder alone, shows everybody.
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
  const profile = await readFolderProfile(folder);
  const mspId = options.mspId ?? profile?.mspId;
  if (mspId === undefined) {
    const message = `The folder ${folder} has no connection profile: name the company's MSP id, kontti channel add-company MSPID.`;
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  const material = await readMspMaterial({ directory: hasMsp ? join(folder, 'msp') : folder, mspId });
  const anchors = profile?.targets.slice(0, anchorPeersMax).map(({ endpoint }) => endpoint);
  return { material, anchors: options.anchors ?? anchors ?? [] };
}
