import { openOutbox, type Outbox } from '@kontti/client-sdk';
import { demandFile } from '@kontti/fabric-admin/data-files';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { openPostgresOutbox, openSqliteOutbox } from '@kontti/store';

/** Where an outbox is. */
export interface StorePlace {
  readonly file?: string;
  readonly postgres?: string;
}

/** Opens an outbox that exists. @throws ARGUMENT_INVALID, DIRECTORY_UNUSABLE, and the store's codes */
export async function openExistingOutbox({ file, postgres }: StorePlace): Promise<Outbox> {
  if (postgres !== undefined) {
    return openOutbox({ store: await openPostgresOutbox({ connectionString: postgres }) });
  }
  if (file === undefined) {
    throw new NetworkError({
      code: 'ARGUMENT_INVALID',
      message: 'Say where the outbox is: --file or --postgres.',
    });
  }
  await demandFile(file);
  return openOutbox({ store: await openSqliteOutbox({ file }) });
}
