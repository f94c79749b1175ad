import { DAY_MS, expiryOf, isExpired, sumAmounts } from '../amounts';
import { LIMITS } from '../limits';
import { companyHolder, companyOf, keeperOf } from './holder';
import type { LotIssue } from './issue';
import type { LotClass } from './lot-class';
import { isTooLong } from './past';
import type { MovedOutput, MoveKind, MoveOutput, Pledge } from './move';

/** What a lot is, wherever it was made. */
export interface LotContent {
  readonly lotId: string;
  readonly classId: string;
  /** Digest of the version of the class. */
  readonly class: string;
  readonly holder: string;
  readonly quantity: bigint;
  readonly expiresAt?: number | undefined;
  readonly dueAt?: number | undefined;
  readonly shipment?: string | undefined;
  readonly subject?: string | undefined;
  readonly pledge?: Pledge | undefined;
  readonly ancestors: number;
  /** When its issuer issued it; absent for what a move made. */
  readonly issuedAt?: number | undefined;
}

/** The codes with which a move or an issue is refused. */
export type LotRefusalCode =
  | 'NOT_A_PARTY'
  | 'LOT_OF_OTHER'
  | 'LOT_PLEDGED'
  | 'LOT_EXPIRED'
  | 'HOLDER_FORBIDDEN'
  | 'SUMS_DIFFER'
  | 'NOT_DUE'
  | 'REVERSAL_LATE'
  | 'UNITS_DIFFER'
  | 'STATE';

/** Why lots cannot move so, and which field of the request says so. */
export interface LotRefusal {
  readonly code: LotRefusalCode;
  readonly field: string;
}

/** What each kind of move does, and who may do it. */
interface KindRules {
  /** Where outputs go: to anybody that the class allows, back to the holder, to the company that the lots are pledged to. */
  readonly to: 'anybody' | 'holder' | 'pledgee';
  /** Whether something leaves circulation; absent where it may. */
  readonly retires?: boolean;
  /** Whether it takes lots that are pledged. */
  readonly takesPledged: boolean;
  /** Whether the outputs are pledged. */
  readonly pledges: boolean;
  /** Whether the keys of a wallet have to sign for what leaves it. */
  readonly isOrdered: boolean;
}

const PLAIN = { takesPledged: false, pledges: false, isOrdered: true } as const;
const LEAVING = { ...PLAIN, to: 'holder', retires: true } as const;
const PLEDGED = { takesPledged: true, pledges: false, isOrdered: false, retires: false } as const;

const RULES: Readonly<Record<MoveKind, KindRules>> = {
  transfer: { ...PLAIN, to: 'anybody', retires: false },
  split: { ...PLAIN, to: 'holder', retires: false },
  merge: { ...PLAIN, to: 'holder', retires: false },
  retire: LEAVING,
  redeem: LEAVING,
  surrender: LEAVING,
  reverse: { ...LEAVING, isOrdered: false },
  pledge: { ...PLAIN, to: 'holder', retires: false, pledges: true },
  release: { ...PLEDGED, to: 'holder' },
  foreclose: { ...PLEDGED, to: 'pledgee' },
  net: { ...PLAIN, to: 'anybody' },
};

/** What is asked for. */
export interface AskedMove {
  readonly kind: MoveKind;
  readonly issuer: string;
  readonly conditions: LotClass;
  /** The company that hands the move in. */
  readonly company: string;
  readonly at: number;
  /** True for a move of a deal that is a netting. */
  readonly isNetting?: boolean;
  readonly inputs: readonly LotContent[];
  readonly outputs: readonly MoveOutput[];
  /** The obligation that a foreclosure uses up, and what its class is. */
  readonly settles?: (LotContent & { readonly conditions: LotClass }) | undefined;
  /** What is behind the whole fact, that of a deal behind all of its moves: {@link pastOf}. */
  readonly past: number;
}

/** What follows from a move that is allowed. */
export interface PlannedMove {
  readonly outputs: readonly MovedOutput[];
  readonly retired: bigint;
  /** The holder whose keys have to sign; absent where a company moves what it keeps. */
  readonly orderedBy: string | undefined;
}

/** True for a refusal. */
export function isLotRefusal(outcome: object): outcome is LotRefusal {
  return 'code' in outcome;
}

