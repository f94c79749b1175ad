import { status } from '@grpc/grpc-js';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { checkCode } from './check-code';
import { createReporter, type Finding, type Reporter } from './finding';
import type { OpenedPeer } from './opened-peer';

/** How peers say that a chaincode was not executed to its end (core/endorser, core/chaincode); what it answers itself is another matter. */
const notExecutedPattern =
  /error in simulation|could not launch|failed to execute transaction|timeout expired|not installed/i;

async function findExecutionFailure(query: Promise<unknown>): Promise<string | undefined> {
  try {
    await query;
    return undefined;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    if (error.details['grpcStatus'] === status.DEADLINE_EXCEEDED) return 'it does not answer in time';
    const hasAnswered = typeof error.details['status'] === 'number';
    return hasAnswered && !notExecutedPattern.test(error.message) ? undefined : error.message;
  }
}

/** How peers refuse a chaincode whose definition demands a first call (core/chaincode/chaincode_support.go). */
const notInitialisedPattern = /has not been initialized for this version/;

interface Definition {
  readonly channelId: string;
  readonly name: string;
  readonly sequence: number;
}

async function checkAtPeer(
  { lifecycle, target }: OpenedPeer,
  { definition, packageId, report }: { definition: Definition; packageId: string; report: Reporter },
): Promise<Finding> {
  const { channelId, name } = definition;
  const where = target.endpoint;
  const installed = await lifecycle.queryInstalled();
  if (!installed.some((entry) => entry.packageId === packageId)) {
    return report.problem(
      `${where} has not installed the package ${packageId} that the company approved`,
      `install it there: kontti chaincode install, with --peerAddresses ${where}`,
    );
  }
  const failure = await findExecutionFailure(lifecycle.queryContractMetadata({ channelId, name }));
  if (failure === undefined) return report.ok(`${where} executes it, by the package ${packageId}`);
  if (notInitialisedPattern.test(failure)) {
    return report.problem(
      `its definition demands that it is initialised, and no company has done that: ${where} serves no other call`,
      `kontti chaincode init --name ${name} -c '{"Args":["FUNCTION","ARGUMENT"]}', with the function that its contract has for that`,
    );
  }
  return report.problem(
    `${where} does not execute it: ${failure}`,
    "start the chaincode (kontti chaincode start) at the address in its package's connection.json, with CHAINCODE_ID as the package's id; read its log",
  );
}

async function checkDefinition(
  peers: readonly OpenedPeer[],
  definition: Definition,
): Promise<readonly Finding[]> {
  const report = createReporter('chaincode', definition.name);
  const [first] = peers;
  if (first === undefined) return [];
  const approved = await first.lifecycle.queryApproved(definition);
  const again = `kontti chaincode approve, with sequence ${definition.sequence} and the package's id`;
  if (approved === undefined) {
    return [
      report.warning(
        `the company has not approved sequence ${definition.sequence}, which is committed: it does not endorse`,
        again,
      ),
    ];
  }
  const { packageId } = approved;
  if (packageId === '') {
    return [
      report.skipped(`the company approved it without a package: it does not run it, by its own choice`),
    ];
  }
  return Promise.all(peers.map((peer) => checkAtPeer(peer, { definition, packageId, report })));
}

/** Each committed chaincode: approved by the company, installed on each of its peers, and executed there. */
export async function checkChaincodes(
  peers: readonly OpenedPeer[],
  { channelId, name, mspIds }: { channelId: string; name?: string | undefined; mspIds: readonly string[] },
): Promise<readonly Finding[]> {
  const [first] = peers;
  if (first === undefined) return [];
  const report = createReporter('chaincode', name ?? channelId);
  try {
    const committed = await first.lifecycle.queryAllCommitted(channelId);
    const chosen = committed.filter((definition) => name === undefined || definition.name === name);
    if (chosen.length === 0) {
      const names = committed.map((definition) => definition.name).join(', ');
      if (name === undefined) return [report.ok('no chaincode is committed')];
      return [
        report.problem(
          `${name} is not committed on ${channelId}; it has ${names || 'none'}`,
          'kontti chaincode commit',
        ),
      ];
    }
    const found = await Promise.all(
      chosen.map((definition) =>
        Promise.all([
          checkDefinition(peers, { channelId, name: definition.name, sequence: definition.sequence }),
          checkCode(peers, { channelId, name: definition.name, mspIds }),
        ]),
      ),
    );
    return found.flat(2);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return [
      report.problem(
        error.message,
        'the lifecycle is asked as an admin or member of the company: see the findings before',
      ),
    ];
  }
}
