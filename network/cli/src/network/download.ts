import { resolve } from 'node:path';
import {
  type FetchProgress,
  findCacheDirectory,
  downloadRelease,
  defaultRelease,
  selectRelease,
} from '@kontti/fabric-runner/fabric-release';
import { createProgressBar } from '../options/progress-bar';
import type { Terminal } from '../options/terminal';

export interface NetworkDownloadOptions {
  readonly version?: string;
  readonly sha256?: string;
  /** A mirror of the release page. */
  readonly url?: string;
}

/** Puts a release of Fabric into the cache, unless it is there; returns its folder `bin`. */
export async function downloadFabric(options: NetworkDownloadOptions): Promise<string> {
  const { version = defaultRelease, sha256, url } = options;
  const release = selectRelease({ version, sha256 });
  const bar = createProgressBar({ output: process.stderr, title: `Fabric ${version}` });
  const onProgress = ({ bytes, bytesTotal }: FetchProgress): void => {
    bar.show({ done: bytes, total: bytesTotal });
  };
  try {
    return await downloadRelease({
      release,
      cacheDirectory: resolve(findCacheDirectory(process.env)),
      url,
      onProgress,
    });
  } finally {
    bar.end();
  }
}

/** `kontti network download` @throws NetworkError ARGUMENT_INVALID, FABRIC_DOWNLOAD_FAILED, DIRECTORY_UNUSABLE */
export async function networkDownload(options: NetworkDownloadOptions, terminal: Terminal): Promise<void> {
  const bin = await downloadFabric(options);
  const { version = defaultRelease } = options;
  const hint = version === defaultRelease ? 'found by itself' : `set FABRIC_BIN=${bin}`;
  terminal.result({
    text: `ready: Fabric ${version} in ${bin} (${hint})`,
    json: { event: 'downloaded', version, bin },
  });
}
