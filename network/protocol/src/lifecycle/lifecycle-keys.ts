/** The namespace of the chaincode lifecycle, and the name by which it is called. */
export const lifecycleNamespace = '_lifecycle';

/** The part of the namespace that holds definitions (public) and what a company approved (its implicit collection). */
export const namespacesTable = 'namespaces';

/** The part of a company's implicit collection that says which package runs an approved chaincode. */
export const sourcesTable = 'chaincode-sources';

const implicitPrefix = '_implicit_org_';

/** Where a record's type and field names are. Mirrors core/chaincode/lifecycle/serializer.go MetadataKey. */
export function recordToMetadataKey(record: { table: string; name: string }): string {
  return `${record.table}/metadata/${record.name}`;
}

/** Where one field of a record is. Mirrors core/chaincode/lifecycle/serializer.go FieldKey. */
export function recordToFieldKey(record: { table: string; name: string; field: string }): string {
  return `${record.table}/fields/${record.name}/${record.field}`;
}

/** The name under which a company approves one sequence of a chaincode. */
export function sequenceToPrivateName(options: { name: string; sequence: number }): string {
  return `${options.name}#${options.sequence}`;
}

/** Mirrors core/chaincode/implicitcollection NameForOrg. */
export function mspIdToImplicitCollection(mspId: string): string {
  return `${implicitPrefix}${mspId}`;
}

/** The company whose implicit collection it is, or undefined for a collection with another name. */
export function implicitCollectionToMspId(collection: string): string | undefined {
  return collection.startsWith(implicitPrefix) ? collection.slice(implicitPrefix.length) : undefined;
}
