import { common, peer } from '@hyperledger/fabric-protos';
import type { NamespaceTouch } from '../ledger/types';

/** One part of an interest: a namespace or one of its collections. */
function chaincodeCall(name: string): peer.ChaincodeCall {
  const call = new peer.ChaincodeCall();
  call.setName(name);
  return call;
}

/** All key-level policies of a namespace are in its public part, those of its collections too. */
function keyPolicies(touch: NamespaceTouch): common.SignaturePolicyEnvelope[] {
  return [...touch.keyPolicies, ...touch.collections.flatMap((collection) => collection.keyPolicies)].map(
    (bytes) => common.SignaturePolicyEnvelope.deserializeBinary(bytes),
  );
}

function publicCall(touch: NamespaceTouch): peer.ChaincodeCall | undefined {
  const writes = touch.writesPublic || touch.collections.some((collection) => collection.writes);
  const required = touch.writesKeysWithoutPolicy || !writes;
  const policies = keyPolicies(touch);
  if (policies.length === 0 && !required) {
    return undefined;
  }
  const call = chaincodeCall(touch.namespace);
  call.setKeyPoliciesList(policies);
  call.setDisregardNamespacePolicy(!required);
  return call;
}

/**
 * What must endorse a transaction, from what its simulation touched. Mirrors core/endorser/endorser.go buildChaincodeInterest.
 */
export function touchedToInterest(options: {
  touched: readonly NamespaceTouch[];
  isSystemChaincode: (name: string) => boolean;
}): peer.ChaincodeInterest {
  const interest = new peer.ChaincodeInterest();
  for (const touch of options.touched) {
    if (options.isSystemChaincode(touch.namespace)) {
      continue;
    }
    const call = publicCall(touch);
    if (call !== undefined) {
      interest.addChaincodes(call);
    }
    for (const collection of touch.collections) {
      if (collection.reads || collection.writesKeysWithoutPolicy) {
        const part = chaincodeCall(touch.namespace);
        part.addCollectionNames(collection.collection);
        part.setNoPrivateReads(!collection.reads);
        interest.addChaincodes(part);
      }
    }
  }
  return interest;
}
