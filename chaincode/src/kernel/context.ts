import { Context } from 'fabric-contract-api';
import { ContractError, toWireError } from '../errors.js';
import { Ledger } from './ledger.js';
import type { LedgerStub } from './stub.js';

/** What each transaction of Kontti's contracts gets from fabric's loader. */
export class LedgerContext extends Context {
  #ledger: Ledger | undefined;

  /** The ledger of this transaction. */
  get ledger(): Ledger {
    this.#ledger ??= new Ledger({ stub: this.stub as unknown as LedgerStub, identity: this.clientIdentity });
    return this.#ledger;
  }

  /**
   * Called by fabric's loader before it counts the arguments itself, in an error without a code.
   * @throws Error `ARGUMENT_COUNT` in its wire form
   */
  setChaincodeStub(stub: Context['stub']): void {
    this.stub = stub;
    const given = (stub as unknown as LedgerStub).getBufferArgs().length - 1;
    if (given !== 1) throw toWireError(new ContractError({ code: 'ARGUMENT_COUNT', details: { given } }));
  }

  /** Called by fabric's loader. */
  setClientIdentity(clientIdentity: Context['clientIdentity']): void {
    this.clientIdentity = clientIdentity;
  }
}
