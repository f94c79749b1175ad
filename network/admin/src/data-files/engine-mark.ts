import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { isAbsent, noFolder } from './damage';

/** By engine: the file that makes a folder its data directory. */
export const engineRecords = { devnet: 'network.json', fabric: 'fabric.json' } as const;

type DataEngine = keyof typeof engineRecords;

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    const wrong = noFolder(file, error);
    if (wrong !== undefined) throw wrong;
    const message = `${file} cannot be read.`;
    throw new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details: { file }, cause: error });
  }
}

/** Keeps an engine out of the data directory of another, finished or not. @throws NetworkError DATA_DIRECTORY_DIFFERS, DIRECTORY_UNUSABLE */
export async function checkEngine(options: { directory: string; engine: DataEngine }): Promise<void> {
  const { directory, engine: is } = options;
  for (const was of Object.keys(engineRecords) as DataEngine[]) {
    if (was === is || !(await exists(join(directory, engineRecords[was])))) continue;
    throw new NetworkError({
      code: 'DATA_DIRECTORY_DIFFERS',
      message: `${directory} was made with engine ${was}, not ${is}: ask for the same, or choose another data directory.`,
      details: { directory, setting: 'engine', was, is },
    });
  }
}
