import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { systemClock } from '@kontti/fabric-protocol/base';
import { connectLedger, type LedgerClient, type LedgerClientOptions } from '@kontti/fabric-admin/explorer';
import { organizationToName, readOrganizationFolders } from '@kontti/fabric-admin/access';
import { createSigner } from '@kontti/fabric-protocol/signatures';
import type { AccessArguments } from '../options/access-options';
import { readAccess } from '../options/open-company';
import { chooseChannel, isActorInEnvironment } from '../options/channel-name';

/** Whose peer is asked, as whom, and of which channel. */
export interface ReaderOptions extends AccessArguments {
  readonly channel?: string;
  /** One question; 30 s by default. */
  readonly callTimeoutMs?: number;
}

/** Without a word of it the first company of the tree, since any member may read. */
async function chooseCompany(options: ReaderOptions): Promise<ReaderOptions> {
  const { company, mspId, mspPath, dir } = options;
  const isNamed = company !== undefined || mspId !== undefined || mspPath !== undefined;
  if (isNamed || isActorInEnvironment(options)) return options;
  const [first] = await readOrganizationFolders(resolve(dir ?? '.'));
  return first === undefined ? options : { ...options, company: organizationToName(first) };
}

/** Which peer is asked for which channel, and as whom. @throws NetworkError as `readCompanyAccess` */
export async function readReader(
  options: ReaderOptions,
  { isAnyCompany }: { readonly isAnyCompany: boolean },
): Promise<LedgerClientOptions> {
  const chosen = isAnyCompany ? await chooseCompany(options) : options;
  const { identity, targets } = await readAccess(chosen, { withKey: true });
  const { privateKeyPem = '' } = identity;
  const { callTimeoutMs } = options;
  return {
    target: targets[0],
    signer: createSigner({ ...identity, privateKeyPem }),
    channelId: await chooseChannel(options),
    clock: systemClock,
    randomBytes: (length) => randomBytes(length),
    ...(callTimeoutMs === undefined ? {} : { callTimeoutMs }),
  };
}

/** Works with the ledger, and closes it. */
export async function withLedger<T>(
  options: ReaderOptions,
  work: (ledger: LedgerClient) => Promise<T>,
): Promise<T> {
  const ledger = connectLedger(await readReader(options, { isAnyCompany: true }));
  try {
    return await work(ledger);
  } finally {
    ledger.close();
  }
}
