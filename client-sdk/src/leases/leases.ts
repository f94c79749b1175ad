import { companyHolder, companyOf, type FactReceipt } from '@kontti/model';
import { createHash } from 'node:crypto';
import { startCall } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import { LEASE_INSTALMENTS_MAX, LEASE_KM_MAX } from '../limits';
import { createDeals } from '../lot/deals';
import { createLots } from '../lot/lots';
import type { OperationContext, Submitted } from '../operation';
import { checkOptions, optionError } from '../options/check-options';
import type { OptionRule, OptionRules } from '../options/check-options';
import { amount, date, listOf, nested, oneOf, required, text, wholeNumber } from '../options/rules';
import { createRecords } from '../record/records';
import { createSettlement } from '../settlement/settlement';
import type { TimeInput } from '../times';
import type { LeaseBreach } from './breaches';

/** What a lessee signs. */
export interface LeaseSigning {
  /** Business reference of the deal, and of the instalments. */
  readonly ref: string;
  /** Id of the lot that is the right to use the thing: a licence that the lessor holds (`client.licences.grant` to itself). */
  readonly rightId: string;
  /** An own class of obligations. */
  readonly classId: string;
  /** All instalments together. */
  readonly amount: bigint;
  /** When each is due: 1 to 15. */
  readonly dueAt: readonly TimeInput[];
  /** From then on the lessor can no longer accept. */
  readonly expiresAt: TimeInput;
}

/** A breach that is recorded. */
export interface BreachReport {
  /** Business reference; the record is `<own MSP id>/<ref>/0`. */
  readonly ref: string;
  /** Id of the agreement. */
  readonly agreement: string;
  /** MSP id of the lessee, which acknowledges or rejects it (`client.records`). */
  readonly lessee: string;
  /** What was found. */
  readonly breach: LeaseBreach;
}

/**
 * Leases: the right to use a thing for instalments, in one deal. What was read of the thing is compared with the terms (`findBreaches`), and a
 * breach is a record that the lessee answers. Writing operations need the roles `trade` and, for breaches, `operator`.
 */
export interface Leases {
  /**
   * Signs a lease as the lessee: issues the instalments, and proposes to give them to the lessor for the right. The lessor accepts
   * (`client.trade.accept`); until then the instalments stay with the own company. Instalment n is `<own MSP id>/<ref>-i/<n>` before, and a lot
   * of the deal after that.
   * @example
   * const dueAt = ['2026-06-01T00:00:00Z', '2026-07-01T00:00:00Z'];
   * const lease = { ref: 'car-7', rightId: 'LessorMSP/car-7/0', classId: 'Org1MSP/debts', amount: 60_000n, dueAt };
   * await client.leases.sign({ ...lease, expiresAt: '2026-05-02T00:00:00Z' });
   * @throws UNKNOWN_LOT, UNKNOWN_CLASS, LOT_SPENT, DEAL_EXPIRED, REF_REUSED, NOT_OWNER, ROLE_MISSING, OPTIONS_INVALID
   */
  sign(request: LeaseSigning, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Records a breach, by the digest of what was found; everybody who follows events of records sees it.
   * @example
   * const [breach] = findBreaches(terms, readings);
   * if (breach) await client.leases.reportBreach({ ref: 'car-7-b1', agreement: 'LessorMSP/car-7', lessee: 'Org1MSP', breach });
   * @throws REF_REUSED, UNKNOWN_COMPANY, NOT_REGISTERED, ROLE_MISSING, OPTIONS_INVALID
   */
  reportBreach(request: BreachReport, options?: CallOptions): Promise<Submitted<FactReceipt>>;
}

const anything: OptionRule = { check: () => undefined };
const SIGNING: OptionRules<LeaseSigning> = {
  ref: required(text),
  rightId: required(text),
  classId: required(text),
  amount: required(amount),
  dueAt: required(listOf(anything, { min: 1, max: LEASE_INSTALMENTS_MAX })),
  expiresAt: required(anything),
};
const BREACH: OptionRules<LeaseBreach> = {
  kind: required(oneOf('kilometres', 'odometer', 'condition', 'term')),
  at: required(date),
  excess: required(wholeNumber(0, LEASE_KM_MAX)),
};
const REPORT: OptionRules<BreachReport> = {
  ref: required(text),
  agreement: required(text),
  lessee: required(text),
  breach: required(nested(BREACH)),
};

/**
 * The bytes of a breach whose SHA-256 is recorded: JSON of its kind, time and excess.
 * @example const content = createHash('sha256').update(breachToBytes(breach)).digest('hex');
 * @throws OPTIONS_INVALID
 */
export function breachToBytes(breach: LeaseBreach): Buffer {
  checkOptions(BREACH, breach, 'breach');
  const { kind, at, excess } = breach;
  return Buffer.from(JSON.stringify({ kind, at: at.toISOString(), excess }));
}

/** Makes the operations for one client. */
export function createLeases(context: OperationContext): Leases {
  const { mspId, timers } = context.session;
  const lots = createLots(context);
  const deals = createDeals(context);
  const records = createRecords(context);
  const settlement = createSettlement(context);
  return {
    sign: async (request, options) => {
      checkOptions(SIGNING, request);
      const { ref, rightId, classId, amount: total, dueAt, expiresAt } = request;
      const call = startCall(options, timers);
      const right = await lots.get({ lotId: rightId }, call);
      const lessor = companyOf(right.holder);
      if (lessor === undefined) throw optionError({ option: 'rightId', rule: 'a lot that a company holds' });
      const about = right.subject === undefined ? {} : { about: right.subject };
      const owing = { classId, ref: `${ref}-i`, to: mspId, amount: total, dueAt, ...about };
      const { digest: origin } = (await settlement.oweInstalments(owing, call)).result;
      const instalments = await Promise.all(
        dueAt.map((_, n) => lots.get({ lotId: `${mspId}/${ref}-i/${n}` }, call)),
      );
      const moves = [
        {
          ...{ company: lessor, classId: right.classId, kind: 'transfer' as const },
          inputs: [{ lot: rightId, origin: right.digest }],
          outputs: [{ holder: companyHolder(mspId), quantity: right.quantity }],
        },
        ...instalments.map(({ lotId: lot, quantity }) => ({
          ...{ company: mspId, classId, kind: 'transfer' as const, inputs: [{ lot, origin }] },
          outputs: [{ holder: companyHolder(lessor), quantity }],
        })),
      ];
      return await deals.propose({ ref, parties: [mspId, lessor], moves, expiresAt }, call);
    },
    reportBreach: async (request, options) => {
      checkOptions(REPORT, request);
      const { ref, agreement, lessee, breach } = request;
      const sha256 = createHash('sha256').update(breachToBytes(breach)).digest('hex');
      const name = `breach: ${breach.kind}`;
      const anchor = { name, mediaType: 'application/json', sha256, references: [agreement] };
      return await records.anchor({ ref, anchors: [{ ...anchor, counterparty: lessee }] }, options);
    },
  };
}
