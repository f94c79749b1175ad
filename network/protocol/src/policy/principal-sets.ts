import { limits } from '../base/limits';
import type { ComparablePrincipal } from './comparable-principal';
import type { PolicyRule } from './types';

/** The principals that have to sign; one that is twice asks two peers. */
export type PrincipalSet = readonly ComparablePrincipal[];

interface RuleNode {
  readonly rule: PolicyRule;
  readonly children: readonly RuleNode[];
}

/** The nodes that were chosen of a policy's tree. */
type Choice = ReadonlySet<RuleNode>;

/**
 * Every choice of principals that satisfies a rule, in Fabric's order, which later decides between alike sets. None when the
 * rule cannot be satisfied, asks nobody in some branch, or has more parts than `limits.policyRulesMax`; the first
 * `limits.principalSetsMax` when there are more. Mirrors common/policies/inquire/inquire.go SatisfiedBy.
 */
export function ruleToPrincipalSets(rule: PolicyRule): PrincipalSet[] {
  const nodes = breadthFirst(rule);
  const [root] = nodes;
  if (!root || nodes.length > limits.policyRulesMax) return [];
  let choices: Choice[] = [new Set([root])];
  for (const node of nodes) {
    if (node.children.length > 0) choices = chooseChildren(choices, node);
  }
  const sets = choices.map((choice) => chosenPrincipals(nodes.filter((node) => choice.has(node))));
  const complete = sets.filter((set) => set !== undefined);
  return complete.length === sets.length ? complete : [];
}

function breadthFirst(rule: PolicyRule): RuleNode[] {
  const nodes = [ruleToNode(rule)];
  // The list grows while it is read.
  for (const node of nodes) nodes.push(...node.children);
  return nodes;
}

function ruleToNode(rule: PolicyRule): RuleNode {
  return { rule, children: rule.kind === 'gate' ? rule.rules.map(ruleToNode) : [] };
}

/** Replaces each choice that reaches the gate by one for each way through it. */
function chooseChildren(choices: readonly Choice[], node: RuleNode): Choice[] {
  const threshold = node.rule.kind === 'gate' ? node.rule.n : 0;
  const next = choices.filter((choice) => !choice.has(node));
  const ways = combinations(node.children, threshold);
  for (const choice of choices.filter((candidate) => candidate.has(node))) {
    for (const way of ways) {
      if (next.length >= limits.principalSetsMax) return next;
      next.push(new Set([...choice, ...way]));
    }
  }
  return next;
}

/** All ways to take `size` of the items, in their order; bounded. */
function combinations<T>(items: readonly T[], size: number): T[][] {
  const found: T[][] = [];
  const take = (from: number, taken: readonly T[]): void => {
    if (found.length >= limits.principalSetsMax) return;
    if (taken.length === size) {
      found.push([...taken]);
      return;
    }
    for (let at = from; at <= items.length - (size - taken.length); at += 1) {
      take(at + 1, [...taken, ...items.slice(at, at + 1)]);
    }
  };
  if (size >= 0) take(0, []);
  return found;
}

/** Undefined when a chosen gate chooses nobody, or a principal cannot be weighed. */
function chosenPrincipals(chosen: readonly RuleNode[]): PrincipalSet | undefined {
  const reached = new Set(chosen);
  const principals: ComparablePrincipal[] = [];
  for (const { rule, children } of chosen) {
    if (children.some((child) => reached.has(child))) continue;
    if (rule.kind === 'gate' || !rule.principal) return undefined;
    principals.push(rule.principal);
  }
  return principals;
}
