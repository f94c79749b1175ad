import type { ClassLotRecord, CompanyNet } from '@kontti/model';
import type { OptionRules } from '../options/check-options';
import { amount, listOf, object, required, text } from '../options/rules';
import { SHARES_MAX } from '../limits';
import type { Dated, TimeInput } from '../times';

/** A class of what the own company owes. */
export interface ObligationClass {
  /** `<own MSP id>/<name>`. */
  readonly classId: string;
  /** What one is, e.g. `EUR cent`. Obligations of one unit can be netted. */
  readonly unit: string;
}

/** What the own company owes a company. */
export interface Debt {
  /** MSP id of the creditor. */
  readonly to: string;
  /** How much, in the unit of the class. */
  readonly amount: bigint;
  /** When it is to be paid. */
  readonly dueAt: TimeInput;
  /** Id of the invoice, agreement or order that it is about. */
  readonly about?: string;
}

/** Debts that the own company acknowledges. */
export interface OwingRequest {
  /** An own class of obligations. */
  readonly classId: string;
  /** Business reference; entry n is the obligation `<own MSP id>/<ref>/<n>`. */
  readonly ref: string;
  /** 1 to 100 debts. */
  readonly debts: readonly Debt[];
}

/** One debt in parts. */
export interface InstalmentsRequest extends Pick<OwingRequest, 'classId' | 'ref'>, Omit<Debt, 'dueAt'> {
  /** When each part is due: as many parts as dates, equal up to a unit. */
  readonly dueAt: readonly TimeInput[];
}

/** A payment of an obligation. */
export interface PaymentRequest {
  /** Business reference: the deal is `<own MSP id>/<ref>`. */
  readonly ref: string;
  /** Id of what the own company owes. */
  readonly obligationId: string;
  /** Class of the lots that pay, e.g. a bank's credit, of the obligation's unit. */
  readonly paidWith: string;
  /** From then on the creditor can no longer accept. */
  readonly expiresAt: TimeInput;
}

/** Obligations to be netted. */
export interface NettingRequest {
  /** Business reference: the deal is `<own MSP id>/<ref>`. */
  readonly ref: string;
  /** Ids of 1 to 200 obligations among 2 to 16 companies, of which the own one is debtor or creditor of some. */
  readonly obligationIds: readonly string[];
  /** From then on nobody agrees or closes. */
  readonly expiresAt: TimeInput;
}

/** What a netting would leave each company, computed from the obligations on the own peer. */
export interface NettingRecord {
  /** Digest of the proposal: who agrees names it. */
  readonly digest: string;
  /** Each company's net, by MSP id; the nets add up to nothing. */
  readonly nets: readonly CompanyNet[];
  /** The obligations that it uses up. */
  readonly obligations: readonly Dated<ClassLotRecord>[];
}

/** Whose obligations to whom. */
export interface StatementRequest {
  /** A debtor's class of obligations. */
  readonly classId: string;
  /** MSP id of the creditor. */
  readonly creditor: string;
}

/** What one company owes another now. The list behind it is a hint: only a consumer of all blocks knows that nothing is missing. */
export interface Statement {
  /** All that is not paid, netted or retired. */
  readonly open: bigint;
  /** What of it is due. */
  readonly due: bigint;
  /** What of it is disputed. */
  readonly disputed: bigint;
  /** By the month in which it is due, `2026-05`, in their order. */
  readonly months: readonly {
    /** Year and month in UTC, `2026-05`. */
    readonly month: string;
    /** What is due in it, in the unit of the class. */
    readonly amount: bigint;
  }[];
}

/** What requests of this group have to have; the rest is checked as the lots and deals that they become. */
export const RULES = {
  open: { classId: required(text), unit: required(text) } satisfies OptionRules<ObligationClass>,
  owe: {
    classId: required(text),
    ref: required(text),
    debts: required(listOf(object, { min: 1, max: SHARES_MAX })),
  } satisfies OptionRules<OwingRequest>,
  oweInstalments: {
    classId: required(text),
    ref: required(text),
    to: required(text),
    amount: required(amount),
    about: text,
    dueAt: required(listOf({ check: () => undefined }, { min: 1, max: SHARES_MAX })),
  } satisfies OptionRules<InstalmentsRequest>,
  pay: {
    ref: required(text),
    obligationId: required(text),
    paidWith: required(text),
    expiresAt: required({ check: () => undefined }),
  } satisfies OptionRules<PaymentRequest>,
  net: {
    ref: required(text),
    obligationIds: required(listOf(text, { min: 1, max: 200 })),
    expiresAt: required({ check: () => undefined }),
  } satisfies OptionRules<NettingRequest>,
  statement: { classId: required(text), creditor: required(text) } satisfies OptionRules<StatementRequest>,
};
