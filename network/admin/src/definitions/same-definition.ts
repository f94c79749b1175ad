import type { ChaincodeDefinition } from '@kontti/fabric-protocol/lifecycle';

function isSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

/** True when peers would take one for the other: they compare byte by byte. The sequence does not count. */
export function isSameDefinition(one: ChaincodeDefinition, other: ChaincodeDefinition): boolean {
  return (
    one.version === other.version &&
    one.initRequired === other.initRequired &&
    one.endorsementPlugin === other.endorsementPlugin &&
    one.validationPlugin === other.validationPlugin &&
    isSameBytes(one.validationParameter, other.validationParameter) &&
    one.collections.length === other.collections.length &&
    one.collections.every((collection, index) =>
      isSameBytes(
        collection.serializeBinary(),
        other.collections[index]?.serializeBinary() ?? new Uint8Array(),
      ),
    )
  );
}
