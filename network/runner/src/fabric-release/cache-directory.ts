import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Release } from './releases';

type Environment = Readonly<Record<string, string | undefined>>;

function named(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

/** Where downloads are kept: `KONTTI_CACHE`, else where this system keeps what programs can fetch again. */
export function findCacheDirectory(env: Environment): string {
  const own = named(env['KONTTI_CACHE']);
  if (own !== undefined) return own;
  if (process.platform === 'win32') {
    return join(named(env['LOCALAPPDATA']) ?? join(homedir(), 'AppData', 'Local'), 'kontti');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'kontti');
  return join(named(env['XDG_CACHE_HOME']) ?? join(homedir(), '.cache'), 'kontti');
}

/** The folder of an unpacked release: `bin/` and `builders/` are in it. */
export function releaseDirectory(
  cacheDirectory: string,
  { version, platform }: Pick<Release, 'version' | 'platform'>,
): string {
  return join(cacheDirectory, 'fabric', `${version}-${platform}`);
}
