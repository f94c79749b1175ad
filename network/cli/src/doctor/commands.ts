import { Command, Option } from 'commander';
import { resolve } from 'node:path';
import { systemClock } from '@kontti/fabric-protocol/base';
import {
  checkNode,
  checkOperations,
  checkShim,
  examineCompany,
  type Finding,
} from '@kontti/fabric-admin/doctor';
import { organizationToName, readOrganizationFolders } from '@kontti/fabric-admin/access';
import { parseChannel } from '../options/arguments';
import { addAccessOptions, toCompanyAccessOptions, type AccessArguments } from '../options/access-options';
import { jsonOption, terminalOf } from '../options/common-options';
import { exitCodes } from '../options/exit-codes';
import { readNetworkState } from '../control/network-state';
import { showFindings } from './show';

const examples = `
Examples:
  kontti doctor
  kontti doctor --company Org1MSP --channel mychannel --json
  kontti doctor --dir fabric-samples/test-network --company Org2MSP
  kontti doctor --msp-id Org1MSP --msp-path admin/msp --peerAddresses peer0:7051 --tlsRootCertFiles ca.crt
  kontti doctor --operations http://127.0.0.1:9443 --chaincode-path chaincode

It ends with 1 when there is a problem, else with 0. It asks and changes nothing.
`;

export interface DoctorArguments extends AccessArguments {
  readonly channel?: string;
  readonly name?: string;
  readonly operations?: readonly string[];
  readonly chaincodePath?: string;
  readonly json?: boolean;
}

const defaultChannel = 'mychannel';

/** Every company of the tree, unless one is named in some way. */
async function listCompanies(options: DoctorArguments): Promise<readonly DoctorArguments[]> {
  const { company, mspId, mspPath, dir } = options;
  const isInEnvironment = dir === undefined && (process.env['CORE_PEER_MSPCONFIGPATH'] ?? '') !== '';
  if (company !== undefined || mspId !== undefined || mspPath !== undefined || isInEnvironment) {
    return [options];
  }
  const folders = await readOrganizationFolders(resolve(dir ?? '.'));
  return folders.map((folder) => ({ ...options, company: organizationToName(folder) }));
}

/** What several companies see of the same thing is reported once. */
function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** Looks at everything that the options name. @throws NetworkError as `examineCompany` */
async function collectFindings(options: DoctorArguments): Promise<readonly Finding[]> {
  const state = await readNetworkState(resolve(options.dir ?? '.'));
  const channelId = options.channel ?? state?.channelId ?? process.env['CHANNEL_NAME'] ?? defaultChannel;
  const findings: Finding[] = [...checkNode(process.version)];
  for (const company of await listCompanies(options)) {
    const access = { ...toCompanyAccessOptions(company), env: process.env };
    findings.push(
      ...(await examineCompany({ access, channelId, chaincode: options.name, nowMs: systemClock.nowMs() })),
    );
  }
  findings.push(...(await Promise.all((options.operations ?? []).map(checkOperations))));
  if (options.chaincodePath !== undefined) findings.push(await checkShim(options.chaincodePath));
  return withoutRepeats(findings);
}

function collect(text: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), text];
}

/** `kontti doctor` */
export function createDoctorCommand(): Command {
  const command = new Command('doctor')
    .addOption(
      new Option(
        '-c, --channel <name>',
        'the channel (default: that of the network which runs there, else mychannel)',
      ).argParser(parseChannel),
    )
    .option('-n, --name <name>', 'one chaincode (default: all that are committed)')
    .addOption(
      new Option(
        '--operations <url>',
        "a node's operations endpoint, for its version; repeat for more",
      ).argParser(collect),
    )
    .option('--chaincode-path <folder>', "a chaincode's folder, for its fabric-shim")
    .addHelpText('after', examples);
  return addAccessOptions(command)
    .addOption(jsonOption())
    .action(async (options: DoctorArguments) => {
      const findings = await collectFindings(options);
      showFindings(findings, terminalOf(options));
      if (findings.some(({ status }) => status === 'problem')) process.exitCode = exitCodes.failed;
    });
}
