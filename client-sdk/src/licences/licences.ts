import { companyHolder, type FactReceipt } from '@kontti/model';
import { startCall } from '../gateway/call-options';
import type { CallOptions } from '../gateway/call-options';
import { SHARES_MAX } from '../limits';
import { takeHeld } from '../lot/held-lots';
import { createLots } from '../lot/lots';
import { shareAmount } from '../lot/share-amount';
import type { OperationContext, Submitted } from '../operation';
import { checkOptions } from '../options/check-options';
import type { OptionRule, OptionRules } from '../options/check-options';
import { amount, listOf, object, oneOf, required, text } from '../options/rules';
import { createSettlement } from '../settlement/settlement';
import type { TimeInput } from '../times';

/** A class of licences. */
export interface LicenceClass {
  /** `<own MSP id>/<name>`. */
  readonly classId: string;
  /** What one use is, e.g. `screening`. */
  readonly unit: string;
  /** Whether licensees can pass it on: `free`, to the licensor alone (`issuer`), or not at all (`none`). */
  readonly transfer: 'free' | 'issuer' | 'none';
}

/** A licence that is granted. */
export interface LicenceGrant {
  /** An own class of licences. */
  readonly classId: string;
  /** Business reference; the licence is the lot `<own MSP id>/<ref>/0`. */
  readonly ref: string;
  /** MSP id of the licensee. */
  readonly to: string;
  /** How often it can be used. */
  readonly uses: bigint;
  /** Until when. */
  readonly until?: TimeInput;
  /** Id of the work, agreement or thing that it is about. */
  readonly about?: string;
}

/** Uses of an own licence. */
export interface LicenceUse {
  /** Class of the licence. */
  readonly classId: string;
  /** Business reference. */
  readonly ref: string;
  /** How often it was used. */
  readonly uses: bigint;
}

/** Royalties among those who have rights. */
export interface RoyaltyRequest {
  /** An own class of obligations. */
  readonly classId: string;
  /** Business reference; entry n is the obligation `<own MSP id>/<ref>/<n>`. */
  readonly ref: string;
  /** All royalties together. */
  readonly amount: bigint;
  /** 1 to 100 shares: MSP id, and its parts of the whole. */
  readonly shares: readonly {
    /** MSP id of the company that has rights. */
    readonly to: string;
    /** Its parts of the whole: a whole number. */
    readonly parts: number;
  }[];
  /** When they are to be paid. */
  readonly dueAt: TimeInput;
  /** Id of the work or of the uses that they are for. */
  readonly about?: string;
}

/**
 * Content and rights: licences are lots of uses, a use redeems them, and royalties are split into obligations that add up. Writing operations
 * need the role `trade`.
 */
export interface Licences {
  /**
   * Sets up an own class of licences; needs the role `admin`.
   * @example await client.licences.open({ classId: 'StudioMSP/films', unit: 'screening', transfer: 'none' });
   * @throws SEQUENCE, NOT_OWNER, NOT_REGISTERED, ROLE_MISSING, OPTIONS_INVALID
   */
  open(request: LicenceClass, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * Grants a company a licence.
   * @example await client.licences.grant({ classId: 'StudioMSP/films', ref: 'film-7', to: 'CinemaMSP', uses: 100n });
   * @throws UNKNOWN_CLASS, UNKNOWN_COMPANY, STATE, REF_REUSED, NOT_OWNER, ROLE_MISSING, OPTIONS_INVALID
   */
  grant(request: LicenceGrant, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * States, as the licensee, that an own licence was used so often: what is used is gone, and no more than there is can be used.
   * @example await client.licences.use({ classId: 'StudioMSP/films', ref: 'week-14', uses: 21n });
   * @throws LOTS_INSUFFICIENT, LOT_SPENT, LOT_EXPIRED, REF_REUSED, ROLE_MISSING, OPTIONS_INVALID
   */
  use(request: LicenceUse, options?: CallOptions): Promise<Submitted<FactReceipt>>;
  /**
   * States what the own company owes each who has rights: shares that add up to the amount.
   * @example
   * const shares = [{ to: 'AuthorMSP', parts: 7 }, { to: 'ComposerMSP', parts: 3 }];
   * await client.licences.payRoyalties({ classId: 'StudioMSP/debts', ref: 'week-14', amount: 10_001n, shares, dueAt: '2026-05-01T00:00:00Z' });
   * @throws UNKNOWN_CLASS, UNKNOWN_COMPANY, REF_REUSED, NOT_OWNER, ROLE_MISSING, OPTIONS_INVALID
   */
  payRoyalties(request: RoyaltyRequest, options?: CallOptions): Promise<Submitted<FactReceipt>>;
}

const anything: OptionRule = { check: () => undefined };

const OPEN: OptionRules<LicenceClass> = {
  classId: required(text),
  unit: required(text),
  transfer: required(oneOf('free', 'issuer', 'none')),
};
const GRANT: OptionRules<LicenceGrant> = {
  classId: required(text),
  ref: required(text),
  to: required(text),
  uses: required(amount),
  until: anything,
  about: text,
};
const USE: OptionRules<LicenceUse> = {
  classId: required(text),
  ref: required(text),
  uses: required(amount),
};
const ROYALTIES: OptionRules<RoyaltyRequest> = {
  classId: required(text),
  ref: required(text),
  amount: required(amount),
  shares: required(listOf(object, { min: 1, max: SHARES_MAX })),
  dueAt: required(anything),
  about: text,
};

/** Makes the operations for one client. */
export function createLicences(context: OperationContext): Licences {
  const { session } = context;
  const lots = createLots(context);
  const settlement = createSettlement(context);
  return {
    open: async (request, options) => {
      checkOptions(OPEN, request);
      const rules = { kind: 'licence', holders: 'company', partners: [], redeemAt: [] } as const;
      return await lots.setClass({ ...request, version: 0, ...rules }, options);
    },
    grant: async (request, options) => {
      checkOptions(GRANT, request);
      const { classId, ref, to, uses: quantity, until: expiresAt, about: subject } = request;
      const call = startCall(options, session.timers);
      const { version } = await lots.getClass({ classId }, call);
      const lot = {
        ...{ holder: companyHolder(to), quantity },
        ...(expiresAt === undefined ? {} : { expiresAt }),
        ...(subject === undefined ? {} : { subject }),
      };
      return await lots.issue({ classId, ref, version, lots: [lot] }, call);
    },
    use: async (request, options) => {
      checkOptions(USE, request);
      const { classId, ref, uses: quantity } = request;
      const holder = companyHolder(session.mspId);
      const call = startCall(options, session.timers);
      const taking = { classId, holder, quantity, nowMs: session.timers.nowMs() };
      const taken = await takeHeld(lots, taking, call);
      return await lots.move({ classId, ref, kind: 'redeem', ...taken }, call);
    },
    payRoyalties: async (request, options) => {
      checkOptions(ROYALTIES, request);
      const { classId, ref, amount: total, shares, dueAt, about } = request;
      const amounts = shareAmount(
        total,
        shares.map(({ parts }) => parts),
      );
      const all = shares.map(({ to }, index) => ({ to, amount: amounts[index] ?? 0n, dueAt }));
      const debts = all
        .filter(({ amount: share }) => share > 0n)
        .map((debt) => ({ ...debt, ...(about === undefined ? {} : { about }) }));
      return await settlement.owe({ classId, ref, debts }, options);
    },
  };
}
