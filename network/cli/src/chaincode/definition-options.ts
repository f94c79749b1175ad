import { Option, type Command } from 'commander';
import { consortiumCollections, readConsortium } from '@kontti/fabric-admin/consortium';
import { NetworkError } from '@kontti/fabric-protocol/base';
import {
  textToApplicationPolicy,
  configToCollection,
  parseCollectionsConfig,
  type CollectionConfig,
  type DefinitionOptions,
  type WantedDefinition,
} from '@kontti/fabric-admin/definitions';
import { readTextFile } from '@kontti/fabric-admin/access';
import { parseChannel, parseSequence } from '../options/arguments';
import { chooseChannel, defaultChannel } from '../options/channel-name';

/** What the options of `addChannelOptions` give. */
export interface ChannelArguments {
  readonly channelID?: string;
  readonly channel?: string;
  /** Whose network's channel it is when none is named. */
  readonly dir?: string | undefined;
}

/** What the options of `addDefinitionOptions` give. */
export interface DefinitionArguments extends ChannelArguments {
  readonly name?: string;
  readonly version: string;
  readonly sequence?: number;
  readonly signaturePolicy?: string;
  readonly channelConfigPolicy?: string;
  readonly collectionsConfig?: string;
  readonly consortium?: string;
  readonly initRequired?: boolean;
  readonly endorsementPlugin?: string;
  readonly validationPlugin?: string;
}

/** The channel, as the `peer` command spells it and shorter. */
export function addChannelOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '-C, --channelID <name>',
        `the channel, also --channel (default: that of the network which runs there, else ${defaultChannel})`,
      ).argParser(parseChannel),
    )
    .addOption(new Option('--channel <name>', 'the same').argParser(parseChannel).hideHelp());
}

/** The channel that the options name or mean. */
export function channelOf({ channelID, channel, dir }: ChannelArguments): Promise<string> {
  return chooseChannel({ dir, channel: channelID ?? channel });
}

/** Everything that companies agree on. */
export function addDefinitionOptions(command: Command): Command {
  return addChannelOptions(command)
    .option('-n, --name <name>', "the chaincode's name on the channel")
    .option('-v, --version <version>', "the definition's version", '1.0')
    .option('--sequence <n>', "the definition's sequence (default: the next)", parseSequence)
    .option('--signature-policy <policy>', "endorsement policy, e.g. OR('Org1MSP.peer','Org2MSP.peer')")
    .option('--channel-config-policy <path>', 'endorsement policy by its path in the channel')
    .option('--collections-config <file>', "private data collections, in the peer command's JSON")
    .option('--consortium <file>', 'take the collections from a consortium.yaml')
    .option('--init-required', 'the chaincode must be initialised before it is used')
    .option('-E, --endorsement-plugin <name>', "a plugin of the peers (default: Fabric's own)")
    .option('-V, --validation-plugin <name>', "a plugin of the peers (default: Fabric's own)");
}

/**
 * Reads a collections file, or the collections of a consortium; bad policies are reported before anything is started or installed.
 * @throws NetworkError
 */
export async function readCollections(
  options: Pick<DefinitionArguments, 'collectionsConfig' | 'consortium'>,
): Promise<readonly CollectionConfig[]> {
  const { collectionsConfig: file, consortium } = options;
  if (file !== undefined && consortium !== undefined) {
    const message = 'Say where the collections are: either --collections-config or --consortium.';
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
  }
  if (consortium !== undefined) return consortiumCollections(await readConsortium(consortium));
  if (file === undefined) return [];
  const collections = parseCollectionsConfig(await readTextFile(file, 'The collections configuration'));
  for (const config of collections) configToCollection(config);
  return collections;
}

/** The definition that the options describe. @throws NetworkError POLICY_INVALID, COLLECTION_INVALID, ARGUMENT_INVALID */
export async function readDefinition(options: DefinitionArguments): Promise<WantedDefinition> {
  const { name = '', version, sequence, signaturePolicy, channelConfigPolicy } = options;
  if (name === '') {
    throw new NetworkError({ code: 'ARGUMENT_INVALID', message: 'Name the chaincode: --name.' });
  }
  textToApplicationPolicy(options);
  return {
    ...{ name, version, signaturePolicy, channelConfigPolicy },
    ...(sequence === undefined ? {} : { sequence }),
    channelId: await channelOf(options),
    collections: await readCollections(options),
    initRequired: options.initRequired ?? false,
    endorsementPlugin: options.endorsementPlugin,
    validationPlugin: options.validationPlugin,
  };
}

/** The same where no peer can be asked for the next sequence. @throws NetworkError ARGUMENT_INVALID */
export async function readCompleteDefinition(options: DefinitionArguments): Promise<DefinitionOptions> {
  const { sequence, ...definition } = await readDefinition(options);
  if (sequence !== undefined) return { ...definition, sequence };
  const message = 'Without a key no peer can be asked for the next sequence: give it with --sequence N.';
  throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
}
