import { watch } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { type Clock, NetworkError } from '@kontti/fabric-protocol/base';
import { processLimits } from './limits';
import { findMainFile } from './main-file';

/** Ends when it is closed. */
export interface OutputWatcher {
  /** The folder that is watched. */
  readonly folder: string;
  close(): void;
}

/** What node:fs offers, as far as it is needed. */
export type WatchFolder = (
  folder: string,
  options: { readonly recursive: true },
  onEvent: (event: string, file: string | null) => void,
) => { close(): void; on(event: 'error', listener: (error: Error) => void): unknown };

function unwatchable(path: string): NetworkError {
  return new NetworkError({
    code: 'DIRECTORY_UNUSABLE',
    message: `The chaincode in ${path} cannot be watched: it needs a package.json whose main is there; compile it first.`,
    details: { path },
  });
}

/** The folder of the file that a chaincode's package.json names as its main. @throws NetworkError DIRECTORY_UNUSABLE */
async function outputFolder(path: string): Promise<string> {
  const main = await findMainFile(path);
  if (main === undefined) throw unwatchable(path);
  return dirname(main);
}

/** Code and data that Node loads; dependencies and the compiler's notes change nothing that runs. */
function isOutput(file: string | null): boolean {
  if (file === null) return true;
  return !file.split(sep).includes('node_modules') && /\.(?:c|m)?js$|\.json$/.test(file);
}

/**
 * Calls back when the compiled output of a chaincode folder has changed and then rested for a moment, by the file system's own
 * events. @throws NetworkError DIRECTORY_UNUSABLE
 */
export async function watchOutput(options: {
  readonly path: string;
  readonly clock: Pick<Clock, 'startTimer'>;
  readonly onChange: () => void;
  readonly watchFolder?: WatchFolder;
}): Promise<OutputWatcher> {
  const { path, clock, onChange, watchFolder = watch as WatchFolder } = options;
  const folder = await outputFolder(resolve(path));
  let cancel: () => void = () => undefined;
  const watcher = watchFolder(folder, { recursive: true }, (_event, file) => {
    if (!isOutput(file)) return;
    cancel();
    cancel = clock.startTimer({ delayMs: processLimits.outputRestMs, onElapsed: onChange });
  });
  // A folder that a build removes is there again with the next one; whoever watches sees the loss by its silence.
  watcher.on('error', () => undefined);
  return {
    folder,
    close: () => {
      cancel();
      watcher.close();
    },
  };
}
