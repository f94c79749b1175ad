import { inspect } from 'node:util';
import { canonicalJson } from '@kontti/model';
import { Contract } from 'fabric-contract-api';
import { isRefusal, toWireError } from '../errors';
import { isSubmitted } from '../serializer/operation';
import { LedgerContext } from './context';
import { KnownFacts } from './known-facts';

/** The base of Kontti's contracts: writes and event leave together after the method has decided, refusals in one form. */
export abstract class LedgerContract extends Contract {
  readonly #known = new KnownFacts();

  override createContext(): LedgerContext {
    return new LedgerContext();
  }

  override async aroundTransaction(
    ctx: LedgerContext,
    method: Parameters<Contract['aroundTransaction']>[1],
    parameters: unknown,
  ): Promise<void> {
    try {
      ctx.known = this.#known;
      if (isSubmitted(this, String(method))) ctx.ledger.facts.closesSealsOf = ctx.ledger.caller.mspId;
      const result: unknown = await super.aroundTransaction(ctx, method, parameters);
      await ctx.ledger.flush();
      // The loader puts what it gets here through JSON.stringify for its log, which knows no bigint: so it gets the text.
      return canonicalJson(result) as unknown as undefined;
    } catch (error) {
      // The caller gets the code INTERNAL alone: the cause is in the chaincode's own log.
      if (!isRefusal(error)) ctx.logging.getLogger('kontti').error(inspect(error));
      throw toWireError(error);
    }
  }
}
