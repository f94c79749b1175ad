import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { VersionRecord } from '@kontti/model';

/** Where code is read from. */
export interface CodeFiles {
  /** Paths of all files below a folder, with `/` between their parts. */
  list(folder: string): readonly string[];
  read(path: string): Uint8Array;
}

/** Folders of packages that hold what only tests load; packed packages do not have it. */
const TEST_CODE = /(^|\/)testing\/|\.spec\.js$/;

/**
 * What a package and the others that its contracts consist of are, each by its folder; `undefined` where they are no such packages, as in a bundle. Names and
 * bytes decide, not the order in which a file system lists them, nor where the folders are.
 */
export function describeCode(files: CodeFiles, folders: readonly string[]): VersionRecord | undefined {
  try {
    const manifests = folders.map((folder) => readManifest(files, folder));
    const hash = createHash('sha256');
    folders.forEach((folder, index) => {
      const names = files
        .list(`${folder}/dist`)
        .filter((name) => name.endsWith('.js') && !TEST_CODE.test(name));
      for (const name of [...names].sort()) {
        const bytes = files.read(`${folder}/dist/${name}`);
        hash.update(`${manifests[index]?.name ?? ''}/${name} ${bytes.length}\n`).update(bytes);
      }
    });
    const version = manifests[0]?.version;
    return version === undefined ? undefined : { version, digest: hash.digest('hex') };
  } catch {
    return undefined;
  }
}

function readManifest(
  files: CodeFiles,
  folder: string,
): { readonly name?: string; readonly version?: string } {
  return JSON.parse(Buffer.from(files.read(`${folder}/package.json`)).toString('utf8')) as object;
}

const DISK: CodeFiles = {
  list: (folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')),
  read: (path) => readFileSync(path),
};

/** The code that this process loaded, read once when it was: files that are replaced later are not what runs. */
export const OWN_CODE = describeCode(DISK, [join(__dirname, '..', '..'), modelFolder()]);

function modelFolder(): string {
  try {
    return dirname(require.resolve('@kontti/model/package.json'));
  } catch {
    return '';
  }
}
