import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { NetworkError, durationToMs } from '@kontti/fabric-protocol/base';
import {
  packageChaincode,
  type ChaincodeTls,
  packageNodeChaincode,
  readNodeFolder,
  readStateDatabaseFiles,
} from '@kontti/fabric-admin/packages';
import { readTextFile } from '@kontti/fabric-admin/access';
import { parseAddress } from '../options/arguments';
import { addOutputOptions, answer, type OutputArguments } from './output';
import { writeNewFile, writeNewFolder } from './new-file';

interface PackageCommandOptions extends OutputArguments {
  readonly label: string;
  readonly lang: 'ccaas' | 'node';
  readonly folder?: string;
  readonly path?: string;
  readonly address?: string;
  readonly dialTimeout?: string;
  readonly rootCert?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
}

const examples = `
The same input always gives the same bytes, and so the same id. Keep the file all the same: the id is all that peers know.

Examples:
  kontti chaincode package basic.tar.gz --label basic_1.0 --address 127.0.0.1:9999
  kontti chaincode package basic.tar.gz --label basic_1.0 --address '{{.peername}}_basic:9999' --root-cert ca.pem
  kontti chaincode package basic.tar.gz --label basic_1.0 --lang node --path chaincode --folder chaincode-docker
`;

function refuse(message: string): NetworkError {
  return new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

async function readTls(options: PackageCommandOptions): Promise<ChaincodeTls | undefined> {
  const { rootCert, clientCert, clientKey } = options;
  if ((clientCert === undefined) !== (clientKey === undefined)) {
    throw refuse('The certificate that peers show needs its key: give both, --client-cert and --client-key.');
  }
  if (rootCert === undefined) {
    if (clientCert === undefined) return undefined;
    throw refuse("Peers that show a certificate have to know the chaincode's: give --root-cert too.");
  }
  const rootCertPem = await readTextFile(rootCert, 'The root certificate');
  if (clientCert === undefined || clientKey === undefined) return { rootCertPem };
  const certificatePem = await readTextFile(clientCert, 'The client certificate');
  const privateKeyPem = await readTextFile(clientKey, 'The client key');
  return { rootCertPem, client: { certificatePem, privateKeyPem } };
}

async function packageService(
  options: PackageCommandOptions,
): Promise<{ packageId: string; bytes: Uint8Array }> {
  const { label, address, path, dialTimeout } = options;
  if (address === undefined) throw refuse('Say where the chaincode listens: --address HOST:PORT.');
  if (dialTimeout !== undefined && durationToMs(dialTimeout) === undefined) {
    throw refuse('Use a duration such as 10s for --dial-timeout.');
  }
  const tls = await readTls(options);
  return packageChaincode({
    ...{ label, address },
    ...(dialTimeout === undefined ? {} : { dialTimeout }),
    ...(tls === undefined ? {} : { tls }),
    ...(path === undefined ? {} : { metadataFiles: await readStateDatabaseFiles(resolve(path)) }),
  });
}

/** For peers that build the chaincode, or for Docker: then as a folder. */
async function packageNode(
  options: PackageCommandOptions,
): Promise<{ packageId: string; bytes: Uint8Array }> {
  const { label, path, folder } = options;
  if (path === undefined) throw refuse('Say where the chaincode is: --path FOLDER.');
  const files = await readNodeFolder(path);
  if (folder !== undefined) await writeNewFolder(resolve(folder), files);
  return packageNodeChaincode({ label, files });
}

/** `kontti chaincode package` */
export function createPackageCommand(): Command {
  const command = new Command('package')
    .description('make a package of a chaincode: of one that runs as a service, or of one that peers build')
    .addOption(
      new Option('-l, --lang <kind>', 'ccaas: it runs as a service; node: peers build it')
        .choices(['ccaas', 'node'])
        .default('ccaas'),
    )
    .argument('<file>', 'where the package goes')
    .requiredOption('--label <label>', 'what people call it, e.g. basic_1.0')
    .option('-p, --path <folder>', "the chaincode's folder; of a service only its CouchDB indexes are taken")
    .addOption(
      new Option('--address <host:port>', 'where the chaincode listens; may hold {{.peername}}').argParser(
        parseServiceAddress,
      ),
    )
    .option('--folder <folder>', 'node: write the shrinkwrapped folder too, for Docker or the peer command')
    .option('--dial-timeout <duration>', 'how long the peer tries', '10s')
    .option('--root-cert <file>', "TLS: the authority of the chaincode's certificate")
    .option('--client-cert <file>', 'TLS: what the peer shows of itself, if the chaincode asks')
    .option('--client-key <file>', 'TLS: its key, which goes into the package');
  return addOutputOptions(command)
    .addHelpText('after', examples)
    .action(async (file: string, options: PackageCommandOptions) => {
      const { packageId, bytes } = await (options.lang === 'node'
        ? packageNode(options)
        : packageService(options));
      await writeNewFile(resolve(file), bytes);
      answer(options, {
        event: 'packaged',
        text: `written: ${file}, package ${packageId}`,
        fields: { package_id: packageId, label: options.label, file: resolve(file), bytes: bytes.length },
      });
    });
}

/** The peer's name is written in by the peer's builder. */
function parseServiceAddress(text: string): string {
  parseAddress(text.replaceAll(/\{\{\s*\.peername\s*\}\}/g, 'peer'));
  return text;
}
