import { sumAmounts } from '../amounts';
import { ownerOf } from '../fact/key-form';
import { LIMITS } from '../limits';
import { canonicalJson } from '../json';
import { askedOfDeal, type DealMove, type DealtMove } from './deal';
import { companyHolder, companyOf } from './holder';
import type { LotClass } from './lot-class';
import type { MoveInput, MoveOutput } from './move';
import type { LotContent, LotRefusal } from './rules';

/** An obligation, and the digest of the fact that made it. Its debtor is the issuer of its class. */
export interface NettedObligation extends Pick<
  LotContent,
  'lotId' | 'classId' | 'class' | 'holder' | 'quantity' | 'dueAt' | 'subject' | 'pledge'
> {
  readonly origin: string;
  readonly conditions: LotClass;
}

/** What a company is owed and owes of some obligations, and what remains of both. */
export interface CompanyNet {
  /** MSP id of the company. */
  readonly company: string;
  /** What it is owed, in the unit of the obligations. */
  readonly incoming: bigint;
  /** What it owes, in the unit of the obligations. */
  readonly outgoing: bigint;
  /** What it is owed less what it owes. */
  readonly net: bigint;
}

/** Each company's net of obligations, by MSP id. The nets add up to nothing. */
export function netsOf(
  obligations: readonly Pick<NettedObligation, 'classId' | 'holder' | 'quantity'>[],
): CompanyNet[] {
  const owed = obligations.map(({ classId, holder, quantity }) => ({
    debtor: ownerOf(classId),
    creditor: companyOf(holder) ?? '',
    quantity,
  }));
  const companies = new Set(owed.flatMap(({ debtor, creditor }) => [debtor, creditor]));
  return [...companies].toSorted().map((company) => {
    const incoming = sumAmounts(
      owed.filter(({ creditor }) => creditor === company).map(({ quantity }) => quantity),
    );
    const outgoing = sumAmounts(
      owed.filter(({ debtor }) => debtor === company).map(({ quantity }) => quantity),
    );
    return { company, incoming, outgoing, net: incoming - outgoing };
  });
}

/**
 * The moves that net obligations. A company that owes more than it is owed goes on to owe the difference, by its own obligations that are due
 * last; they go to the companies that are owed more, in the order of MSP ids. All else leaves circulation. Nothing new is issued, so what
 * each company is owed less what it owes is the same before and after.
 */
export function netObligations(obligations: readonly NettedObligation[]): DealMove[] {
  const nets = netsOf(obligations);
  const staying = new Map(nets.map(({ company, net }) => [company, net < 0n ? -net : 0n]));
  const receivers = nets.flatMap(({ company, net }) => (net > 0n ? [{ company, open: net }] : []));
  const outputs = new Map<string, MoveOutput[]>();
  for (const { lotId, classId, quantity } of obligations.toSorted(byDueDate).toReversed()) {
    const debtor = ownerOf(classId);
    const kept = smaller(staying.get(debtor) ?? 0n, quantity);
    staying.set(debtor, (staying.get(debtor) ?? 0n) - kept);
    outputs.set(lotId, handOut(receivers, kept));
  }
  return groupsOf(obligations.toSorted(byDueDate)).map((group) => toMove(group, outputs));
}

/** Gives a quantity to those who are still to get something, the first ones first. */
function handOut(receivers: { readonly company: string; open: bigint }[], quantity: bigint): MoveOutput[] {
  let rest = quantity;
  return receivers.flatMap((receiver) => {
    const given = smaller(receiver.open, rest);
    receiver.open -= given;
    rest -= given;
    return given > 0n ? [{ holder: companyHolder(receiver.company), quantity: given }] : [];
  });
}

/** Obligations that one move can use up: alike in all that its outputs inherit, and not too many. */
function groupsOf(obligations: readonly NettedObligation[]): NettedObligation[][] {
  const groups = new Map<string, NettedObligation[]>();
  for (const obligation of obligations) {
    const { class: version, holder, dueAt, subject } = obligation;
    const like = JSON.stringify([version, holder, dueAt, subject]);
    groups.set(like, [...(groups.get(like) ?? []), obligation]);
  }
  return [...groups.values()].flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / LIMITS.lotInputsMax) }, (_, n) =>
      group.slice(n * LIMITS.lotInputsMax, (n + 1) * LIMITS.lotInputsMax),
    ),
  );
}

function toMove(group: readonly NettedObligation[], outputs: ReadonlyMap<string, MoveOutput[]>): DealMove {
  const [first] = group;
  const byHolder = new Map<string, bigint>();
  for (const { holder, quantity } of group.flatMap(({ lotId }) => outputs.get(lotId) ?? [])) {
    byHolder.set(holder, (byHolder.get(holder) ?? 0n) + quantity);
  }
  return {
    company: companyOf(first?.holder ?? '') ?? '',
    classId: first?.classId ?? '',
    kind: 'net',
    inputs: group.map(({ lotId: lot, origin }): MoveInput => ({ lot, origin })),
    outputs: [...byHolder].map(([holder, quantity]) => ({ holder, quantity })),
  };
}

function byDueDate(a: NettedObligation, b: NettedObligation): number {
  const due = (a.dueAt ?? 0) - (b.dueAt ?? 0);
  return due !== 0 ? due : a.lotId < b.lotId ? -1 : 1;
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** Why these lots cannot be netted, or the first of them that cannot. */
export function refuseNetted(obligations: readonly NettedObligation[]): LotRefusal | undefined {
  const [first] = obligations;
  for (const [index, { conditions, holder, pledge }] of obligations.entries()) {
    const field = `obligations[${index}]`;
    if (conditions.kind !== 'obligation') return { code: 'STATE', field };
    if (companyOf(holder) === undefined) return { code: 'HOLDER_FORBIDDEN', field };
    if (pledge !== undefined) return { code: 'LOT_PLEDGED', field };
    if (conditions.unit !== first?.conditions.unit) return { code: 'UNITS_DIFFER', field };
  }
  return undefined;
}

/** True when moves are exactly those that net the obligations which they use up. */
export function areNetted(
  obligations: readonly NettedObligation[],
  moves: readonly (DealMove | DealtMove)[],
): boolean {
  if (refuseNetted(obligations) !== undefined) return false;
  const expected = netObligations(obligations).map(askedOfDeal);
  return canonicalJson(expected) === canonicalJson(moves.map(askedOfDeal));
}
