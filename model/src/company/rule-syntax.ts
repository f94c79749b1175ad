import { LIMITS } from '../limits';
import { ModelError } from '../errors';

/** Whom a placeholder means is known when a fact is written. */
export const PLACEHOLDERS = [
  'self',
  'consignor',
  'consignee',
  'custodian',
  'operator',
  'issuer',
  'partner',
] as const;

/** One of {@link PLACEHOLDERS}. */
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** A rule of endorsement, taken apart. */
export type Rule =
  | { readonly kind: 'company'; readonly mspId: string }
  | { readonly kind: 'placeholder'; readonly name: Placeholder }
  | { readonly kind: 'gate'; readonly gate: 'and' | 'or'; readonly of: readonly Rule[] }
  | { readonly kind: 'outOf'; readonly n: number; readonly of: readonly Rule[] };

const TOKEN = /\s*(?:([(),])|'([^']*)'|([A-Za-z]+)|([0-9]{1,4}))/y;
const MSP_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const ROLE_SUFFIX = /\.(?:peer|member|admin|client|orderer)$/;

type Token =
  | { readonly type: 'mark' | 'quoted' | 'word'; readonly text: string }
  | { readonly type: 'number'; readonly value: number };

/**
 * Parses `AND('{self}', OR('{custodian}', 'AuditMSP'))`: gates `AND`, `OR`, `OutOf(n, …)` over placeholders and MSP ids.
 * A principal has no role suffix, since it always means the company's peers. Mirrors common/policydsl of Fabric.
 * @throws ModelError `RULE_SYNTAX``RULE_SYNTAX`
 */
export function parseRule(text: string): Rule {
  const parser = new RuleParser(tokensOf(text));
  const rule = parser.expression(0);
  parser.demandEnd();
  return rule;
}

function refuse(reason: string): ModelError {
  return new ModelError({ code: 'RULE_SYNTAX', field: 'rule', rule: reason });
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const source = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (match === null) throw refuse('unknown character');
    const [, mark, quoted, word, number] = match;
    if (mark !== undefined) tokens.push({ type: 'mark', text: mark });
    else if (quoted !== undefined) tokens.push({ type: 'quoted', text: quoted });
    else if (word !== undefined) tokens.push({ type: 'word', text: word.toLowerCase() });
    else tokens.push({ type: 'number', value: Number(number) });
  }
  return tokens;
}

class RuleParser {
  readonly #tokens: readonly Token[];
  #position = 0;
  #nodes = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  expression(depth: number): Rule {
    this.#nodes += 1;
    if (depth > LIMITS.ruleDepthMax) throw refuse('nested too deeply');
    if (this.#nodes > LIMITS.ruleNodesMax) throw refuse('too many operands');
    const token = this.#next();
    if (token?.type === 'quoted') return principal(token.text);
    if (token?.type !== 'word') throw refuse('gate or principal expected');
    if (token.text === 'and' || token.text === 'or') {
      this.#mark('(');
      return { kind: 'gate', gate: token.text, of: this.#operands(depth) };
    }
    if (token.text !== 'outof') throw refuse('unknown gate');
    this.#mark('(');
    const n = this.#next();
    if (n?.type !== 'number') throw refuse('number expected');
    this.#mark(',');
    return { kind: 'outOf', n: n.value, of: this.#operands(depth) };
  }

  demandEnd(): void {
    if (this.#position !== this.#tokens.length) throw refuse('text after the rule');
  }

  #operands(depth: number): Rule[] {
    const operands = [this.expression(depth + 1)];
    for (;;) {
      const token = this.#next();
      if (token?.type !== 'mark' || token.text === '(') throw refuse("',' or ')' expected");
      if (token.text === ')') return operands;
      operands.push(this.expression(depth + 1));
    }
  }

  #next(): Token | undefined {
    const token = this.#tokens[this.#position];
    this.#position += 1;
    return token;
  }

  #mark(text: string): void {
    const token = this.#next();
    if (token?.type !== 'mark' || token.text !== text) throw refuse(`'${text}' expected`);
  }
}

function principal(text: string): Rule {
  const placeholder = PLACEHOLDERS.find((name) => text === `{${name}}`);
  if (placeholder !== undefined) return { kind: 'placeholder', name: placeholder };
  if (ROLE_SUFFIX.test(text)) throw refuse('a principal is an MSP id without a role');
  if (!MSP_ID.test(text)) throw refuse('a principal is a placeholder or an MSP id');
  return { kind: 'company', mspId: text };
}
