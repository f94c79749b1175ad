import { peer } from '@hyperledger/fabric-protos';
import {
  type MessageType,
  wireFormatRefusal,
  NetworkError,
  type NetworkErrorCode,
} from '@kontti/fabric-protocol/base';
import { checkAccess } from './lifecycle-access';
import { approveForMyOrg } from './lifecycle-approve';
import { checkCommitReadiness, commitDefinition } from './lifecycle-commit';
import type { LifecycleInvocation, LifecycleOptions } from './lifecycle-context';
import { lifecycleNamespace, restoreLifecycleMessages } from '@kontti/fabric-protocol/lifecycle';
import { getInstalledPackage, installPackage, queryAllInstalled, queryInstalled } from './lifecycle-packages';
import { queryAllApproved, queryApproved, queryDefinition, queryDefinitions } from './lifecycle-queries';
import type { SystemChaincode, SystemChaincodeCall } from './types';

const messages = peer.lifecycle;
const statusOk = 200;
const statusNotFound = 404;
const statusError = 500;

/** What the peer answers with 404 rather than 500. */
const notFoundCodes: ReadonlySet<NetworkErrorCode> = new Set(['DEFINITION_UNKNOWN', 'PACKAGE_UNKNOWN']);

interface Serializable {
  serializeBinary(): Uint8Array;
}

type LifecycleFunction = (invocation: LifecycleInvocation, bytes: Uint8Array) => Promise<Serializable>;

function withArguments<T>(
  type: MessageType<T>,
  run: (invocation: LifecycleInvocation, input: T) => Promise<Serializable>,
): LifecycleFunction {
  return (invocation, bytes) => {
    return run(invocation, decodeArguments({ type, bytes, name: invocation.call.functionName }));
  };
}

/** In the words of core/dispatcher/dispatcher.go. @throws NetworkError MALFORMED_MESSAGE */
function decodeArguments<T>(options: { type: MessageType<T>; bytes: Uint8Array; name: string }): T {
  try {
    return options.type.deserializeBinary(options.bytes);
  } catch (cause) {
    throw new NetworkError({
      code: 'MALFORMED_MESSAGE',
      message: `could not decode input arg for *lifecycle.Invocation.${options.name}: ${wireFormatRefusal}`,
      cause,
    });
  }
}

const lifecycleFunctions: ReadonlyMap<string, LifecycleFunction> = new Map([
  ['InstallChaincode', withArguments(messages.InstallChaincodeArgs, installPackage)],
  ['QueryInstalledChaincode', withArguments(messages.QueryInstalledChaincodeArgs, queryInstalled)],
  ['QueryInstalledChaincodes', withArguments(messages.QueryInstalledChaincodesArgs, queryAllInstalled)],
  [
    'GetInstalledChaincodePackage',
    withArguments(messages.GetInstalledChaincodePackageArgs, getInstalledPackage),
  ],
  [
    'ApproveChaincodeDefinitionForMyOrg',
    withArguments(messages.ApproveChaincodeDefinitionForMyOrgArgs, approveForMyOrg),
  ],
  [
    'QueryApprovedChaincodeDefinition',
    withArguments(messages.QueryApprovedChaincodeDefinitionArgs, queryApproved),
  ],
  [
    'QueryApprovedChaincodeDefinitions',
    withArguments(messages.QueryApprovedChaincodeDefinitionsArgs, queryAllApproved),
  ],
  ['CheckCommitReadiness', withArguments(messages.CheckCommitReadinessArgs, checkCommitReadiness)],
  ['CommitChaincodeDefinition', withArguments(messages.CommitChaincodeDefinitionArgs, commitDefinition)],
  ['QueryChaincodeDefinition', withArguments(messages.QueryChaincodeDefinitionArgs, queryDefinition)],
  ['QueryChaincodeDefinitions', withArguments(messages.QueryChaincodeDefinitionsArgs, queryDefinitions)],
]);

/** Functions that need no channel; all others do. */
const channellessFunctions: ReadonlySet<string> = new Set([
  'InstallChaincode',
  'QueryInstalledChaincode',
  'QueryInstalledChaincodes',
  'GetInstalledChaincodePackage',
]);

function createResponse(options: { status: number; message?: string; payload?: Uint8Array }): peer.Response {
  const response = new peer.Response();
  response.setStatus(options.status);
  if (options.message !== undefined) response.setMessage(options.message);
  if (options.payload !== undefined) response.setPayload(options.payload);
  return response;
}

function errorToResponse(error: unknown, functionName: string): peer.Response {
  // Anything else is a defect of this process, and not the caller's to see as an answer.
  if (!(error instanceof NetworkError)) throw error;
  if (error.code === 'LIFECYCLE_DENIED') {
    return createResponse({ status: statusError, message: error.message });
  }
  if (notFoundCodes.has(error.code)) {
    return createResponse({ status: statusNotFound, message: error.message });
  }
  const message = `failed to invoke backing implementation of '${functionName}': ${error.message}`;
  return createResponse({ status: statusError, message });
}

async function invoke(options: LifecycleOptions, call: SystemChaincodeCall): Promise<peer.Response> {
  const { functionName, args, channelId } = call;
  const run = lifecycleFunctions.get(functionName);
  const [bytes] = args;
  if (run === undefined || bytes === undefined || args.length !== 1) {
    const message =
      bytes === undefined || args.length !== 1
        ? `lifecycle scc operations require exactly two arguments but received ${args.length + 1}`
        : `Failed to authorize invocation due to failed ACL check: Unmapped policy for _lifecycle/${functionName}`;
    return createResponse({ status: statusError, message });
  }
  if (channelId === '' && !channellessFunctions.has(functionName)) {
    return createResponse({ status: statusError, message: `${functionName} needs a channel` });
  }
  const invocation: LifecycleInvocation = { options, call };
  try {
    checkAccess(invocation);
    restoreLifecycleMessages();
    const result = await run(invocation, bytes);
    return createResponse({ status: statusOk, payload: result.serializeBinary() });
  } catch (error) {
    return errorToResponse(error, functionName);
  }
}

/** The chaincode `_lifecycle` of a channel's peers, with Fabric's own messages. Mirrors core/chaincode/lifecycle/scc.go. */
export function createLifecycleChaincode(options: LifecycleOptions): SystemChaincode {
  return { name: lifecycleNamespace, invoke: (call) => invoke(options, call) };
}
