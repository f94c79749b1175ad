import { NetworkError } from '@kontti/fabric-protocol/base';
import { deployForCompany, type CompanyStep, type Waiting } from '@kontti/fabric-admin/definitions';
import { exitCodes } from '../options/exit-codes';
import type { Terminal } from '../options/terminal';
import type { AccessArguments } from '../options/access-options';
import { openCompany } from '../options/open-company';
import { readCompanyPackage, type PackageArguments } from './company-package';
import { readDefinition, type DefinitionArguments } from './definition-options';

export interface CompanyDeployOptions extends AccessArguments, DefinitionArguments, PackageArguments {
  /** Milliseconds. */
  readonly wait?: number;
}

function stepToText({ action, isRepeat }: CompanyStep): string {
  return isRepeat ? `${action} before` : action;
}

function waitingToText({ approved, missing, policy }: Waiting): string {
  const by = approved.length === 0 ? 'no company' : approved.join(', ');
  return `${policy} of the channel is not reached: approved by ${by}, not yet by ${missing.join(', ')}`;
}

/** Does what one company's admin can do, and says what is left to others: then it ends with its own exit code. */
export async function companyDeploy(options: CompanyDeployOptions, terminal: Terminal): Promise<void> {
  const wanted = await readDefinition(options);
  const chaincodePackage = await readCompanyPackage(options);
  if (chaincodePackage === undefined) {
    throw new NetworkError({
      code: 'ARGUMENT_INVALID',
      message: 'Say which package the company runs: --package FILE, --package-id ID or --address HOST:PORT.',
    });
  }
  using company = await openCompany(options);
  const { packageId } = chaincodePackage;
  const { mspId } = company.client;
  terminal.result({
    text: `package ${packageId} of ${mspId}`,
    json: { event: 'packaged', packageId, mspIds: [mspId] },
  });
  const [, ...otherPeers] = company.clients;
  const deployment = await deployForCompany({
    clients: [company.client, ...otherPeers],
    chaincodePackage,
    wanted,
    ...(options.wait === undefined ? {} : { waitMs: options.wait }),
    onStep: (step) => {
      terminal.note(`${stepToText(step)} ${mspId}`);
    },
    onWait: (waiting) => {
      terminal.note(`waiting: ${waitingToText(waiting)}`);
    },
  });
  const { name, version, sequence, channelId: channel } = deployment.definition;
  if (deployment.kind === 'committed') {
    terminal.result({
      text: `committed: chaincode ${name} ${version}, sequence ${sequence}, channel ${channel}`,
      json: { event: 'committed', name, version, sequence, channel, packageIds: { [mspId]: packageId } },
    });
    return;
  }
  terminal.result({
    text: `waiting: ${waitingToText(deployment.waiting)}; run this again, or with --wait, once they approved sequence ${sequence} of ${name}`,
    json: { event: 'waiting', name, version, sequence, channel, ...deployment.waiting },
  });
  process.exitCode = exitCodes.unfinished;
}
