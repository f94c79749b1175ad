import { Command } from 'commander';
import {
  approveOnce,
  commitOnce,
  placeDefinition,
  approvalToCall,
  commitToCall,
} from '@kontti/fabric-admin/definitions';
import { addAccessOptions, type AccessArguments } from '../options/access-options';
import { openCompany } from '../options/open-company';
import {
  addDefinitionOptions,
  readCompleteDefinition,
  readDefinition,
  type DefinitionArguments,
} from './definition-options';
import { sortedByCompany } from './definition-text';
import { addOfflineOptions, isOffline, runOffline, type OfflineArguments } from './offline';
import { addOutputOptions, answer, type OutputArguments } from './output';

type DefinitionCommandOptions = AccessArguments & DefinitionArguments & OutputArguments;

const approveExamples = `
Examples:
  kontti chaincode approve --name basic --version 1.0 --package-id basic_1.0:3f… --company Org1MSP
  kontti chaincode approve -C mychannel -n basic -v 1.0 --sequence 1 --package-id $CC_PACKAGE_ID   (environment of peer)
`;

function addOptions(command: Command): Command {
  return addOutputOptions(addAccessOptions(addDefinitionOptions(command)));
}

function createApprove(): Command {
  const command = new Command('approve')
    .alias('approveformyorg')
    .description('approve a definition for the own company; an approval that is there already is left')
    .option('--package-id <id>', 'what the company runs (without it the company does not endorse)');
  return addOfflineOptions(addOptions(command))
    .addHelpText('after', approveExamples)
    .action(async (options: DefinitionCommandOptions & OfflineArguments & { packageId?: string }) => {
      const { packageId = '' } = options;
      if (isOffline(options)) {
        await runOffline(options, 'approve', async () =>
          approvalToCall({ ...(await readCompleteDefinition(options)), packageId }),
        );
        return;
      }
      const wanted = await readDefinition(options);
      using company = await openCompany(options);
      const { client } = company;
      const { definition } = await placeDefinition(client, wanted);
      const outcome = await approveOnce(client, { ...definition, packageId });
      const { name, version, sequence, channelId } = definition;
      const already = outcome === 'present' ? ' already' : '';
      answer(options, {
        event: 'approved',
        text: `approved${already}: ${name} ${version}, sequence ${sequence}, channel ${channelId}, by ${client.mspId}`,
        fields: { name, version, sequence, channel: channelId, package_id: packageId, outcome },
      });
    });
}

const readyExamples = `
Examples:
  kontti chaincode ready --name basic --version 1.0
  kontti chaincode ready -C mychannel -n basic -v 2.0 --sequence 2 --inspect
`;

function createReady(): Command {
  const command = new Command('ready')
    .alias('checkcommitreadiness')
    .description('show which companies approved exactly this definition')
    .option('--inspect', 'show what differs in the approvals of others (peers of Fabric 3)')
    .addHelpText('after', readyExamples);
  return addOptions(command).action(async (options: DefinitionCommandOptions & { inspect?: boolean }) => {
    const wanted = await readDefinition(options);
    using company = await openCompany(options);
    const { definition } = await placeDefinition(company.client, wanted);
    const { approvals, mismatches } = await company.client.inspectCommitReadiness(definition);
    const lines = sortedByCompany(approvals).map(([mspId, isApproved]) => {
      const differs = options.inspect === true ? (mismatches.get(mspId) ?? []) : [];
      const detail = differs.length === 0 ? '' : ` (differs in ${differs.join(', ')})`;
      return `${mspId}: ${isApproved ? 'approved' : 'not approved'}${detail}`;
    });
    answer(options, {
      event: 'readiness',
      text: lines.join('\n'),
      fields: {
        approvals: Object.fromEntries(approvals),
        ...(options.inspect === true ? { mismatches: Object.fromEntries(mismatches) } : {}),
      },
    });
  });
}

const commitExamples = `
Examples:
  kontti chaincode commit --name basic --version 1.0
  kontti chaincode commit -C mychannel -n basic -v 2.0 --sequence 2 --company Org2MSP
`;

function createCommit(): Command {
  const command = new Command('commit')
    .description('commit a definition that enough companies approved; what is committed already stays')
    .addHelpText('after', commitExamples);
  return addOfflineOptions(addOptions(command)).action(
    async (options: DefinitionCommandOptions & OfflineArguments) => {
      if (isOffline(options)) {
        await runOffline(options, 'commit', async () => commitToCall(await readCompleteDefinition(options)));
        return;
      }
      const wanted = await readDefinition(options);
      using company = await openCompany(options);
      const { definition, outcome } = await commitOnce(company.client, wanted);
      const { name, version, sequence, channelId } = definition;
      const already = outcome === 'present' ? ' already' : '';
      answer(options, {
        event: 'committed',
        text: `committed${already}: chaincode ${name} ${version}, sequence ${sequence}, channel ${channelId}`,
        fields: { name, version, sequence, channel: channelId, outcome },
      });
    },
  );
}

/** The verbs by which companies agree. */
export function createDefinitionCommands(): readonly Command[] {
  return [createApprove(), createReady(), createCommit()];
}
