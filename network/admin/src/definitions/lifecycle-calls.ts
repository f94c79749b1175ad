import { peer } from '@hyperledger/fabric-protos';
import { lifecycleNamespace } from '@kontti/fabric-protocol/lifecycle';
import { fillDefinition, packageIdToSource, type DefinitionOptions } from './definition-messages';
import type { ChaincodeArguments } from '../access/peer-connection';

const messages = peer.lifecycle;

/** A call of `_lifecycle`, which takes one message. */
type LifecycleCall = ChaincodeArguments & { readonly argument: Uint8Array };

/** Installs a package on the peer that is asked. */
export function installToCall(bytes: Uint8Array): LifecycleCall {
  const input = new messages.InstallChaincodeArgs();
  input.setChaincodeInstallPackage(bytes);
  return {
    channelId: '',
    chaincodeName: lifecycleNamespace,
    functionName: 'InstallChaincode',
    argument: input.serializeBinary(),
  };
}

/** Approves a definition for the caller's company. @throws NetworkError POLICY_INVALID, COLLECTION_INVALID */
export function approvalToCall({
  packageId = '',
  ...definition
}: DefinitionOptions & { packageId?: string }): LifecycleCall {
  const input = fillDefinition(new messages.ApproveChaincodeDefinitionForMyOrgArgs(), definition);
  input.setSource(packageIdToSource(packageId));
  return {
    channelId: definition.channelId,
    chaincodeName: lifecycleNamespace,
    functionName: 'ApproveChaincodeDefinitionForMyOrg',
    argument: input.serializeBinary(),
  };
}

/** Commits a definition. @throws NetworkError POLICY_INVALID, COLLECTION_INVALID */
export function commitToCall(definition: DefinitionOptions): LifecycleCall {
  return {
    channelId: definition.channelId,
    chaincodeName: lifecycleNamespace,
    functionName: 'CommitChaincodeDefinition',
    argument: fillDefinition(new messages.CommitChaincodeDefinitionArgs(), definition).serializeBinary(),
  };
}
