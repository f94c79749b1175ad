import { Contract } from 'fabric-contract-api';
import type { Context } from 'fabric-contract-api';

const toBytes = (text: string): Uint8Array => Buffer.from(text);
const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** A contract that does with the ledger whatever it is asked: each method is one thing that a peer must serve. */
export class KeeperContract extends Contract {
  constructor() {
    super('keeper');
  }

  async put(context: Context, key: string, value: string): Promise<string> {
    await context.stub.putState(key, toBytes(value));
    context.stub.setEvent('put', toBytes(key));
    return value;
  }

  async get(context: Context, key: string): Promise<string> {
    return toText(await context.stub.getState(key));
  }

  async remove(context: Context, key: string): Promise<void> {
    await context.stub.deleteState(key);
  }

  async increment(context: Context, key: string): Promise<string> {
    const next = String(Number(toText(await context.stub.getState(key)) || '0') + 1);
    await context.stub.putState(key, toBytes(next));
    return next;
  }

  async putMany(context: Context, prefix: string, count: string): Promise<void> {
    for (let index = 0; index < Number(count); index += 1) {
      await context.stub.putState(`${prefix}${String(index).padStart(4, '0')}`, toBytes(String(index)));
    }
  }

  async range(context: Context, startKey: string, endKey: string): Promise<string> {
    const keys: string[] = [];
    for await (const { key } of context.stub.getStateByRange(startKey, endKey)) {
      keys.push(key);
    }
    return JSON.stringify(keys);
  }

  async page(context: Context, startKey: string, size: string, bookmark: string): Promise<string> {
    const found = await context.stub.getStateByRangeWithPagination(startKey, 'page0', Number(size), bookmark);
    const keys: string[] = [];
    for (let next = await found.iterator.next(); !next.done; next = await found.iterator.next()) {
      keys.push(next.value.key);
    }
    await found.iterator.close();
    return JSON.stringify({ keys, ...found.metadata });
  }

  /** Reads only the first records of a range, and writes. */
  async partialRange(context: Context, count: string): Promise<void> {
    const iterator = await context.stub.getStateByRange('', '');
    for (let index = 0; index < Number(count); index += 1) {
      await iterator.next();
    }
    await iterator.close();
    await context.stub.putState('partial', toBytes(count));
  }

  async composite(context: Context): Promise<string> {
    await context.stub.putState(context.stub.createCompositeKey('kind', ['a', 'b']), toBytes('1'));
    const keys: string[] = [];
    for await (const { key } of context.stub.getStateByPartialCompositeKey('kind', ['a'])) {
      keys.push(key);
    }
    return JSON.stringify(keys);
  }

  async history(context: Context, key: string): Promise<string> {
    const values: string[] = [];
    for await (const { value, isDelete } of context.stub.getHistoryForKey(key)) {
      values.push(isDelete ? '(deleted)' : toText(value));
    }
    return JSON.stringify(values);
  }

  async putPrivate(context: Context, collection: string, key: string): Promise<void> {
    const transient: ReadonlyMap<string, Uint8Array | undefined> = context.stub.getTransient();
    await context.stub.putPrivateData(collection, key, transient.get('value') ?? toBytes('none'));
  }

  async getPrivate(context: Context, collection: string, key: string): Promise<string> {
    return toText(await context.stub.getPrivateData(collection, key));
  }

  async privateHash(context: Context, collection: string, key: string): Promise<string> {
    return Buffer.from(await context.stub.getPrivateDataHash(collection, key)).toString('hex');
  }

  async removePrivate(context: Context, collection: string, key: string): Promise<void> {
    await context.stub.deletePrivateData(collection, key);
  }

  async purgePrivate(context: Context, collection: string, key: string): Promise<void> {
    await context.stub.purgePrivateData(collection, key);
  }

  async setPrivatePolicy(
    context: Context,
    collection: string,
    key: string,
    policyHex: string,
  ): Promise<void> {
    await context.stub.putPrivateData(collection, key, toBytes('guarded'));
    await context.stub.setPrivateDataValidationParameter(collection, key, Buffer.from(policyHex, 'hex'));
  }

  async setPolicy(context: Context, key: string, policyHex: string): Promise<void> {
    await context.stub.putState(key, toBytes('guarded'));
    await context.stub.setStateValidationParameter(key, Buffer.from(policyHex, 'hex'));
  }

  async policyOf(context: Context, key: string): Promise<string> {
    return Buffer.from(await context.stub.getStateValidationParameter(key)).toString('hex');
  }

  async call(
    context: Context,
    chaincode: string,
    channel: string,
    method: string,
    key: string,
  ): Promise<string> {
    const response = await context.stub.invokeChaincode(chaincode, [method, key], channel);
    return toText(response.payload ?? new Uint8Array());
  }

  async who(context: Context): Promise<string> {
    return Promise.resolve(
      JSON.stringify([context.clientIdentity.getMSPID(), context.clientIdentity.getAttributeValue('role')]),
    );
  }

  async fail(_context: Context, message: string): Promise<void> {
    return Promise.reject(new Error(message));
  }
}

/** The same contract, but its company lies about what it wrote. */
export class LyingContract extends KeeperContract {
  override async put(context: Context, key: string, value: string): Promise<string> {
    return super.put(context, key, `${value} or so`);
  }
}
