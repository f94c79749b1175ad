import {
  readLatestRule,
  vouchersByRule,
  type AssetType,
  type FactType,
  type HeldRule,
  type LedgerScope,
  type Parties,
} from '@kontti/model';
import { Events } from './events';
import { Facts, type HeldFact, type Recorded } from './facts';
import type { KnownFacts } from './known-facts';
import { Lists } from './lists';
import { PrivateState } from './private-state';
import { createCaller, type Caller, type CertifiedIdentity } from './roles';
import { ledgerTimeMs, scopeOf } from './scope';
import { TransactionState } from './state';
import type { LedgerStub } from './stub';

/** The ledger as one transaction sees it: who calls, when, what holds, and what is to be written once all is decided. */
export class Ledger {
  readonly caller: Caller;
  readonly nowMs: number;
  readonly state: TransactionState;
  readonly facts: Facts;
  readonly lists: Lists;
  readonly privates: PrivateState;
  readonly events = new Events();
  readonly #stub: LedgerStub;

  constructor(options: {
    readonly stub: LedgerStub;
    readonly identity: CertifiedIdentity;
    readonly known: KnownFacts;
  }) {
    const { stub, identity, known } = options;
    this.#stub = stub;
    this.caller = createCaller(identity);
    this.nowMs = ledgerTimeMs(stub);
    const state = new TransactionState(stub);
    this.state = state;
    this.privates = new PrivateState(stub);
    this.facts = new Facts({ state, known, nowMs: this.nowMs, scope: () => scopeOf(stub) });
    this.lists = new Lists(state);
  }

  /** Channel and chaincode, as the signed proposal names them. */
  get scope(): LedgerScope {
    return this.facts.scope;
  }

  /** A private argument, which the client hands to the endorsing peers alone: it is never on the ledger. */
  transient(name: string): Uint8Array | undefined {
    return this.#stub.getTransient().get(name);
  }

  /** Appends a fact ({@link Facts.append}) and says so in the transaction's event. */
  async append<T extends FactType>(content: Recorded<T>): Promise<HeldFact<T>> {
    const held = await this.facts.append(content);
    this.events.add({ type: content.type, key: content.key, digest: held.digest });
    return held;
  }

  /**
   * The caller's rule in force for assets of a type, as a fact that makes such an asset names it, and the vouchers that it demands.
   * @throws ModelError `RULE_UNREACHABLE`
   */
  async governBy(
    assetType: AssetType,
    parties: Parties,
  ): Promise<{ readonly rule: string | undefined; readonly vouchers: readonly string[] }> {
    const { latest } = await readLatestRule(this.facts, { owner: parties.self, assetType });
    return { rule: latest?.digest, vouchers: this.vouchersBy(latest, parties) };
  }

  /** The vouchers that a rule demands for these parties besides the caller. @throws ModelError `RULE_UNREACHABLE` */
  vouchersBy(rule: HeldRule | undefined, parties: Parties): readonly string[] {
    return vouchersByRule(rule, parties, [this.caller.mspId]);
  }

  /** Hands writes and event to the peer: the last thing that a transaction does. */
  async flush(): Promise<void> {
    await this.state.flush();
    await this.privates.flush();
    this.events.flush(this.#stub);
  }
}
