import { NetworkError } from '@kontti/fabric-protocol/base';

/** The version that is taken when nobody names one. */
export const defaultRelease = '3.1.5';

/** Where the project publishes its release archives. */
export const releasesUrl = 'https://github.com/hyperledger/fabric/releases/download';

/** SHA-256 of release archives, by version and platform. What is not listed here needs a checksum from whoever asks for it. */
const checksums: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '3.1.5': {
    'linux-amd64': 'b9c31fd490991e76f8acb1835dee09fc19fee5428cb13e190ee6e0bdd2c37858',
    'linux-arm64': '4a42cad740a7e0373eda6bf1e27c86e9b06132f9bb751daf7f0f7dc1d1bbfed9',
    'darwin-amd64': '866b64b036ba9eff51ba2131bbe34b4b9057192f5766859ede22ea1cdd564158',
    'darwin-arm64': 'd67a5c3366746a984f8ee9ae0ebf5c8b357c9d33dd589fa0b7668d739472cef0',
  },
  '2.5.16': {
    'linux-amd64': '18c91e7f2f11b601e6622cc70454d568af897707ee9adf111e9fa91a233881bf',
    'linux-arm64': 'c3c1809afab1998e9f2dd37ccd7fc5fa97658cdeaaa9ca0de29e896bf6dee029',
  },
};

const systems: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const processors: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** One archive, and what its bytes have to be. */
export interface Release {
  readonly version: string;
  /** As the archives' names have it: `linux-amd64`. */
  readonly platform: string;
  readonly fileName: string;
  readonly sha256: string;
}

const checksumPattern = /^[0-9a-f]{64}$/;

function refuse(message: string): NetworkError {
  return new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

/** The archive of a version for this machine. @throws NetworkError ARGUMENT_INVALID without a checksum that is known or given */
export function selectRelease(options: {
  version: string;
  /** Instead of the one that is pinned. */
  sha256?: string | undefined;
  system?: string;
  processor?: string;
}): Release {
  const { version, system = process.platform, processor = process.arch } = options;
  const platform = `${systems[system] ?? system}-${processors[processor] ?? processor}`;
  const sha256 = (options.sha256 ?? checksums[version]?.[platform])?.toLowerCase();
  if (sha256 === undefined) {
    throw refuse(
      `No checksum is pinned for Fabric ${version} on ${platform}: give the archive's SHA-256 with --sha256, or choose one of ${Object.keys(checksums).join(', ')}.`,
    );
  }
  if (!checksumPattern.test(sha256)) throw refuse('A SHA-256 has 64 hexadecimal digits.');
  return { version, platform, fileName: `hyperledger-fabric-${platform}-${version}.tar.gz`, sha256 };
}
