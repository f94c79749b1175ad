import type { ValidatedBlock } from '../validation/validate-block';
import { privateUpdateToKey } from './private-updates';
import { storeKeys } from '../state/store-keys';
import type { StoreOperation } from '../state/store-operations';
import { type KeyUpdate, type UpdateMap, spaceToCollection } from '../state/update-batch';
import { encodeVersionedValue } from '../state/versioned-value';

/** The store's changes for a block's public, hashed and private state and for its history. */
export function stateOperations(options: {
  readonly blockNumber: number;
  readonly validated: ValidatedBlock;
  readonly privateKeys: UpdateMap;
}): StoreOperation[] {
  const { blockNumber, validated, privateKeys } = options;
  const operations: StoreOperation[] = [];
  for (const { space, key, update } of validated.updates.publicKeys.all()) {
    operations.push(toOperation(storeKeys.publicState({ namespace: space, key }), update));
  }
  for (const { space, key, update } of validated.updates.hashedKeys.all()) {
    operations.push(
      toOperation(storeKeys.hashedState({ ...spaceToCollection(space), keyHash: key }), update),
    );
  }
  for (const { space, key, update } of privateKeys.all()) {
    operations.push(toOperation(storeKeys.privateState(privateUpdateToKey(space, key)), update));
  }
  for (const { txNumber, action } of validated.valid) {
    for (const { namespace, writes } of action.readWriteSet) {
      for (const { key } of writes) {
        const place = storeKeys.history({ namespace, key, blockNumber, txNumber });
        operations.push({ type: 'put', key: place, value: new Uint8Array() });
      }
    }
  }
  return operations;
}

function toOperation(key: Uint8Array, { written }: KeyUpdate): StoreOperation {
  return written ? { type: 'put', key, value: encodeVersionedValue(written) } : { type: 'del', key };
}
