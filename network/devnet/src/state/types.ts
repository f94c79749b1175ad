/** A public key of a chaincode's state. */
export interface StateKey {
  readonly namespace: string;
  readonly key: string;
}

/** A key of a collection. */
export interface CollectionKey {
  readonly namespace: string;
  readonly collection: string;
  readonly key: string;
}
