import { demandFile } from '@kontti/fabric-admin/data-files';
import { NetworkError } from '@kontti/fabric-protocol/base';
import {
  openPostgresProjection,
  openSqliteProjection,
  rebuildProjection,
  verifyProjection,
  type Projection,
} from '@kontti/store';
import { withLedger } from '../explorer/open-ledger';
import { exitCodes } from '../options/exit-codes';
import { openClient, type ClientArguments } from '../options/open-client';
import type { Terminal } from '../options/terminal';

/** Where a projection is, and whose peers are asked. */
export interface ProjectionArguments extends ClientArguments {
  readonly file?: string;
  readonly postgres?: string;
}

/** Events after which a line says how far it is. */
const progressEvents = 10_000;

/** @throws ARGUMENT_INVALID, DIRECTORY_UNUSABLE, and the store's codes */
async function openProjection({ file, postgres }: ProjectionArguments, isNew: boolean): Promise<Projection> {
  if (postgres !== undefined) return openPostgresProjection({ connectionString: postgres });
  if (file === undefined) {
    const message = 'Say where the projection is: --file or --postgres.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  if (!isNew) await demandFile(file);
  return openSqliteProjection({ file });
}

/** `kontti projection rebuild` */
export async function rebuild(options: ProjectionArguments, terminal: Terminal): Promise<void> {
  await using projection = await openProjection(options, true);
  const newest = await withLedger(options, async (ledger) => BigInt(await ledger.height()) - 1n);
  const rebuilt = await rebuildProjection({
    ...{ projection, from: () => openClient(options), toBlock: newest },
    onProgress: (events) => {
      if (events % progressEvents === 0) terminal.note(`${events} events`);
    },
  });
  const { events, deadLetters } = rebuilt;
  terminal.result({
    text: `rebuilt: ${events} events up to block ${newest}, ${deadLetters} of them could not be projected`,
    json: { event: 'rebuilt', ...rebuilt, block: Number(newest) },
  });
}

/** `kontti projection verify` */
export async function verify(options: ProjectionArguments, terminal: Terminal): Promise<void> {
  await using projection = await openProjection(options, false);
  const compared = await verifyProjection({ projection, from: () => openClient(options) });
  const { isEqual, differing, position } = compared;
  const upTo = position === undefined ? 'it is empty' : `up to ${position}`;
  terminal.result({
    text: isEqual
      ? `equal to the ledger, ${upTo}`
      : `differs from the ledger in ${differing.join(', ')}, ${upTo}`,
    json: { event: 'verified', ...compared },
    isPlain: !isEqual,
  });
  if (!isEqual) process.exitCode = exitCodes.failed;
}
