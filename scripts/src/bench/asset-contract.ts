import { Context, Contract, Info, Returns, Transaction } from 'fabric-contract-api';

/** What both contracts have: the decorators find their context parameter by this very class, so it has to be there when they run. */
class BenchContract extends Contract {
  override createContext(): Context {
    return new Context();
  }
}

/** Assets by id: what people write first, and measure Fabric with. */
@Info({ title: 'asset', description: 'Creates, updates and reads one asset at a time' })
export class AssetContract extends BenchContract {
  constructor() {
    super('asset');
  }

  @Transaction()
  async Create(context: Context, id: string, colour: string, owner: string, value: string): Promise<void> {
    if ((await context.stub.getState(id)).length > 0) {
      throw new Error(`the asset ${id} already exists`);
    }
    await this.#put(context, { id, colour, owner, value });
  }

  @Transaction()
  async Update(context: Context, id: string, colour: string, owner: string, value: string): Promise<void> {
    await this.#put(context, { id, colour, owner, value });
  }

  @Transaction(false)
  @Returns('string')
  async Read(context: Context, id: string): Promise<string> {
    const bytes = await context.stub.getState(id);
    if (bytes.length === 0) {
      throw new Error(`the asset ${id} does not exist`);
    }
    return Buffer.from(bytes).toString();
  }

  async #put(
    context: Context,
    asset: { id: string; colour: string; owner: string; value: string },
  ): Promise<void> {
    await context.stub.putState(asset.id, Buffer.from(JSON.stringify(asset)));
  }
}

/** Accounts with a balance each: what people write first for money, and what two hot accounts break. */
@Info({ title: 'balance', description: 'Moves amounts between accounts' })
export class BalanceContract extends BenchContract {
  constructor() {
    super('balance');
  }

  @Transaction()
  async Open(context: Context, account: string, amount: string): Promise<void> {
    await context.stub.putState(account, Buffer.from(amount));
  }

  @Transaction()
  async Transfer(context: Context, from: string, to: string, amount: string): Promise<void> {
    const [held, before] = await Promise.all([this.#read(context, from), this.#read(context, to)]);
    if (held < BigInt(amount)) throw new Error(`${from} has less than ${amount}`);
    await context.stub.putState(from, Buffer.from((held - BigInt(amount)).toString()));
    await context.stub.putState(to, Buffer.from((before + BigInt(amount)).toString()));
  }

  @Transaction(false)
  @Returns('string')
  async Read(context: Context, account: string): Promise<string> {
    return (await this.#read(context, account)).toString();
  }

  async #read(context: Context, account: string): Promise<bigint> {
    return BigInt(Buffer.from(await context.stub.getState(account)).toString() || '0');
  }
}

/** What fabric-shim's loader runs. */
export const contracts = [AssetContract, BalanceContract];
