import type { OptionRule, OptionRules } from '../options/check-options';
import { amount, listOf, nested, object, required, text } from '../options/rules';
import { SHARES_MAX } from '../limits';
import type { TimeInput } from '../times';

/** What a lot costs. */
export interface Price {
  /** Class of the lots that pay. */
  readonly classId: string;
  /** How much, in the unit of that class. */
  readonly amount: bigint;
}

/** Titles of shipments that the own company consigned. */
export interface TitleIssue {
  /** An own class of titles. */
  readonly classId: string;
  /** Business reference; entry n is the title `<own MSP id>/<ref>/<n>`. */
  readonly ref: string;
  /** 1 to 100 titles: of which shipment, and the MSP id of who has it first. A shipment has one title. */
  readonly titles: readonly {
    /** Id of the own shipment, `<own MSP id>/<local id>`. */
    readonly shipment: string;
    /** MSP id of the company that has the title first. */
    readonly to: string;
  }[];
}

/** A lot that is offered for a price. */
export interface Offer {
  /** Business reference: the deal is `<own MSP id>/<ref>`. */
  readonly ref: string;
  /** Id of a lot that the own company holds: a title, goods. */
  readonly lotId: string;
  /** How much of it, where it is not the whole lot. */
  readonly quantity?: bigint;
  /** MSP id of the company that buys. */
  readonly to: string;
  /** What it costs: lots that the buyer has, or its obligations that it holds itself. */
  readonly price: Price;
  /** From then on nobody accepts. */
  readonly expiresAt: TimeInput;
  /** A commitment to terms that both know (`commitToTerms`), such as the price of a tonne. */
  readonly terms?: string;
}

/** Which proposal. */
export interface Acceptance {
  /** Id of the deal. */
  readonly dealId: string;
  /** Digest of the proposal that was read. */
  readonly digest: string;
}

/** One move of one title. */
export interface TitleMove {
  /** Business reference: the title is `<own MSP id>/<ref>/m0` then. */
  readonly ref: string;
  /** Id of the title's lot. */
  readonly titleId: string;
}

/** A title that secures what the own company owes. */
export interface TitlePledge extends TitleMove {
  /** MSP id of the company that it is pledged to. */
  readonly to: string;
  /** Id of the obligation. */
  readonly secures: string;
}

const anything: OptionRule = { check: () => undefined };
const titleMove: OptionRules<TitleMove> = { ref: required(text), titleId: required(text) };

/** What requests of this group have to have; the rest is checked as the lots and deals that they become. */
export const RULES = {
  open: { classId: required(text) } satisfies OptionRules<{ readonly classId: string }>,
  issue: {
    classId: required(text),
    ref: required(text),
    titles: required(listOf(object, { min: 1, max: SHARES_MAX })),
  } satisfies OptionRules<TitleIssue>,
  offer: {
    ref: required(text),
    lotId: required(text),
    quantity: amount,
    to: required(text),
    price: required(nested<Price>({ classId: required(text), amount: required(amount) })),
    expiresAt: required(anything),
    terms: text,
  } satisfies OptionRules<Offer>,
  accept: { dealId: required(text), digest: required(text) } satisfies OptionRules<Acceptance>,
  move: titleMove,
  endorse: { ...titleMove, to: required(text) } satisfies OptionRules<TitleMove & { readonly to: string }>,
  pledge: {
    ...titleMove,
    to: required(text),
    secures: required(text),
  } satisfies OptionRules<TitlePledge>,
};
