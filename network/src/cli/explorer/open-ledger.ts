import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { systemClock } from '../../clock';
import { connectLedger, type LedgerClient } from '../../explorer/ledger-client';
import { organizationToName, readOrganizationFolders } from '../../lifecycle/organization-folder';
import { createSigner } from '../../signer';
import { type AccessArguments, readAccess } from '../chaincode/access-options';
import { readNetworkState } from '../network/state';

/** Whose peer is asked, as whom, and of which channel. */
export interface ReaderOptions extends AccessArguments {
  readonly channel?: string;
  /** One question; 30 s by default. */
  readonly callTimeoutMs?: number;
}

const defaultChannel = 'mychannel';

/** Without a word of it the first company of the tree, since any member may read. */
async function chooseCompany(options: ReaderOptions): Promise<ReaderOptions> {
  const { company, mspId, mspPath, dir } = options;
  const isInEnvironment = dir === undefined && (process.env['CORE_PEER_MSPCONFIGPATH'] ?? '') !== '';
  if (company !== undefined || mspId !== undefined || mspPath !== undefined || isInEnvironment)
    return options;
  const [first] = await readOrganizationFolders(resolve(dir ?? '.'));
  return first === undefined ? options : { ...options, company: organizationToName(first) };
}

/** Opens a channel's ledger, of whatever network. @throws NetworkError as `readCompanyAccess` */
async function openLedger(options: ReaderOptions): Promise<LedgerClient> {
  const { identity, targets } = await readAccess(await chooseCompany(options), { withKey: true });
  const { privateKeyPem = '' } = identity;
  const { callTimeoutMs } = options;
  const state = await readNetworkState(resolve(options.dir ?? '.'));
  return connectLedger({
    target: targets[0],
    signer: createSigner({ ...identity, privateKeyPem }),
    channelId: options.channel ?? state?.channelId ?? process.env['CHANNEL_NAME'] ?? defaultChannel,
    clock: systemClock,
    randomBytes: (length) => randomBytes(length),
    ...(callTimeoutMs === undefined ? {} : { callTimeoutMs }),
  });
}

/** Works with the ledger, and closes it. */
export async function withLedger<T>(
  options: ReaderOptions,
  work: (ledger: LedgerClient) => Promise<T>,
): Promise<T> {
  const ledger = await openLedger(options);
  try {
    return await work(ledger);
  } finally {
    ledger.close();
  }
}
