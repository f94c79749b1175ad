/** How identities fared against a policy: its tree, with what was satisfied. */
export type PolicyAnswer =
  | {
      readonly kind: 'gate';
      readonly isSatisfied: boolean;
      readonly n: number;
      readonly rules: readonly PolicyAnswer[];
    }
  /** `name` is the principal in a policy's text, such as `'Org1MSP.peer'`. */
  | { readonly kind: 'principal'; readonly isSatisfied: boolean; readonly name: string };

/** The principals that counted, and those without which the policy fails: alternatives of what holds are not missing. */
export function answerToPrincipals(answer: PolicyAnswer): {
  readonly satisfied: readonly string[];
  readonly missing: readonly string[];
} {
  const satisfied = new Set<string>();
  const missing = new Set<string>();
  const visit = (part: PolicyAnswer): void => {
    if (part.kind === 'principal') (part.isSatisfied ? satisfied : missing).add(part.name);
    else for (const rule of part.rules) if (!part.isSatisfied || rule.isSatisfied) visit(rule);
  };
  visit(answer);
  return { satisfied: [...satisfied], missing: [...missing] };
}

/** What was asked for, in a policy's syntax. */
export function answerToText(answer: PolicyAnswer): string {
  if (answer.kind === 'principal') return answer.name;
  const { n, rules } = answer;
  const parts = rules.map(answerToText).join(', ');
  if (n === 1) return `OR(${parts})`;
  return n === rules.length ? `AND(${parts})` : `OutOf(${n}, ${parts})`;
}
