import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { fabricLimits } from './limits';

/** How each program is asked for its version; `osnadmin` cannot be asked. */
const questions = { peer: ['version'], orderer: ['version'], configtxgen: ['-version'] } as const;

type Asked = keyof typeof questions;

/** The first version whose gateway and channel participation this project needs. */
const oldest = { major: 2, minor: 5 };

function unusable(
  message: string,
  details: Readonly<Record<string, unknown>>,
  cause?: unknown,
): NetworkError {
  return new NetworkError({ code: 'FABRIC_BINARIES_UNUSABLE', message, details, cause });
}

/** What the programs say of themselves: `v3.1.5`, or `latest` when somebody built them from source. @throws NetworkError FABRIC_BINARIES_UNUSABLE */
export async function readVersions(options: {
  directory: string;
  path: (name: Asked) => string;
}): Promise<Readonly<Record<string, string>>> {
  const { directory, path } = options;
  const asked = (Object.entries(questions) as [Asked, readonly string[]][]).map(async ([name, args]) => {
    try {
      const { stdout, stderr } = await promisify(execFile)(path(name), [...args], {
        timeout: fabricLimits.startTimeoutMs,
      });
      return [name, /Version:\s*(\S+)/.exec(`${stdout}\n${stderr}`)?.[1] ?? 'unknown'] as const;
    } catch (cause) {
      const message = `${path(name)} cannot be run: take the release archive for this machine (${process.platform}, ${process.arch})`;
      throw unusable(message, { directory, name }, cause);
    }
  });
  return Object.fromEntries(await Promise.all(asked));
}

/** The one version of all programs. @throws NetworkError FABRIC_BINARIES_UNUSABLE when they are of different ones, or too old */
export function checkVersions(options: {
  directory: string;
  versions: Readonly<Record<string, string>>;
}): string {
  const { directory, versions } = options;
  const [version = 'unknown', ...others] = [...new Set(Object.values(versions))];
  if (others.length > 0) {
    const list = Object.entries(versions).map(([name, of]) => `${name} ${of}`);
    const message = `${directory} mixes versions (${list.join(', ')}): take all programs from one release archive`;
    throw unusable(message, { directory, versions });
  }
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
  if (major === undefined || minor === undefined) return version;
  if (major < oldest.major || (major === oldest.major && minor < oldest.minor)) {
    const message = `${directory} has Fabric ${version}, which is too old: take v${oldest.major}.${oldest.minor} or v3`;
    throw unusable(message, { directory, versions });
  }
  return version;
}
