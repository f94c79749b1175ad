import { stat } from 'node:fs/promises';

/** False also for what cannot be looked at. */
export async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** False also for a folder, and for what cannot be looked at. */
export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}
