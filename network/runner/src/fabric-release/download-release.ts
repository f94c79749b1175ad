import { mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isThere } from '@kontti/fabric-admin/data-files';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { releaseDirectory } from './cache-directory';
import { fetchArchive, type FetchProgress } from './fetch-archive';
import { releasesUrl, type Release } from './releases';
import { unpackRelease } from './unpack';

interface DownloadOptions {
  readonly release: Release;
  readonly cacheDirectory: string;
  /** A mirror: `<url>/v<version>/<file name>` is asked for. */
  readonly url?: string | undefined;
  readonly onProgress?: (progress: FetchProgress) => void;
}

/** What the file system refuses is reported as that; everything else as it is. */
function explain(error: unknown, cacheDirectory: string): unknown {
  const isSystemError = error instanceof Error && 'syscall' in error;
  const isUnusable = error instanceof NetworkError && error.code === 'DIRECTORY_UNUSABLE';
  if (!isUnusable && !isSystemError) return error;
  return new NetworkError({
    code: 'DIRECTORY_UNUSABLE',
    message: `The cache folder ${cacheDirectory} cannot be written: choose another with KONTTI_CACHE.`,
    details: { directory: cacheDirectory },
    cause: error,
  });
}

/**
 * Downloads and unpacks a release of Fabric unless it is in the cache; returns its folder `bin`, beside which `builders` is. The
 * folder appears all at once: what is half unpacked is never found. @throws NetworkError FABRIC_DOWNLOAD_FAILED, DIRECTORY_UNUSABLE
 */
export async function downloadRelease(options: DownloadOptions): Promise<string> {
  const { release, cacheDirectory, url = releasesUrl } = options;
  const directory = releaseDirectory(cacheDirectory, release);
  const bin = join(directory, 'bin');
  if (await isThere(directory)) return bin;
  const archive = `${directory}.tar.gz.part`;
  try {
    await fetchArchive({
      url: `${url.replace(/\/+$/, '')}/v${release.version}/${release.fileName}`,
      sha256: release.sha256,
      file: archive,
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    });
    const draft = await mkdtemp(join(dirname(directory), 'unpack-'));
    try {
      await unpackRelease({ file: archive, directory: draft });
      await rename(draft, directory);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    await rm(archive, { force: true });
  } catch (error) {
    throw explain(error, cacheDirectory);
  }
  return bin;
}
