import { msp } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { noSubPolicySatisfied } from '@kontti/fabric-protocol/policy';
import type { LifecycleInvocation } from './lifecycle-context';

/** Functions that only an admin of the peer's own company may call. Mirrors core/aclmgmt/defaultaclprovider.go. */
const adminFunctions: ReadonlySet<string> = new Set([
  'InstallChaincode',
  'QueryInstalledChaincode',
  'QueryInstalledChaincodes',
  'GetInstalledChaincodePackage',
  'ApproveChaincodeDefinitionForMyOrg',
  'QueryApprovedChaincodeDefinition',
  'QueryApprovedChaincodeDefinitions',
]);

const writersPath = '/Channel/Application/Writers';

function adminPrincipal(mspId: string): msp.MSPPrincipal {
  const role = new msp.MSPRole();
  role.setMspIdentifier(mspId);
  role.setRole(msp.MSPRole.MSPRoleType.ADMIN);
  const principal = new msp.MSPPrincipal();
  principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
  principal.setPrincipal(role.serializeBinary());
  return principal;
}

function isAllowed({ options, call }: LifecycleInvocation): boolean {
  if (adminFunctions.has(call.functionName)) {
    return options.localMspManager.satisfies({
      ...{ identity: call.creator, principal: adminPrincipal(call.mspId) },
    });
  }
  return options.channelPolicies.policy(writersPath)?.isSatisfiedBy([call.creator]) ?? false;
}

/** Mirrors core/policy/policy.go CheckPolicyNoChannel and CheckPolicy. */
function denialText({ call }: LifecycleInvocation): string {
  const { functionName, mspId, creator, channelId } = call;
  if (!adminFunctions.has(functionName)) {
    return `Failed evaluating policy on signed data during check policy on channel [${channelId}] with policy [${writersPath}]: [${noSubPolicySatisfied('Writers')}]`;
  }
  const during = (what: string): string => `${what} during channelless check policy with policy [Admins]`;
  return creator.mspId === mspId
    ? `${during("Failed verifying that proposal's creator satisfies local MSP principal")}: [The identity is not an admin under this MSP [${mspId}]: The identity does not contain OU [ADMIN], MSP: [${mspId}]]`
    : `${during('Failed deserializing proposal creator')}: [expected MSP ID ${mspId}, received ${creator.mspId}]`;
}

/** Refuses a caller who may not call the function. @throws NetworkError LIFECYCLE_DENIED */
export function checkAccess(invocation: LifecycleInvocation): void {
  if (isAllowed(invocation)) return;
  const { functionName, mspId, creator } = invocation.call;
  throw new NetworkError({
    code: 'LIFECYCLE_DENIED',
    message: `Failed to authorize invocation due to failed ACL check: ${denialText(invocation)}`,
    details: { functionName, mspId, creatorMspId: creator.mspId },
  });
}
