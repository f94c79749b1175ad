import type { ledger } from '@hyperledger/fabric-protos';

/** Where a value was written: mirrors core/ledger/internal/version. */
export interface Height {
  readonly blockNumber: number;
  readonly txNumber: number;
}

/** The height that a read names; undefined where the key was absent. */
export function toHeight(version: ledger.rwset.kvrwset.Version | undefined): Height | undefined {
  return version && { blockNumber: version.getBlockNum(), txNumber: version.getTxNum() };
}

/** Key metadata by name; the key-level policy is under `VALIDATION_PARAMETER`. */
export type Metadata = ReadonlyMap<string, Uint8Array>;

/** The metadata name of a key's own endorsement policy: peer.MetaDataKeys.VALIDATION_PARAMETER. */
export const validationParameter = 'VALIDATION_PARAMETER';
