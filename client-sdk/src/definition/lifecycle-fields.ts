import { peer } from '@hyperledger/fabric-protos';
import { toPinned } from './definition';
import type { PinnedDefinition } from './definition';

const { StateData, ChaincodeEndorsementInfo, ChaincodeValidationInfo } = peer.lifecycle;

/** Fields of a committed definition by name, as `core/chaincode/lifecycle/serializer.go` stores them. */
export type LifecycleFields = ReadonlyMap<string, Uint8Array>;

/** The sequence that a commit writes; `undefined` when it writes none that can be read. */
export function fieldsToSequence(fields: LifecycleFields): number | undefined {
  return orUndefined(() => {
    const bytes = fields.get('Sequence');
    return bytes === undefined ? undefined : StateData.deserializeBinary(bytes).getInt64();
  });
}

/** The definition that all fields together are (`lifecycle.go`, ChaincodeDefinition); `undefined` when they are none. */
export function fieldsToDefinition(fields: LifecycleFields): PinnedDefinition | undefined {
  return orUndefined(() => {
    const contentOf = (name: string): Uint8Array => {
      const bytes = fields.get(name) ?? new Uint8Array();
      return StateData.deserializeBinary(bytes).getBytes_asU8();
    };
    const endorsement = ChaincodeEndorsementInfo.deserializeBinary(contentOf('EndorsementInfo'));
    const validation = ChaincodeValidationInfo.deserializeBinary(contentOf('ValidationInfo'));
    return toPinned({
      endorsementPlugin: endorsement.getEndorsementPlugin(),
      validationPlugin: validation.getValidationPlugin(),
      policy: validation.getValidationParameter_asU8(),
      initRequired: endorsement.getInitRequired(),
      collections: peer.CollectionConfigPackage.deserializeBinary(contentOf('Collections')),
    });
  });
}

/** Companies that endorse anything can store bytes there that are no fields. */
function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
