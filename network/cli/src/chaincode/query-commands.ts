import { Command } from 'commander';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { addAccessOptions, type AccessArguments } from '../options/access-options';
import { openCompany } from '../options/open-company';
import { addChannelOptions, channelOf, type ChannelArguments } from './definition-options';
import { definitionToFields, definitionToText, sortedByCompany } from './definition-text';
import { addOutputOptions, answer, type OutputArguments } from './output';
import { parseSequence } from '../options/arguments';

type QueryOptions = AccessArguments & ChannelArguments & OutputArguments;

function addOptions(command: Command): Command {
  return addOutputOptions(addAccessOptions(addChannelOptions(command)));
}

function unknownDefinition(name: string, where: string): NetworkError {
  const message = `${name} is not ${where}.`;
  return new NetworkError({ code: 'DEFINITION_UNKNOWN', message, details: { name } });
}

const committedExamples = `
Examples:
  kontti chaincode querycommitted
  kontti chaincode querycommitted --name basic --company Org2MSP
  kontti chaincode querycommitted -C mychannel -n basic -O json
`;

function createQueryCommitted(): Command {
  const command = new Command('querycommitted')
    .description("show the channel's definition of a chaincode, or of all")
    .option('-n, --name <name>', 'one chaincode')
    .addHelpText('after', committedExamples);
  return addOptions(command).action(async (options: QueryOptions & { name?: string }) => {
    const { name } = options;
    const channelId = await channelOf(options);
    using company = await openCompany(options);
    if (name === undefined) {
      const all = await company.client.queryAllCommitted(channelId);
      const fields = all.map((definition) => ({ name: definition.name, ...definitionToFields(definition) }));
      answer(options, {
        event: 'committed',
        text:
          all.length === 0 ? `nothing is committed on ${channelId}` : all.map(definitionToText).join('\n'),
        fields: { chaincode_definitions: fields },
      });
      return;
    }
    const definition = await company.client.queryCommitted({ channelId, name });
    if (definition === undefined) throw unknownDefinition(name, `committed on channel ${channelId}`);
    const { approvals } = definition;
    const lines = sortedByCompany(approvals).map(([mspId, isApproved]) => `${mspId}: ${String(isApproved)}`);
    answer(options, {
      event: 'committed',
      text: `${definitionToText(definition)}\n  approvals    ${lines.join(', ')}`,
      fields: { ...definitionToFields(definition), approvals: Object.fromEntries(approvals) },
    });
  });
}

const approvedExamples = `
Examples:
  kontti chaincode queryapproved --name basic
  kontti chaincode queryapproved --name basic --sequence 2 --company Org2MSP
`;

function createQueryApproved(): Command {
  const command = new Command('queryapproved')
    .description('show what the own company approved')
    .requiredOption('-n, --name <name>', 'the chaincode')
    .option('--sequence <n>', 'of which sequence (default: the last)', parseSequence)
    .addHelpText('after', approvedExamples);
  return addOptions(command).action(async (options: QueryOptions & { name: string; sequence?: number }) => {
    const { name, sequence } = options;
    const channelId = await channelOf(options);
    using company = await openCompany(options);
    const approved = await company.client.queryApproved({
      ...{ channelId, name },
      ...(sequence === undefined ? {} : { sequence }),
    });
    if (approved === undefined) {
      throw unknownDefinition(name, `approved by ${company.client.mspId} on ${channelId}`);
    }
    const { packageId } = approved;
    answer(options, {
      event: 'approved',
      text: `${definitionToText(approved)}\n  package      ${packageId === '' ? 'none' : packageId}`,
      fields: {
        ...definitionToFields(approved),
        source: {
          Type: packageId === '' ? { Unavailable: {} } : { LocalPackage: { package_id: packageId } },
        },
      },
    });
  });
}

/** The verbs that only ask. */
export function createQueryCommands(): readonly Command[] {
  return [createQueryCommitted(), createQueryApproved()];
}
