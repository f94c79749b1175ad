import { Argument, Command, InvalidArgumentError } from 'commander';
import {
  setBatch,
  type BatchSettings,
  addCompany,
  removeCompany,
  setAnchors,
  setRevocationLists,
  setGovernance,
  readRevocationLists,
} from '@kontti/fabric-admin/channel';
import type { Governance } from '@kontti/fabric-admin/consortium';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { parseAddress, parseBatchMessages, parseBatchTimeout, parseBytes } from '../options/arguments';
import { addChangeOptions, makeUpdate, type ChangeArguments } from './change-output';
import { readJoiningCompany } from './organization-material';

const examples = (text: string): string =>
  `\nExamples:\n${text
    .split('\n')
    .map((line) => `  kontti channel ${line}`)
    .join('\n')}\n`;

function parseAnchors(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), parseAddress(text)];
}

function createAddCompany(): Command {
  const command = new Command('add-company')
    .description('make an update by which a company belongs to the channel')
    .argument('[mspid]', "its MSP id (default: its connection profile's)")
    .requiredOption(
      '--organization <folder>',
      "the company's folder peerOrganizations/DOMAIN, or its msp folder: no key is read",
    )
    .option(
      '--anchor <host:port>',
      "an anchor peer (default: its profile's first two); repeat for more",
      parseAnchors,
    );
  return addChangeOptions(command)
    .addHelpText(
      'after',
      examples(
        'add-company --organization org3/peerOrganizations/org3.example.com --company Org1MSP --out org3.json\nadd-company Org3MSP --organization ./org3-msp --anchor peer0.org3.example.com:11051 --out org3.json',
      ),
    )
    .action(
      async (
        mspId: string | undefined,
        options: ChangeArguments & { organization: string; anchor?: readonly string[] },
      ) => {
        const company = await readJoiningCompany({
          folder: options.organization,
          mspId,
          anchors: options.anchor,
        });
        await makeUpdate(options, (channel) => {
          addCompany(channel, company);
        });
      },
    );
}

function createRemoveCompany(): Command {
  const command = new Command('remove-company')
    .description('make an update that removes a company from the channel')
    .argument('<mspid>');
  return addChangeOptions(command)
    .addHelpText('after', examples('remove-company Org3MSP --company Org1MSP --out leave.json'))
    .action(async (mspId: string, options: ChangeArguments) => {
      await makeUpdate(options, (channel) => {
        removeCompany(channel, mspId);
      });
    });
}

interface BatchArguments {
  readonly messages?: number;
  readonly timeout?: number;
  readonly bytes?: number;
  readonly bytesMax?: number;
}

function toBatchSettings({ messages, timeout, bytes, bytesMax }: BatchArguments): Partial<BatchSettings> {
  const settings = {
    ...(messages === undefined ? {} : { messagesMax: messages }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(bytes === undefined ? {} : { preferredBytesMax: bytes }),
    ...(bytesMax === undefined ? {} : { absoluteBytesMax: bytesMax }),
  };
  if (Object.keys(settings).length > 0) return settings;
  const message = 'Say what changes: --messages, --timeout, --bytes or --bytes-max.';
  throw new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

function createSetBatch(): Command {
  const command = new Command('set-batch')
    .description('make an update of when orderers cut a block; what is not named stays')
    .option('--messages <n>', 'transactions of a block', parseBatchMessages)
    .option('--timeout <duration>', 'how long the first transaction waits at most', parseBatchTimeout)
    .option('--bytes <n>', 'bytes after which a block is cut, such as 2MB', parseBytes)
    .option('--bytes-max <n>', 'bytes that no block exceeds, such as 99MB', parseBytes);
  return addChangeOptions(command)
    .addHelpText(
      'after',
      `${examples('set-batch --messages 500 --timeout 50ms --company Org1MSP --out batch.json')}\nThe admins of who orders have to sign it: kontti channel sign batch.json --company OrdererMSP\n`,
    )
    .action(async (options: ChangeArguments & BatchArguments) => {
      const settings = toBatchSettings(options);
      await makeUpdate(options, (channel) => {
        setBatch(channel, settings);
      });
    });
}

function createSetAnchors(): Command {
  const command = new Command('set-anchors')
    .description("make an update of a company's anchor peers, of which the others' gossip learns")
    .argument('<mspid>')
    .argument('<host:port...>');
  return addChangeOptions(command)
    .addHelpText(
      'after',
      examples('set-anchors Org1MSP peer0.org1.example.com:7051 --company Org1MSP --out anchors.json'),
    )
    .action(async (mspId: string, anchors: string[], options: ChangeArguments) => {
      for (const anchor of anchors) parseAddress(anchor);
      await makeUpdate(options, (channel) => {
        setAnchors(channel, { mspId, anchors });
      });
    });
}

function createSetRevocationList(): Command {
  const command = new Command('set-revocation-list')
    .description(
      "make an update of the revocation lists of a company's authorities; they replace those that were there",
    )
    .argument('<mspid>')
    .argument('<file...>', 'revocation lists, PEM');
  return addChangeOptions(command)
    .addHelpText(
      'after',
      examples('set-revocation-list Org1MSP crl.pem --company Org1MSP --out revoked.json'),
    )
    .action(async (mspId: string, files: string[], options: ChangeArguments) => {
      const revocationLists = await readRevocationLists(files);
      await makeUpdate(options, (channel) => {
        setRevocationLists(channel, { mspId, revocationLists });
      });
    });
}

function parseGovernance(text: string): Governance {
  if (text === 'unanimous' || text === 'majority') return text;
  throw new InvalidArgumentError('Use unanimous or majority.');
}

function createSetGovernance(): Command {
  const command = new Command('set-governance')
    .description('make an update of who has to agree to a chaincode definition')
    .addArgument(new Argument('<rule>', 'unanimous or majority').argParser(parseGovernance));
  return addChangeOptions(command)
    .addHelpText('after', examples('set-governance unanimous --company Org1MSP --out governance.json'))
    .action(async (governance: Governance, options: ChangeArguments) => {
      await makeUpdate(options, (channel) => {
        setGovernance(channel, governance);
      });
    });
}

/** The commands that make an update. */
export function createChangeCommands(): readonly Command[] {
  return [
    createAddCompany(),
    createRemoveCompany(),
    createSetBatch(),
    createSetAnchors(),
    createSetRevocationList(),
    createSetGovernance(),
  ];
}
