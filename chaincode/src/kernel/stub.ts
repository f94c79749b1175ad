/** Some entries of a range, and where the next ones start. */
export interface RangePage {
  readonly iterator: {
    next(): Promise<{ readonly value?: { readonly key: string; readonly value: Uint8Array } }>;
  };
  readonly metadata: { readonly bookmark: string };
}

/** The part of fabric's chaincode stub that contracts use: single keys, hashes of seals, ranges for queries, one event. */
export interface LedgerStub {
  getChannelID(): string;
  getTxTimestamp(): { readonly seconds: { toNumber(): number }; readonly nanos: number };
  getSignedProposal(): {
    readonly proposal: { readonly header: { readonly channelHeader: { getExtension_asU8(): Uint8Array } } };
  };
  getBufferArgs(): readonly Uint8Array[];
  getTransient(): ReadonlyMap<string, Uint8Array>;
  getState(key: string): Promise<Uint8Array>;
  putState(key: string, value: Uint8Array): Promise<void>;
  setStateValidationParameter(key: string, policy: Uint8Array): Promise<void>;
  getStateValidationParameter(key: string): Promise<Uint8Array | undefined>;
  getStateByRangeWithPagination(
    startKey: string,
    endKey: string,
    pageSize: number,
    bookmark: string,
  ): PromiseLike<RangePage>;
  getPrivateDataHash(collection: string, key: string): Promise<Uint8Array>;
  getPrivateData(collection: string, key: string): Promise<Uint8Array>;
  putPrivateData(collection: string, key: string, value: Uint8Array): Promise<void>;
  purgePrivateData(collection: string, key: string): Promise<void>;
  setPrivateDataValidationParameter(collection: string, key: string, policy: Uint8Array): Promise<void>;
  getPrivateDataValidationParameter(collection: string, key: string): Promise<Uint8Array | undefined>;
  setEvent(name: string, payload: Uint8Array): void;
}
