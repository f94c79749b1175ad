import { peer } from '@hyperledger/fabric-protos';
import { applicationPolicyBytesToText } from '../policy/policy-to-text';
import { argumentsToDefinition, type DefinitionArguments } from '../lifecycle/definition-arguments';
import { lifecycleNamespace } from '../lifecycle/lifecycle-keys';
import { restoreLifecycleMessages } from '../lifecycle/own-messages';
import { tryDecode } from '../envelopes/open-envelope';
import type { DecodedLifecycle } from './types';

const { ApproveChaincodeDefinitionForMyOrgArgs, CommitChaincodeDefinitionArgs } = peer.lifecycle;

/** Describes an approval or a commit; undefined for calls of anything else, and when the argument is malformed. */
export function decodeLifecycle(call: {
  readonly chaincodeName: string;
  readonly functionName: string;
  readonly argument: Uint8Array;
}): DecodedLifecycle | undefined {
  const { chaincodeName, functionName, argument } = call;
  if (chaincodeName !== lifecycleNamespace) return undefined;
  restoreLifecycleMessages();
  return tryDecode(() => {
    if (functionName === 'ApproveChaincodeDefinitionForMyOrg') {
      const message = ApproveChaincodeDefinitionForMyOrgArgs.deserializeBinary(argument);
      const packageId = message.getSource()?.getLocalPackage()?.getPackageId();
      return { action: 'approve', ...describe(message), ...(packageId === undefined ? {} : { packageId }) };
    }
    if (functionName !== 'CommitChaincodeDefinition') return undefined;
    return { action: 'commit', ...describe(CommitChaincodeDefinitionArgs.deserializeBinary(argument)) };
  });
}

function describe(message: DefinitionArguments): Omit<DecodedLifecycle, 'action'> {
  const { name, version, sequence, validationParameter, collections, initRequired } =
    argumentsToDefinition(message);
  return {
    name,
    version,
    sequence,
    endorsementPolicy: applicationPolicyBytesToText(validationParameter),
    collections: collections.map((collection) => collection.getName()),
    initRequired,
  };
}