/** What a move makes of its inputs, or why it is not allowed. */
export function planMove(move: AskedMove): PlannedMove | LotRefusal {
  const { inputs, outputs, kind } = move;
  const [first] = inputs;
  if (first === undefined) return { code: 'STATE', field: 'inputs' };
  const rules = RULES[kind];
  const refused = refuseInputs(move, first, rules) ?? refuseCaller(move, first) ?? refuseKind(move, first);
  if (refused !== undefined) return refused;
  const allowed = outputs.map((output, index) => refuseOutput(move, { first, output, rules }, index));
  const wrong = allowed.find((refusal) => refusal !== undefined);
  if (wrong !== undefined) return wrong;
  const retired =
    sumAmounts(inputs.map(({ quantity }) => quantity)) - sumAmounts(outputs.map((each) => each.quantity));
  const isLeaving = rules.retires ?? retired > 0n;
  if (retired < 0n || retired > 0n !== isLeaving) return { code: 'SUMS_DIFFER', field: 'outputs' };
  if (isTooLong(move)) return { code: 'STATE', field: 'inputs' };
  const { past: ancestors } = move;
  const isOrdered = rules.isOrdered && companyOf(first.holder) === undefined;
  return {
    outputs: outputs.map((output) => inherit(inputs, first, { output, ancestors })),
    retired,
    orderedBy: isOrdered ? first.holder : undefined,
  };
}

/** All inputs are alike: one holder, one version of the class, one pledge, one due date, one subject. */
function refuseInputs(move: AskedMove, first: LotContent, rules: KindRules): LotRefusal | undefined {
  for (const [index, lot] of move.inputs.entries()) {
    const field = `inputs[${index}]`;
    const isAlike = (['classId', 'class', 'holder', 'dueAt', 'shipment', 'subject'] as const).every(
      (name) => lot[name] === first[name],
    );
    if (!isAlike || lot.pledge?.secures !== first.pledge?.secures || lot.pledge?.to !== first.pledge?.to) {
      return { code: 'LOT_OF_OTHER', field };
    }
    if ((lot.pledge !== undefined) !== rules.takesPledged) return { code: 'LOT_PLEDGED', field };
    if (lot.expiresAt !== undefined && isExpired({ expiresAt: lot.expiresAt }, move.at)) {
      return { code: 'LOT_EXPIRED', field };
    }
  }
  return undefined;
}

/** The company that keeps the lots moves them; where a wallet's lots are redeemed, a company of the class does. */
function refuseCaller(move: AskedMove, first: LotContent): LotRefusal | undefined {
  const { kind, company, issuer, conditions } = move;
  const isKeeper = company === keeperOf({ holder: first.holder, pledgee: first.pledge?.to, issuer });
  const isRedeemer =
    kind === 'redeem' && companyOf(first.holder) === undefined && conditions.redeemAt.includes(company);
  return isKeeper || isRedeemer ? undefined : { code: 'NOT_A_PARTY', field: 'inputs[0]' };
}

function refuseKind(move: AskedMove, first: LotContent): LotRefusal | undefined {
  const { kind, conditions, inputs, at } = move;
  if ((kind === 'foreclose') !== (move.settles !== undefined)) return { code: 'STATE', field: 'settles' };
  if ((kind === 'net') !== (move.isNetting === true)) return { code: 'STATE', field: 'kind' };
  if (kind === 'surrender' && conditions.kind !== 'title') return { code: 'STATE', field: 'kind' };
  if (kind === 'pledge' && companyOf(first.holder) === undefined) return { code: 'STATE', field: 'kind' };
  if (kind === 'foreclose') return isDue(move, first) ? undefined : { code: 'NOT_DUE', field: 'settles' };
  if (kind !== 'reverse') return undefined;
  if (companyOf(first.holder) !== undefined) return { code: 'STATE', field: 'kind' };
  const { reversalDays = 0 } = conditions;
  const late = inputs.findIndex(
    ({ issuedAt }) => issuedAt === undefined || at > issuedAt + reversalDays * DAY_MS || reversalDays === 0,
  );
  return late < 0 ? undefined : { code: 'REVERSAL_LATE', field: `inputs[${late}]` };
}

/** A foreclosure uses up the very obligation that the pledge secures, so that it is unpaid, once it is due. */
function isDue({ settles, company, at }: AskedMove, first: LotContent): boolean {
  return (
    settles !== undefined &&
    settles.lotId === first.pledge?.secures &&
    settles.conditions.kind === 'obligation' &&
    settles.holder === companyHolder(company) &&
    settles.pledge === undefined &&
    settles.dueAt !== undefined &&
    settles.dueAt <= at
  );
}

