import { msp } from '@hyperledger/fabric-protos';
import { NetworkError } from '../errors';
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
    return options.mspManager.satisfies({ identity: call.creator, principal: adminPrincipal(call.mspId) });
  }
  return options.channelPolicies.policy(writersPath)?.isSatisfiedBy([call.creator]) ?? false;
}

/** Refuses a caller who may not call the function. @throws NetworkError LIFECYCLE_DENIED */
export function checkAccess(invocation: LifecycleInvocation): void {
  if (isAllowed(invocation)) return;
  const { functionName, mspId, creator } = invocation.call;
  const needed = adminFunctions.has(functionName) ? `an admin of ${mspId}` : 'a writer of the channel';
  throw new NetworkError({
    code: 'LIFECYCLE_DENIED',
    message: `access denied: ${functionName} needs ${needed}, and was called by an identity of ${creator.mspId}`,
    details: { functionName, mspId, creatorMspId: creator.mspId },
  });
}
