import { Command } from 'commander';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { addAccessOptions, type AccessArguments } from '../options/access-options';
import { openCompany } from '../options/open-company';
import { addChannelOptions, channelOf, type ChannelArguments } from './definition-options';
import { addOutputOptions, answer, type OutputArguments } from './output';

interface InitArguments extends AccessArguments, ChannelArguments, OutputArguments {
  readonly name: string;
  readonly ctor: string;
}

const examples = `
A chaincode whose definition was committed with --init-required serves nobody before this call, and once only for each version.

Examples:
  kontti chaincode init --name token -c '{"function":"Initialize","Args":["some name","$","2"]}' --company Org1MSP
  kontti chaincode init -C mychannel -n basic -c '{"Args":["InitLedger"]}'
`;

function invalid(): NetworkError {
  const message = `Say how it is initialised as the peer command does: -c '{"Args":["function","argument"]}'.`;
  return new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

/** Function and arguments, as `peer chaincode invoke -c` has them. @throws NetworkError ARGUMENT_INVALID */
function readConstructor(text: string): { functionName: string; args: readonly string[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid();
  }
  const members = Object.entries(typeof json === 'object' && json !== null ? json : {});
  const known = new Map(members.map(([name, value]) => [name.toLowerCase(), value as unknown]));
  const isKnown = [...known.keys()].every((name) => name === 'function' || name === 'args');
  const [name, args = []] = [known.get('function'), known.get('args')];
  if (!isKnown || !Array.isArray(args) || !args.every((each) => typeof each === 'string')) throw invalid();
  const [functionName, ...rest] = typeof name === 'string' ? [name, ...args] : args;
  if (functionName === undefined || (name !== undefined && typeof name !== 'string')) throw invalid();
  return { functionName, args: rest };
}

/** `kontti chaincode init` */
export function createInitCommand(): Command {
  const command = new Command('init')
    .description('initialise a chaincode whose definition demands it (--init-required)')
    .requiredOption('-n, --name <name>', "the chaincode's name on the channel")
    .requiredOption('-c, --ctor <json>', "function and arguments, in the peer command's JSON")
    .option('--isInit', 'not needed: always');
  return addOutputOptions(addAccessOptions(addChannelOptions(command)))
    .addHelpText('after', examples)
    .action(async (options: InitArguments) => {
      const call = readConstructor(options.ctor);
      const { name } = options;
      const channelId = await channelOf(options);
      using company = await openCompany(options);
      await company.client.initialise({ channelId, name, ...call });
      answer(options, {
        event: 'initialised',
        text: `initialised: chaincode ${name}, channel ${channelId}`,
        fields: { name, channel: channelId },
      });
    });
}
