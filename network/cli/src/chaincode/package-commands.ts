import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { unreadableFile } from '@kontti/fabric-admin/data-files';
import { NetworkError, readBounded } from '@kontti/fabric-protocol/base';
import { parsePackageFile, type PackageFile } from '@kontti/fabric-admin/packages';
import { addAccessOptions, type AccessArguments } from '../options/access-options';
import { openCompany } from '../options/open-company';
import { installToCall } from '@kontti/fabric-admin/definitions';
import { addOfflineOptions, isOffline, runOffline, type OfflineArguments } from './offline';
import { writeNewFile } from './new-file';
import { addOutputOptions, answer, type OutputArguments } from './output';

/** Reads a package from disk. @throws NetworkError DIRECTORY_UNUSABLE, PACKAGE_INVALID */
export async function readPackageFile(file: string | undefined): Promise<PackageFile> {
  if (file === undefined) {
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message: "Name the package's file." });
  }
  let bytes: Buffer;
  try {
    bytes = await readBounded(file);
  } catch (cause) {
    throw unreadableFile({ file, what: 'The package', cause });
  }
  return parsePackageFile(bytes);
}

const calculateExamples = `
Examples:
  kontti chaincode calculatepackageid basic.tar.gz
`;

function createCalculate(): Command {
  const command = new Command('calculatepackageid')
    .description('show the id that peers give a package')
    .argument('<file>', 'the package')
    .addHelpText('after', calculateExamples);
  return addOutputOptions(command).action(async (file: string, options: OutputArguments) => {
    const { packageId } = await readPackageFile(file);
    answer(options, { event: 'packageId', text: packageId, fields: { package_id: packageId } });
  });
}

const installExamples = `
Examples:
  kontti chaincode install basic.tar.gz --company Org1MSP
  kontti chaincode install basic.tar.gz --peerAddresses localhost:7051 --tlsRootCertFiles tls-root.pem --msp-id Org1MSP --msp-path admin/msp
`;

function createInstall(): Command {
  const command = new Command('install')
    .description("install a package on the company's peers; what is there already is not sent again")
    .argument('[file]', 'the package; not needed with --signed')
    .addHelpText('after', installExamples);
  return addOfflineOptions(addOutputOptions(addAccessOptions(command))).action(
    async (file: string | undefined, options: AccessArguments & OutputArguments & OfflineArguments) => {
      if (isOffline(options)) {
        await runOffline(options, 'install', async () => installToCall((await readPackageFile(file)).bytes));
        return;
      }
      const { packageId, label, bytes } = await readPackageFile(file);
      using company = await openCompany(options);
      await Promise.all(company.clients.map((client) => client.install({ packageId, bytes })));
      const endpoints = company.access.targets.map(({ endpoint }) => endpoint);
      answer(options, {
        event: 'installed',
        text: `installed: ${packageId} on ${endpoints.join(', ')}`,
        fields: { package_id: packageId, label, peers: endpoints },
      });
    },
  );
}

const installedExamples = `
Examples:
  kontti chaincode queryinstalled --company Org1MSP
`;

function createQueryInstalled(): Command {
  const command = new Command('queryinstalled')
    .description("list the packages on the company's peer")
    .addHelpText('after', installedExamples);
  return addOutputOptions(addAccessOptions(command)).action(
    async (options: AccessArguments & OutputArguments) => {
      using company = await openCompany(options);
      const installed = await company.client.queryInstalled();
      const lines = installed.map(({ packageId, references }) => {
        const used = references.map(({ channelId, name, version }) => `${name} ${version} on ${channelId}`);
        return used.length === 0 ? packageId : `${packageId}  runs ${used.join(', ')}`;
      });
      answer(options, {
        event: 'installed',
        text: lines.length === 0 ? 'no packages are installed' : lines.join('\n'),
        fields: {
          installed_chaincodes: installed.map(({ packageId, label, references }) => ({
            package_id: packageId,
            label,
            references: referencesToFields(references),
          })),
        },
      });
    },
  );
}

interface Reference {
  readonly channelId: string;
  readonly name: string;
  readonly version: string;
}

function referencesToFields(references: readonly Reference[]): Record<string, { chaincodes: object[] }> {
  const channels: Record<string, { chaincodes: object[] }> = {};
  for (const { channelId, name, version } of references) {
    (channels[channelId] ??= { chaincodes: [] }).chaincodes.push({ name, version });
  }
  return channels;
}

const getInstalledExamples = `
Examples:
  kontti chaincode getinstalledpackage --package-id basic_1.0:3f… --output-directory packages
`;

function createGetInstalled(): Command {
  const command = new Command('getinstalledpackage')
    .description("fetch a package from the company's peer into a file")
    .requiredOption('--package-id <id>', 'the package')
    .option('--output-directory <folder>', 'where the file goes', '.')
    .addHelpText('after', getInstalledExamples);
  return addOutputOptions(addAccessOptions(command)).action(
    async (options: AccessArguments & OutputArguments & { packageId: string; outputDirectory: string }) => {
      const { packageId, outputDirectory } = options;
      using company = await openCompany(options);
      const bytes = await company.client.getInstalledPackage(packageId);
      if (bytes === undefined) {
        const message = `The peer has no package ${packageId}: kontti chaincode queryinstalled lists those it has.`;
        throw new NetworkError({ code: 'PACKAGE_UNKNOWN', message, details: { packageId } });
      }
      // As the peer command names it; a colon is no part of a file's name everywhere.
      const file = join(resolve(outputDirectory), `${packageId.replaceAll(/[^A-Za-z0-9_.+-]/g, '_')}.tar.gz`);
      await writeNewFile(file, bytes);
      answer(options, {
        event: 'fetched',
        text: `written: ${file}`,
        fields: { package_id: packageId, file },
      });
    },
  );
}

/** The verbs that concern packages and one peer. */
export function createPackageCommands(): readonly Command[] {
  return [createCalculate(), createInstall(), createQueryInstalled(), createGetInstalled()];
}