function refuseOutput(
  move: AskedMove,
  {
    first,
    output,
    rules,
  }: { readonly first: LotContent; readonly output: MoveOutput; readonly rules: KindRules },
  index: number,
): LotRefusal | undefined {
  const field = `outputs[${index}].holder`;
  const { holder, pledge } = output;
  if (pledge !== undefined && (!rules.pledges || companyOf(holder) === pledge.to)) {
    return { code: 'STATE', field: `outputs[${index}].pledge` };
  }
  // Who can foreclose a lot can get it.
  if (pledge !== undefined && !canReceive(move, holder, companyHolder(pledge.to))) {
    return { code: 'HOLDER_FORBIDDEN', field: `outputs[${index}].pledge.to` };
  }
  if (rules.to === 'pledgee') {
    return holder === companyHolder(first.pledge?.to ?? '') ? undefined : { code: 'HOLDER_FORBIDDEN', field };
  }
  if (holder === first.holder) return undefined;
  const isAllowed = rules.to === 'anybody' && canReceive(move, first.holder, holder);
  return isAllowed ? undefined : { code: 'HOLDER_FORBIDDEN', field };
}

/** True when the class lets such a holder have lots. */
export function canHold({ conditions }: Pick<AskedMove, 'conditions'>, holder: string): boolean {
  const { holders } = conditions;
  return holders === 'both' || (companyOf(holder) === undefined) === (holders === 'wallet');
}

function canReceive(move: AskedMove, from: string, to: string): boolean {
  return canHold(move, to) && canGo(move, from, to);
}

function canGo({ conditions, issuer, kind }: AskedMove, from: string, to: string): boolean {
  const { transfer, partners, toWalletsOnly } = conditions;
  const receiver = companyOf(to);
  // All whom a netting concerns agree to it, the debtor too.
  if (kind === 'net') return receiver !== undefined;
  if (toWalletsOnly === true && receiver !== undefined) return false;
  switch (transfer) {
    case 'free':
      return true;
    case 'issuer':
      return receiver === issuer || companyOf(from) === issuer;
    case 'partners':
      return receiver !== undefined && [issuer, ...partners].includes(receiver);
    case 'none':
      return false;
  }
}

/** What is made of several lots expires when the first of them would. */
function inherit(
  inputs: readonly LotContent[],
  { dueAt, shipment, subject }: LotContent,
  { output, ancestors }: { readonly output: MoveOutput; readonly ancestors: number },
): MovedOutput {
  const { holder, quantity, pledge } = output;
  const expiries = inputs.flatMap(({ expiresAt }) => expiresAt ?? []);
  return {
    holder,
    quantity,
    ...(pledge === undefined ? {} : { pledge: { to: pledge.to, secures: pledge.secures } }),
    ...(expiries.length === 0 ? {} : { expiresAt: Math.min(...expiries) }),
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(shipment === undefined ? {} : { shipment }),
    ...(subject === undefined ? {} : { subject }),
    ancestors,
  };
}

/** A lot with the expiry that the class gives, or why the class does not let it be issued. */
export function planIssue(
  conditions: LotClass,
  { lot, at }: { readonly lot: LotIssue; readonly at: number },
): LotIssue | { readonly code: 'HOLDER_FORBIDDEN' | 'STATE'; readonly field: string } {
  const { kind, validityDays } = conditions;
  if (!canHold({ conditions }, lot.holder)) return { code: 'HOLDER_FORBIDDEN', field: 'holder' };
  const isTitle = kind === 'title';
  if ((lot.shipment !== undefined) !== isTitle) return { code: 'STATE', field: 'shipment' };
  if (isTitle && lot.quantity !== 1n) return { code: 'STATE', field: 'quantity' };
  if ((lot.dueAt !== undefined) !== (kind === 'obligation')) return { code: 'STATE', field: 'dueAt' };
  const latest = validityDays === undefined ? undefined : expiryOf({ at, validityDays });
  const { expiresAt = latest } = lot;
  if (expiresAt === undefined) return lot;
  if (expiresAt <= at || expiresAt > (latest ?? LIMITS.timeMsMax)) {
    return { code: 'STATE', field: 'expiresAt' };
  }
  return Object.assign({}, lot, { expiresAt });
}
