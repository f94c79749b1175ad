import type { peer } from '@hyperledger/fabric-protos';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { chaincodeLimits } from './limits';
import type { QueryCursor } from './query-cursor';
import type { ChaincodeCall, ChaincodeHost, CollectionAccess } from './types';

interface TransactionContextOptions {
  readonly call: ChaincodeCall;
  readonly host: ChaincodeHost;
  readonly isInit: boolean;
  readonly settle: (message: peer.ChaincodeMessage) => void;
  readonly fail: (error: Error) => void;
}

/** What one running transaction may do. Mirrors core/chaincode/transaction_context.go. */
export class TransactionContext {
  readonly call: ChaincodeCall;
  readonly host: ChaincodeHost;
  readonly isInit: boolean;
  readonly settle: (message: peer.ChaincodeMessage) => void;
  readonly fail: (error: Error) => void;
  /** One request at a time: the shim keeps to it, anything else is not answered. */
  busy = false;
  readonly #cursors = new Map<string, QueryCursor>();
  readonly #access = new Map<string, CollectionAccess>();
  #cursorCount = 0;

  constructor(options: TransactionContextOptions) {
    this.call = options.call;
    this.host = options.host;
    this.isInit = options.isInit;
    this.settle = options.settle;
    this.fail = options.fail;
  }

  /** @throws NetworkError COLLECTION_ACCESS_DENIED, COLLECTION_UNKNOWN, CHAINCODE_REQUEST_REFUSED */
  async requireAccess(options: { collection: string; kind: keyof CollectionAccess }): Promise<void> {
    this.requireNoInit();
    const { collection, kind } = options;
    let access = this.#access.get(collection);
    if (access === undefined) {
      const { name: namespace, creator, simulator } = this.call;
      access = await this.host.collectionAccess({ namespace, collection, creator, simulator });
      this.#access.set(collection, access);
    }
    if (!access[kind]) {
      throw new NetworkError({
        code: 'COLLECTION_ACCESS_DENIED',
        message: `tx creator does not have ${kind} access permission on privatedata in chaincodeName:${this.call.name} collectionName: ${collection}`,
        details: { namespace: this.call.name, collection, kind },
      });
    }
  }

  /** @throws NetworkError CHAINCODE_REQUEST_REFUSED: private data is no matter of initialisation. */
  requireNoInit(): void {
    if (this.isInit) {
      throw refused('private data APIs are not allowed in chaincode Init()');
    }
  }

  /** @throws NetworkError CHAINCODE_REQUEST_REFUSED when too many are open. */
  addCursor(cursor: QueryCursor): string {
    if (this.#cursors.size >= chaincodeLimits.iteratorsMax) {
      throw refused(`more than ${chaincodeLimits.iteratorsMax} open iterators`);
    }
    this.#cursorCount += 1;
    const id = `${this.call.txId}-${this.#cursorCount}`;
    this.#cursors.set(id, cursor);
    return id;
  }

  /** @throws NetworkError CHAINCODE_REQUEST_REFUSED */
  cursor(id: string): QueryCursor {
    const cursor = this.#cursors.get(id);
    if (cursor === undefined) {
      throw refused('query iterator not found');
    }
    return cursor;
  }

  async closeCursor(id: string): Promise<void> {
    const cursor = this.#cursors.get(id);
    this.#cursors.delete(id);
    await cursor?.close();
  }

  async closeCursors(): Promise<void> {
    await Promise.all([...this.#cursors.keys()].map((id) => this.closeCursor(id)));
  }
}

/** The answer to a request that cannot be served. */
export function refused(message: string): NetworkError {
  return new NetworkError({ code: 'CHAINCODE_REQUEST_REFUSED', message });
}
