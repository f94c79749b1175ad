import { Context } from 'fabric-contract-api';
import { ContractError, toWireError } from '../errors';
import type { ChaincodeStub } from 'fabric-shim';
import { KnownFacts } from './known-facts';
import { Ledger } from './ledger';
import { demandReadableAttributes } from './roles';
import type { LedgerStub } from './stub';

/** What each transaction of Kontti's contracts gets from fabric's loader. */
export class LedgerContext extends Context {
  /** What the contract remembers of earlier transactions. */
  known = new KnownFacts();
  #ledger: Ledger | undefined;

  /** The ledger of this transaction. */
  get ledger(): Ledger {
    this.#ledger ??= new Ledger({
      stub: this.stub as unknown as LedgerStub,
      identity: this.clientIdentity,
      known: this.known,
    });
    return this.#ledger;
  }

  /**
   * Called by fabric's loader before it counts the arguments and reads the caller's attributes itself, in errors without a code.
   * @throws Error `ARGUMENT_COUNT`, `ROLE_MISSING` in their wire form
   */
  setChaincodeStub(stub: Context['stub']): void {
    this.stub = stub;
    const given = (stub as unknown as LedgerStub).getBufferArgs().length - 1;
    if (given !== 1) throw toWireError(new ContractError({ code: 'ARGUMENT_COUNT', details: { given } }));
    try {
      demandReadableAttributes(stub as unknown as ChaincodeStub);
    } catch (error) {
      throw toWireError(error);
    }
  }

  /** Called by fabric's loader. */
  setClientIdentity(clientIdentity: Context['clientIdentity']): void {
    this.clientIdentity = clientIdentity;
  }
}
