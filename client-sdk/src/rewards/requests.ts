import type { LotKey } from '../lot/lot-key';
import type { OptionRule, OptionRules } from '../options/check-options';
import { amount, listOf, object, required, text, wholeNumber } from '../options/rules';
import { REWARD_DAYS_MAX, SHARES_MAX } from '../limits';
import type { TimeInput } from '../times';

/** A programme of rewards. */
export interface RewardProgramme {
  /** `<own MSP id>/<name>`. */
  readonly classId: string;
  /** What one is, e.g. `EUR cent`. */
  readonly unit: string;
  /** MSP ids of the companies that redeem, beside the own one. */
  readonly redeemAt: readonly string[];
  /** Days after which a reward expires. */
  readonly validityDays: number;
  /** Days in which what was issued can be taken back, as far as it was not passed on. */
  readonly reversalDays?: number;
}

/** What somebody can give away: a manager's budget, or what each employee has for peers this month. */
export interface Budget {
  /** Holder of the wallet, as its key gives it (`holderIn`). */
  readonly holder: string;
  /** How much. */
  readonly amount: bigint;
  /** When it expires: the limit of a month is what expires with the month. */
  readonly until?: TimeInput;
}

/** Budgets that are issued. */
export interface BudgetRequest {
  /** An own class of rewards. */
  readonly classId: string;
  /** Business reference; entry n is the lot `<own MSP id>/<ref>/<n>`. */
  readonly ref: string;
  /** 1 to 100 budgets. */
  readonly budgets: readonly Budget[];
}

/** Something of a wallet that goes somewhere, as its key agrees. */
export interface RewardSpend {
  /** Class of the rewards. */
  readonly classId: string;
  /** Business reference. */
  readonly ref: string;
  /** Key of the wallet: of an employee, or of a gift card. */
  readonly from: LotKey;
  /** How much. */
  readonly amount: bigint;
}

/** A grant of a manager, or an award among peers. */
export interface Award extends RewardSpend {
  /** Holder that gets it. */
  readonly to: string;
}

/** A lot that its issuer takes back. */
export interface TakeBack {
  /** Business reference. */
  readonly ref: string;
  /** Id of the lot as it was issued. */
  readonly lotId: string;
}

const anything: OptionRule = { check: () => undefined };
const days = wholeNumber(1, REWARD_DAYS_MAX);
const spend: OptionRules<RewardSpend> = {
  classId: required(text),
  ref: required(text),
  from: required(object),
  amount: required(amount),
};

/** What requests of this group have to have; the rest is checked as the lots that they become. */
export const RULES = {
  open: {
    classId: required(text),
    unit: required(text),
    redeemAt: required(anything),
    validityDays: required(days),
    reversalDays: days,
  } satisfies OptionRules<RewardProgramme>,
  budget: {
    classId: required(text),
    ref: required(text),
    budgets: required(listOf(object, { min: 1, max: SHARES_MAX })),
  } satisfies OptionRules<BudgetRequest>,
  redeem: spend,
  award: { ...spend, to: required(text) } satisfies OptionRules<Award>,
  takeBack: { ref: required(text), lotId: required(text) } satisfies OptionRules<TakeBack>,
};
