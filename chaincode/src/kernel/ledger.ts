import type { FactContent, FactType } from '@kontti/model';
import { Events } from './events.js';
import { Facts, type HeldFact } from './facts.js';
import { Indexes } from './indexes.js';
import { Pointers } from './pointers.js';
import { createCaller, type Caller, type CertifiedIdentity } from './roles.js';
import { Rules } from './rules.js';
import { ledgerTimeMs, scopeOf, type LedgerScope } from './scope.js';
import { TransactionState } from './state.js';
import type { LedgerStub } from './stub.js';
import { Views } from './views.js';

/** The ledger as one transaction sees it: who calls, when, what holds, and what is to be written once all is decided. */
export class Ledger {
  readonly caller: Caller;
  readonly nowMs: number;
  readonly state: TransactionState;
  readonly facts: Facts;
  readonly pointers: Pointers;
  readonly rules: Rules;
  readonly views: Views;
  readonly indexes: Indexes;
  readonly events = new Events();
  readonly #stub: LedgerStub;

  constructor(options: { readonly stub: LedgerStub; readonly identity: CertifiedIdentity }) {
    const { stub, identity } = options;
    this.#stub = stub;
    this.caller = createCaller(identity);
    this.nowMs = ledgerTimeMs(stub);
    const state = new TransactionState(stub);
    this.state = state;
    this.facts = new Facts({ state, nowMs: this.nowMs });
    this.pointers = new Pointers(state);
    this.rules = new Rules({ facts: this.facts, state });
    this.views = new Views({ state, rules: this.rules });
    this.indexes = new Indexes(state);
  }

  /** Channel and chaincode, as the signed proposal names them. */
  get scope(): LedgerScope {
    return scopeOf(this.#stub);
  }

  /** Appends a fact ({@link Facts.append}) and says so in the transaction's event. */
  async append<T extends FactType>(
    content: FactContent<T> & { readonly ref?: string },
  ): Promise<HeldFact<T>> {
    const held = await this.facts.append(content);
    this.events.add({ type: content.type, key: content.key, digest: held.digest });
    return held;
  }

  /** Hands writes and event to the peer: the last thing that a transaction does. */
  async flush(): Promise<void> {
    await this.state.flush();
    this.events.flush(this.#stub);
  }
}
