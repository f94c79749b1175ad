import { Command } from 'commander';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { readChaincodeStatus, type ChaincodeStatus } from '@kontti/fabric-admin/definitions';
import { addAccessOptions, type AccessArguments } from '../options/access-options';
import { openCompany } from '../options/open-company';
import { addChannelOptions, channelOf, type ChannelArguments } from './definition-options';
import { definitionToFields, definitionToText } from './definition-text';
import { addOutputOptions, answer, type OutputArguments } from './output';

function statusToText({ definition, companies, own }: ChaincodeStatus): string {
  const lines = companies.map(
    ({ mspId, isApproved, failure }) =>
      `  ${mspId}  ${isApproved ? 'approved' : 'not approved'}, ${failure === undefined ? 'runs it' : `does not run it: ${failure}`}`,
  );
  const installed = own.isInstalled ? 'installed' : 'not installed';
  const ownLine = own.packageId === '' ? 'none approved' : `${own.packageId}, ${installed}`;
  return [definitionToText(definition), `  package      ${ownLine}`, ...lines].join('\n');
}

const examples = `
Examples:
  kontti chaincode status --name basic
  kontti chaincode status --name basic --company Org2MSP --json
`;

/** `kontti chaincode status` */
export function createStatusCommand(): Command {
  const command = new Command('status')
    .description('show what is committed, who approved it, and whose peers run it')
    .requiredOption('-n, --name <name>', 'the chaincode');
  return addOutputOptions(addAccessOptions(addChannelOptions(command)))
    .addHelpText('after', examples)
    .action(async (options: AccessArguments & ChannelArguments & OutputArguments & { name: string }) => {
      const { name } = options;
      const channelId = await channelOf(options);
      using company = await openCompany(options);
      const status = await readChaincodeStatus(company.client, { channelId, name });
      if (status === undefined) {
        const message = `${name} is not committed on channel ${channelId}: kontti chaincode querycommitted lists what is.`;
        throw new NetworkError({ code: 'DEFINITION_UNKNOWN', message, details: { name, channelId } });
      }
      const { definition, companies, own } = status;
      answer(options, {
        event: 'status',
        text: statusToText(status),
        fields: { ...definitionToFields(definition), companies, own },
      });
    });
}
