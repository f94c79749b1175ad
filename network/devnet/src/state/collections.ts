import { msp, type peer } from '@hyperledger/fabric-protos';
import { implicitCollectionToMspId, type ChaincodeDefinition } from '@kontti/fabric-protocol/lifecycle';

/** Reads the committed definition of a chaincode through the given reads. */
export type DefinitionReader = (
  name: string,
  getState: (key: { readonly namespace: string; readonly key: string }) => Promise<Uint8Array | undefined>,
) => Promise<ChaincodeDefinition | undefined>;

/** What the ledger needs to know of a collection. */
export interface CollectionConfig {
  readonly name: string;
  readonly memberMspIds: readonly string[];
  /** Blocks after which private data is purged; 0 keeps it. */
  readonly blockToLive: number;
  /** `peer.ApplicationPolicy` bytes; undefined when the chaincode's policy applies. */
  readonly endorsementPolicy: Uint8Array | undefined;
  /** `common.SignaturePolicyEnvelope` bytes of the members, where they alone may read. */
  readonly readerPolicy: Uint8Array | undefined;
  /** The company whose implicit collection this is. */
  readonly implicitMspId: string | undefined;
}

/**
 * The collection of that name, explicit or implicit; undefined when there is none. Namespace `_lifecycle`, which has no
 * definition, has the implicit ones. Mirrors core/chaincode/lifecycle/deployedcc_infoprovider.go.
 */
export function findCollection(options: {
  readonly definition: ChaincodeDefinition | undefined;
  readonly collection: string;
  readonly applicationMspIds: readonly string[];
}): CollectionConfig | undefined {
  const { definition, collection, applicationMspIds } = options;
  const mspId = implicitCollectionToMspId(collection);
  if (mspId !== undefined) {
    if (!applicationMspIds.includes(mspId)) return undefined;
    return {
      name: collection,
      memberMspIds: [mspId],
      blockToLive: 0,
      endorsementPolicy: undefined,
      readerPolicy: undefined,
      implicitMspId: mspId,
    };
  }
  const explicit = definition?.collections.find((config) => config.getName() === collection);
  return explicit && staticCollectionToConfig(explicit);
}

function staticCollectionToConfig(config: peer.StaticCollectionConfig): CollectionConfig {
  return {
    name: config.getName(),
    memberMspIds: memberMspIds(config),
    blockToLive: config.getBlockToLive(),
    endorsementPolicy: config.getEndorsementPolicy()?.serializeBinary(),
    readerPolicy: config.getMemberOnlyRead()
      ? (config.getMemberOrgsPolicy()?.getSignaturePolicy()?.serializeBinary() ?? new Uint8Array())
      : undefined,
    implicitMspId: undefined,
  };
}

/** Every company that the member policy names. Mirrors core/common/privdata/collection.go. */
function memberMspIds(config: peer.StaticCollectionConfig): string[] {
  const principals = config.getMemberOrgsPolicy()?.getSignaturePolicy()?.getIdentitiesList() ?? [];
  return [...new Set(principals.flatMap(principalToMspIds))];
}

function principalToMspIds(principal: msp.MSPPrincipal): string[] {
  try {
    return decodeMspIds(principal);
  } catch {
    // A malformed principal names nobody.
    return [];
  }
}

function decodeMspIds(principal: msp.MSPPrincipal): string[] {
  const { Classification } = msp.MSPPrincipal;
  const bytes = principal.getPrincipal_asU8();
  switch (principal.getPrincipalClassification()) {
    case Classification.ROLE:
      return [msp.MSPRole.deserializeBinary(bytes).getMspIdentifier()];
    case Classification.ORGANIZATION_UNIT:
      return [msp.OrganizationUnit.deserializeBinary(bytes).getMspIdentifier()];
    case Classification.IDENTITY:
      return [msp.SerializedIdentity.deserializeBinary(bytes).getMspid()];
    case Classification.ANONYMITY:
    case Classification.COMBINED:
    default:
      return [];
  }
}
