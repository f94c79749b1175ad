import { Contract } from 'fabric-contract-api';
import { toWireError } from '../errors.js';
import { LedgerContext } from './context.js';

/** The base of Kontti's contracts: writes and event leave together after the method has decided, refusals in one form. */
export abstract class LedgerContract extends Contract {
  override createContext(): LedgerContext {
    return new LedgerContext();
  }

  override async aroundTransaction(
    ctx: LedgerContext,
    method: Parameters<Contract['aroundTransaction']>[1],
    parameters: unknown,
  ): Promise<void> {
    try {
      const result: unknown = await super.aroundTransaction(ctx, method, parameters);
      await ctx.ledger.flush();
      // fabric's types promise nothing, its loader returns what the method returned.
      return result as undefined;
    } catch (error) {
      throw toWireError(error);
    }
  }
}
