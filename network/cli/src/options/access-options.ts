import { Option, type Command } from 'commander';
import type { CompanyAccessOptions } from '@kontti/fabric-admin/access';
import { parseAddress } from './arguments';

/** What the options of `addAccessOptions` give. */
export interface AccessArguments extends CompanyAccessOptions {
  readonly peerAddress?: readonly string[];
  readonly tlsRoot?: readonly string[];
}

function collect<T>(parse: (text: string) => T): (text: string, previous: readonly T[] | undefined) => T[] {
  return (text, previous) => [...(previous ?? []), parse(text)];
}

const keepText = (text: string): string => text;

/** What the `peer` command needs and the peer's own gateway makes needless. */
const needlessOrderer: readonly (readonly [flags: string, description: string])[] = [
  ['-o, --orderer <host:port>', "not needed: the peer's gateway knows the orderers"],
  ['--cafile <file>', "not needed: the peer's gateway knows the orderers"],
  ['--ordererTLSHostnameOverride <name>', "not needed: the peer's gateway knows the orderers"],
];

const needless: typeof needlessOrderer = [
  ['--tls', 'not needed: always'],
  ['--waitForEvent', 'not needed: always'],
  ['--waitForEventTimeout <duration>', 'not needed'],
];

/** An orderer other than those that the channel's configuration names. */
const ordererOptions: typeof needlessOrderer = [
  ['-o, --orderer <host:port>', "an orderer (default: those of the channel's configuration)"],
  ['--cafile <file>', "its TLS root (default: those of the channel's configuration)"],
  ['--ordererTLSHostnameOverride <name>', 'the name in its certificate, if it is reached by another'],
];

/**
 * Who acts, and on which peers: the words of the `peer` command, its variables, or a tree `organizations/`. Most commands reach the
 * orderers through the peer; `withOrderer` is for those that do not.
 */
export function addAccessOptions(command: Command, { withOrderer = false } = {}): Command {
  command
    .option('--dir <folder>', 'the folder in which organizations/ or crypto-config/ is (default: here)')
    .option('--company <name>', 'the company in that tree, by MSP id or domain')
    .option('--user <name>', 'its user in that tree (default: Admin)')
    .option('--msp-id <id>', 'the MSP id (CORE_PEER_LOCALMSPID)')
    .option('--msp-path <folder>', 'an MSP folder instead of a tree (CORE_PEER_MSPCONFIGPATH)')
    .addOption(
      new Option(
        '--peerAddresses <host:port>',
        "the company's peer (CORE_PEER_ADDRESS); repeat for more",
      ).argParser(collect(parseAddress)),
    )
    .addOption(
      new Option(
        '--tlsRootCertFiles <file>',
        'TLS root of each peer (CORE_PEER_TLS_ROOTCERT_FILE)',
      ).argParser(collect(keepText)),
    )
    .addOption(new Option('--peer-address <host:port>').argParser(collect(parseAddress)).hideHelp())
    .addOption(new Option('--tls-root <file>').argParser(collect(keepText)).hideHelp())
    .option('--connectionProfile <file>', "the company's connection profile, for its peers")
    .option('--host-alias <name>', "the name in the peer's certificate, if it is reached by another")
    .option(
      '--tls-client-cert <file>',
      'certificate for peers that ask for one (CORE_PEER_TLS_CLIENTCERT_FILE)',
    )
    .option('--tls-client-key <file>', 'its key (CORE_PEER_TLS_CLIENTKEY_FILE)');
  if (withOrderer) for (const [flags, description] of ordererOptions) command.option(flags, description);
  const hidden = withOrderer ? needless : [...needlessOrderer, ...needless];
  for (const [flags, description] of hidden) command.addOption(new Option(flags, description).hideHelp());
  return command;
}

/** The options in the words of the library. */
export function toCompanyAccessOptions(options: AccessArguments): CompanyAccessOptions {
  const { dir, company, user, mspId, mspPath, connectionProfile, hostAlias, tlsClientCert, tlsClientKey } =
    options;
  return {
    ...{ dir, company, user, mspId, mspPath, connectionProfile, hostAlias, tlsClientCert, tlsClientKey },
    peerAddresses: options.peerAddresses ?? options.peerAddress,
    tlsRootCertFiles: options.tlsRootCertFiles ?? options.tlsRoot,
  };
}
