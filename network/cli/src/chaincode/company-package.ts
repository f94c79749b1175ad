import { Option, type Command } from 'commander';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { packageChaincode, readStateDatabaseFiles } from '@kontti/fabric-admin/packages';
import { parseAddress } from '../options/arguments';
import { readPackageFile } from './package-commands';

/** What the options of `addPackageOptions` give. */
export interface PackageArguments {
  readonly package?: string;
  readonly packageId?: string;
  readonly address?: string;
  readonly label?: string;
  readonly path?: string;
}

/** What a company runs: a package at hand, or the id of one that its peers have. */
interface CompanyPackage {
  readonly packageId: string;
  readonly bytes?: Uint8Array;
}

/** Which package the company runs, said in one of three ways. */
export function addPackageOptions(command: Command): Command {
  return command
    .option('--package <file>', 'the package that the company runs')
    .option('--package-id <id>', 'its id, when its peers have it already')
    .addOption(
      new Option(
        '--address <host:port>',
        'where the chaincode listens as a service: its package is made',
      ).argParser(parseAddress),
    )
    .option('--label <label>', 'the label of a package that is made (default: NAME_VERSION)');
}

/** The company's package; undefined when none was named. @throws NetworkError ARGUMENT_INVALID, PACKAGE_INVALID */
export async function readCompanyPackage(
  options: PackageArguments & { name?: string; version: string },
): Promise<CompanyPackage | undefined> {
  const { package: file, packageId, address, path, name = '', version } = options;
  if ([file, packageId, address].filter((way) => way !== undefined).length > 1) {
    const message = 'Name the package in one way: --package, --package-id or --address.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  if (file !== undefined) return readPackageFile(file);
  if (packageId !== undefined) return { packageId };
  if (address === undefined) return undefined;
  const label = options.label ?? `${name}_${version}`;
  const metadataFiles = path === undefined ? undefined : await readStateDatabaseFiles(path);
  return packageChaincode({ label, address, ...(metadataFiles === undefined ? {} : { metadataFiles }) });
}
