import { BoundedCache } from '@kontti/model';
import type { KonttiError } from '../errors';
import { REFUSALS_KEPT_MAX, REFUSAL_KEPT_MS } from '../limits';
import { subjectName } from '../reading/batch-subject';
import type { BatchSubject } from '../reading/batch-subject';

/** Codes with which the ledger refuses everything of a device. */
const OF_DEVICE: ReadonlySet<string> = new Set([
  'DEVICE_REVOKED',
  'NOT_OWNER',
  'SIGNATURE',
  'UNKNOWN_DEVICE',
]);
/** Codes with which it refuses everything about a shipment, site or agreement. */
const OF_SUBJECT: ReadonlySet<string> = new Set([
  'BATCH_CONTEXT',
  'NOT_A_PARTY',
  'UNKNOWN_AGREEMENT',
  'UNKNOWN_SHIPMENT',
  'UNKNOWN_SITE',
]);

interface Refusal {
  readonly error: KonttiError;
  readonly sinceMs: number;
}

/** What the ledger refused lately, so that rows to which it would say the same are not sent. */
export class Refusals {
  readonly #refusals = new BoundedCache<Refusal>({ sizeMax: REFUSALS_KEPT_MAX });
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Remembers an error when it is about more than the one row. */
  add(error: KonttiError, of: { readonly deviceId: string; readonly subject?: BatchSubject }): void {
    const refusal = { error, sinceMs: this.#nowMs() };
    if (OF_DEVICE.has(error.code)) {
      this.#refusals.set(of.deviceId, refusal);
    } else if (of.subject !== undefined && OF_SUBJECT.has(error.code)) {
      this.#refusals.set(subjectName(of.subject), refusal);
    }
  }

  /** Why a row would be refused; `undefined` when nothing is known, or no longer. */
  find(row: { readonly deviceId: string; readonly subject: BatchSubject }): KonttiError | undefined {
    return this.#current(row.deviceId) ?? this.#current(subjectName(row.subject));
  }

  #current(name: string): KonttiError | undefined {
    const refusal = this.#refusals.get(name);
    const isKept = refusal !== undefined && Math.abs(this.#nowMs() - refusal.sinceMs) < REFUSAL_KEPT_MS;
    return isKept ? refusal.error : undefined;
  }
}
