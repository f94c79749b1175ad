import { NetworkError } from '../base/errors';
import { limits } from '../base/limits';

export type PolicyToken =
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: '(' | ')' | ','; readonly text: string };

const tokenPattern = /\s*(?:([A-Za-z_]\w*)|'([^'\\]*)'|"([^"\\]*)"|(\d+)|([(),]))\s*/gy;

/** Splits a policy text. @throws NetworkError POLICY_INVALID */
export function textToPolicyTokens(text: string): PolicyToken[] {
  if (text.length > limits.policyTextMax) throw invalidPolicy('the text is too long', text.slice(0, 80));
  const tokens: PolicyToken[] = [];
  const pattern = new RegExp(tokenPattern);
  while (pattern.lastIndex < text.length) {
    const position = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw invalidPolicy(`unrecognized token at position ${position}`, text);
    tokens.push(matchToToken(match));
  }
  return tokens;
}

function matchToToken(match: RegExpExecArray): PolicyToken {
  const [, name, single, double, number, mark] = match;
  if (name !== undefined) return { kind: 'name', text: name };
  if (number !== undefined) return { kind: 'number', text: number };
  if (mark === '(' || mark === ')' || mark === ',') return { kind: mark, text: mark };
  return { kind: 'string', text: single ?? double ?? '' };
}

export function invalidPolicy(reason: string, text: string): NetworkError {
  return new NetworkError({
    code: 'POLICY_INVALID',
    message: `The policy is invalid: ${reason}.`,
    details: { reason, text },
  });
}
