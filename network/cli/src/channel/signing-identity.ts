import { join, resolve } from 'node:path';
import {
  configToChannelGroup,
  groupToMspConfig,
  readMspMaterial,
  type ChannelUpdate,
} from '@kontti/fabric-admin/channel';
import { childGroups } from '@kontti/fabric-protocol/configuration';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { listFolder, readMspFolder } from '@kontti/fabric-admin/access';
import { createSigner, type Signer } from '@kontti/fabric-protocol/signatures';
import type { AccessArguments } from '../options/access-options';

interface Organization {
  readonly mspId: string;
  readonly domain: string;
  readonly directory: string;
}

function refuse(message: string): NetworkError {
  return new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

/** The organisations of a tree that the channel knows, by the roots of their certificates: also those that order. */
async function findOrganizations(dir: string, { base }: ChannelUpdate): Promise<readonly Organization[]> {
  const channel = configToChannelGroup(base);
  const configs = ['Application', 'Orderer'].flatMap((name) =>
    [...childGroups(channel.getGroupsMap().get(name)).values()].flatMap(
      (group) => groupToMspConfig(group) ?? [],
    ),
  );
  const found: Organization[] = [];
  for (const kind of ['peerOrganizations', 'ordererOrganizations']) {
    const root = join(dir, 'organizations', kind);
    for (const domain of await listFolder(root).catch(() => [])) {
      const directory = join(root, domain);
      const material = await readMspMaterial({ directory: join(directory, 'msp'), mspId: domain }).catch(
        () => undefined,
      );
      const config = configs.find(({ rootCerts }) =>
        material?.rootCerts.some((pem) => rootCerts.includes(pem)),
      );
      if (config !== undefined) found.push({ mspId: config.mspId, domain, directory });
    }
  }
  return found;
}

async function chooseFolder(
  options: AccessArguments,
  update: ChannelUpdate,
): Promise<{ directory: string; mspId: string }> {
  const { dir = '.', user = 'Admin' } = options;
  const organizations = await findOrganizations(resolve(dir), update);
  const wanted = options.company ?? options.mspId;
  const chosen =
    wanted === undefined && organizations.length === 1
      ? organizations[0]
      : organizations.find(({ mspId, domain }) => mspId === wanted || domain === wanted);
  if (chosen === undefined) {
    const names = organizations.map(({ mspId }) => mspId).join(', ');
    throw refuse(
      names === ''
        ? `The folder ${resolve(dir)} has no organizations/ of a company of the channel: name the folder with --dir, or an MSP folder with --msp-path and --msp-id.`
        : `Say who signs: --company with one of ${names}.`,
    );
  }
  const { mspId, domain, directory } = chosen;
  return { mspId, directory: join(directory, 'users', `${user}@${domain}`, 'msp') };
}

/**
 * Who signs an update, without a network: an MSP folder, given or in the `peer` command's variables, or a user of an organisation of a
 * tree. @throws NetworkError ARGUMENT_INVALID, DIRECTORY_UNUSABLE, ORGANIZATION_INVALID
 */
export async function readUpdateSigner(options: AccessArguments, update: ChannelUpdate): Promise<Signer> {
  const { dir, company } = options;
  const env = dir === undefined && company === undefined ? process.env : {};
  const mspPath = options.mspPath ?? (env['CORE_PEER_MSPCONFIGPATH'] || undefined);
  const mspId = options.mspId ?? (env['CORE_PEER_LOCALMSPID'] || undefined);
  if (mspPath !== undefined && mspId === undefined) throw refuse('Say which MSP the folder is of: --msp-id.');
  const folder =
    mspPath === undefined
      ? await chooseFolder(options, update)
      : { directory: resolve(mspPath), mspId: mspId ?? '' };
  const { privateKeyPem = '', ...identity } = await readMspFolder({ ...folder, withKey: true });
  return createSigner({ ...identity, privateKeyPem });
}
