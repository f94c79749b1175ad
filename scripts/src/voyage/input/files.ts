import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { VoyageError } from '../errors';

/** The folder where the package `vega-datasets` keeps its files. */
export function packagedDataDirectory(): string {
  return join(dirname(require.resolve('vega-datasets')), '..', 'data');
}

/** @throws VoyageError INPUT_UNREADABLE */
export async function readInput(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new VoyageError({
      code: 'INPUT_UNREADABLE',
      message: `cannot read ${path} (${reason})`,
      cause: error,
    });
  }
}

export function invalidInput(options: { path: string; problem: string; cause?: unknown }): VoyageError {
  return new VoyageError({
    code: 'INPUT_INVALID',
    message: `${options.path}: ${options.problem}`,
    cause: options.cause,
  });
}
