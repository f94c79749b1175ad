import { Command } from 'commander';
import { readFolderMetadata } from '@kontti/fabric-admin/processes';
import {
  type ContractChange,
  type DefinitionChange,
  planChaincode,
  type ChaincodePlan,
} from '@kontti/fabric-admin/definitions';
import { readTextFile } from '@kontti/fabric-admin/access';
import { exitCodes } from '../options/exit-codes';
import { addAccessOptions, type AccessArguments } from '../options/access-options';
import { openCompany } from '../options/open-company';
import { addPackageOptions, readCompanyPackage, type PackageArguments } from './company-package';
import { addDefinitionOptions, readDefinition, type DefinitionArguments } from './definition-options';
import { addOutputOptions, answer, type OutputArguments } from './output';

const examples = `
Ends with 0 when nothing is left to do, with 2 when there are changes, with 1 after an error.

Examples:
  kontti chaincode plan --name basic --version 2.0 --package basic.tar.gz --path chaincode --company Org1MSP
  kontti chaincode plan --name basic --collections-config collections.json --json
`;

const signs = { added: '+', removed: '-', changed: '~' } as const;

function changeToLine({ kind, what, from, to, refused }: DefinitionChange): string {
  const values = [from, to].filter((value) => value !== undefined).join(' -> ');
  const detail = values === '' ? '' : `: ${values}`;
  return `  ${signs[kind]} ${what}${detail}${refused === undefined ? '' : ` (refused: ${refused})`}`;
}

function contractToLine({ kind, transaction, detail, isBreaking }: ContractChange): string {
  const what = detail === undefined ? '' : `: ${detail}`;
  return `  ${signs[kind]} transaction ${transaction}${what}${isBreaking ? ' (breaking)' : ''}`;
}

function contractToLines({ contract, from }: ChaincodePlan): readonly string[] {
  if (contract.kind === 'unknown') return [`contract: not compared, ${contract.reason}`];
  if (from === 0) return [`contract: new, ${contract.changes.length} transactions`];
  if (contract.changes.length === 0) return ['contract: the same for its clients'];
  const isBreaking = contract.changes.some((change) => change.isBreaking);
  return [`contract: ${isBreaking ? 'breaking' : 'compatible'}`, ...contract.changes.map(contractToLine)];
}

function packageToLine({ approved, next, isInstalled }: ChaincodePlan['package']): string {
  if (next === undefined) {
    return `package: none named${approved === undefined ? '' : `, approved ${approved}`}`;
  }
  const where = isInstalled ? 'installed' : 'to be installed';
  if (next === approved) return `package: ${next}, approved`;
  return `package: ${approved ?? 'none'} -> ${next}, ${where}`;
}

function planToText(plan: ChaincodePlan): string {
  const { name, channelId, from, to, changes, approvals, isDone } = plan;
  const { approved, missing, isEnough, governance } = approvals;
  const steps = from === to ? `sequence ${to}, committed` : `sequence ${from} -> ${to}`;
  return [
    `${name} on ${channelId}: ${steps}${isDone ? ', nothing to do' : ''}`,
    packageToLine(plan.package),
    ...(changes.length === 0 ? ['definition: the same'] : ['definition:', ...changes.map(changeToLine)]),
    ...contractToLines(plan),
    `approvals: the channel asks for ${governance.text}${isEnough ? ', which is reached' : ''}`,
    `  approved ${approved.length === 0 ? 'by no company' : approved.join(', ')}`,
    ...(missing.length === 0 ? [] : [`  not yet ${missing.join(', ')}`]),
  ].join('\n');
}

function planToFields(plan: ChaincodePlan): Readonly<Record<string, unknown>> {
  const { governance, ...approvals } = plan.approvals;
  return { ...plan, approvals: { ...approvals, policy: governance.text } };
}

async function readMetadata(options: { metadata?: string; path?: string }): Promise<string | undefined> {
  if (options.metadata !== undefined) return readTextFile(options.metadata, "The contract's metadata");
  return options.path === undefined ? undefined : readFolderMetadata(options.path);
}

/** `kontti chaincode plan` */
export function createPlanCommand(): Command {
  const command = new Command('plan')
    .description("show what a definition changes against the channel's, and who has yet to approve")
    .option(
      '-p, --path <folder>',
      'the new chaincode, compiled: its contract is compared with the running one',
    )
    .option('--metadata <file>', "the new contract's metadata, where its folder is not at hand");
  return addOutputOptions(addAccessOptions(addPackageOptions(addDefinitionOptions(command))))
    .addHelpText('after', examples)
    .action(
      async (
        options: AccessArguments &
          DefinitionArguments &
          PackageArguments &
          OutputArguments & { metadata?: string },
      ) => {
        const wanted = await readDefinition(options);
        const chaincodePackage = await readCompanyPackage(options);
        const metadata = await readMetadata(options);
        using company = await openCompany(options);
        const packageId = chaincodePackage?.packageId;
        const plan = await planChaincode({ client: company.client, wanted, packageId, metadata });
        answer(options, { event: 'plan', text: planToText(plan), fields: planToFields(plan) });
        if (!plan.isDone) process.exitCode = exitCodes.unfinished;
      },
    );
}
