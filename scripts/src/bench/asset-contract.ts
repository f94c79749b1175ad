import type { Context } from 'fabric-contract-api';
import { Contract, Info, Returns, Transaction } from 'fabric-contract-api';

/** Assets by id: what people write first, and measure Fabric with. */
@Info({ title: 'asset', description: 'Creates, updates and reads one asset at a time' })
export class AssetContract extends Contract {
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

/** What fabric-shim's loader runs. */
export const contracts = [AssetContract];
