import { join } from 'node:path';
import type { RecordOptions } from '@kontti/client-sdk';
import { unreadableFile } from '@kontti/fabric-admin/data-files';
import { NetworkError, readBounded } from '@kontti/fabric-protocol/base';

/** Where the keys of devices are. */
export interface KeyArguments {
  /** A folder: the key of `Org1MSP/D-1` is in `Org1MSP/D-1.pem`. */
  readonly keys?: string;
  /** A file with the key of every device. */
  readonly key?: string;
}

const ID = /^(?!\.)[A-Za-z0-9.-]+\/(?!\.{1,2}$)[A-Za-z0-9._~-]{1,64}$/;

/** Finds the key of each device. @throws ARGUMENT_INVALID */
export function findKeys({ keys, key }: KeyArguments): RecordOptions<never>['signerOf'] {
  if (keys === undefined && key === undefined) {
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message: 'Say where the keys are: --keys or --key.' });
  }
  return async (deviceId) => {
    if (!ID.test(deviceId)) return undefined;
    const file = key ?? join(keys ?? '', `${deviceId}.pem`);
    try {
      return { privateKey: (await readBounded(file)).toString('utf8') };
    } catch (error) {
      if (key === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw unreadableFile({ file, what: 'The key', cause: error });
    }
  };
}
