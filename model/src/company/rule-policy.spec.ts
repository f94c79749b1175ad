import { expect } from 'chai';
import fc from 'fast-check';
import { ModelError } from '../errors';
import { SEED } from '../testing/seed';
import { companiesNamedBy, demandReachable, isSatisfied, vouchersUnder, type Parties } from './rule-policy';
import { parseRule, type Rule } from './rule-syntax';

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (!(error instanceof ModelError)) return String(error);
    expect(error.rule, error.code).not.to.equal('');
    return error.code;
  }
  return 'none';
}

const vouchers = (text: string, parties: Partial<Parties> = {}, base = ['A']) =>
  vouchersUnder(parseRule(text), { self: 'A', ...parties }, base);

/** How often a set was asked while an action ran: each step of an evaluation asks one. */
function countSteps(action: () => unknown): number {
  const original = Object.getOwnPropertyDescriptor(Set.prototype, 'has');
  if (original === undefined) throw new TypeError('no Set.prototype.has');
  let steps = 0;
  Set.prototype.has = function counted(this: Set<unknown>, value: unknown): boolean {
    steps += 1;
    return (original.value as typeof Set.prototype.has).call(this, value);
  };
  try {
    action();
  } finally {
    Object.defineProperty(Set.prototype, 'has', original);
  }
  return steps;
}

describe('rules of endorsement', () => {
  it('name the companies that vouch besides the caller', () => {
    const parties = { custodian: 'B', consignee: 'C' };
    expect(vouchers("'{self}'")).to.deep.equal(['A']);
    expect(vouchers("AND('{self}', '{consignee}')", parties)).to.deep.equal(['A', 'C']);
    expect(vouchers("AND('{self}', OR('{custodian}', '{consignee}'))", parties)).to.deep.equal(['A', 'B']);
    expect(vouchers("AND('{self}', OR('{custodian}', '{consignee}'))", parties, ['C'])).to.deep.equal([
      'A',
      'C',
    ]);
    expect(vouchers("OutOf(2, '{self}', '{custodian}', 'AuditMSP')", parties)).to.deep.equal(['A', 'B']);
    expect(vouchers("'AuditMSP'")).to.deep.equal(['A', 'AuditMSP']);
  });

  it('count equal companies once, and take the owner for whom nobody is meant', () => {
    expect(vouchers("AND('{self}', '{custodian}')", { custodian: 'A' })).to.deep.equal(['A']);
    expect(vouchers("AND('{self}', '{partner}')")).to.deep.equal(['A']);
    expect(codeOf(() => vouchers("OutOf(2, '{self}', '{custodian}')", { custodian: 'A' }))).to.equal(
      'RULE_UNREACHABLE',
    );
    expect(vouchers("OutOf(2, '{self}', '{custodian}', 'B')", { custodian: 'A' })).to.deep.equal(['A', 'B']);
  });

  it('are satisfied by these companies, whoever vouches besides', () => {
    const rule = parseRule("AND('{self}', OR('{custodian}', 'AuditMSP'))");
    const parties = { self: 'A', custodian: 'B' };
    for (const [list, expected] of [
      [['A', 'B'], true],
      [['A', 'AuditMSP', 'X'], true],
      [['A'], false],
      [['B', 'AuditMSP'], false],
      [[], false],
    ] as const) {
      expect(isSatisfied(rule, parties, list), list.join()).to.equal(expected);
    }
    const unreachable = parseRule("OutOf(2, '{self}', '{custodian}')");
    expect(isSatisfied(unreachable, { self: 'A', custodian: 'A' }, ['A', 'B'])).to.equal(false);
  });

  it('name companies beside their placeholders', () => {
    const rule = parseRule("AND('{self}', OR('B', OutOf(1, 'C', 'B')))");
    expect(companiesNamedBy(rule)).to.have.members(['B', 'C']);
  });

  it('are refused where nobody or fewer companies than asked for would do', () => {
    for (const text of [
      "OutOf(0, '{self}')",
      "OutOf(3, '{self}', 'B')",
      "OutOf(2, '{self}', '{self}')",
      "AND('{self}', OutOf(0, 'B', 'C'))",
      "OutOf(2, '{self}', OR('{self}', '{self}'))",
    ]) {
      expect(
        codeOf(() => demandReachable(parseRule(text))),
        text,
      ).to.equal('RULE_UNREACHABLE');
    }
    expect(codeOf(() => demandReachable(parseRule("OutOf(2, '{self}', '{custodian}')")))).to.equal('none');
  });

  it('say how many companies they ask for, and how many there are', () => {
    const refused = () => demandReachable(parseRule("OutOf(3, AND('A', 'B'), OR('A', 'B'), 'A')"));
    expect(refused).to.throw(ModelError).with.deep.property('details', { n: 3, distinct: 2 });
  });

  it('count a part once that says the same as another part, also where it is a rule of its own', () => {
    const rule = parseRule("OutOf(2, 'A', AND('A'), OR('A', 'A'), 'B')");
    expect(isSatisfied(rule, { self: 'A' }, ['A'])).to.equal(false);
    expect(isSatisfied(rule, { self: 'A' }, ['A', 'B'])).to.equal(true);
  });

  it('are refused where they are no rules', () => {
    for (const text of [
      ...['', "'A", 'AND()', "AND('A'", "AND('A') 'B'", "NOT('A')", "OutOf('A', 'B')", "'{nobody}'"],
      ...["'A.member'", "'A.peer'", "'A\u0000'", "OR('A';'B')", `${'AND('.repeat(20)}'A'${')'.repeat(20)}`],
      `OR(${Array.from({ length: 80 }, (_, index) => `'M${index}'`).join(',')})`,
    ]) {
      expect(
        codeOf(() => parseRule(text)),
        text,
      ).to.equal('RULE_SYNTAX');
    }
  });

  it('take work in proportion to their length: nothing is multiplied out', () => {
    const names = (from: number) => Array.from({ length: 9 }, (_, index) => `'M${from + index}'`).join(', ');
    const rule = parseRule(`AND(OutOf(4, ${names(0)}), OutOf(4, ${names(9)}), OutOf(4, ${names(18)}))`);
    const parties = { self: 'A' };
    const all = Array.from({ length: 27 }, (_, index) => `M${index}`);
    expect(countSteps(() => vouchersUnder(rule, parties, ['A']))).to.be.within(27, 200);
    expect(countSteps(() => isSatisfied(rule, parties, all))).to.be.within(27, 200);
    expect(vouchersUnder(rule, parties, ['A'])).to.have.length(13);
  });

  it(`are satisfied by the vouchers that they name (seed ${SEED})`, () => {
    const leaf = fc.constantFrom<Rule>(
      { kind: 'placeholder', name: 'self' },
      { kind: 'placeholder', name: 'custodian' },
      ...['B', 'C', 'D'].map((mspId) => ({ kind: 'company', mspId }) as const),
    );
    const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
      rule: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc
          .tuple(fc.array(tie('rule'), { minLength: 1, maxLength: 4 }), fc.constantFrom('and', 'or'))
          .map(([of, gate]): Rule => ({ kind: 'gate', gate, of })),
        fc
          .tuple(fc.array(tie('rule'), { minLength: 1, maxLength: 4 }), fc.nat(4))
          .map(([of, n]): Rule => ({ kind: 'outOf', n: 1 + (n % of.length), of })),
      ),
    }));
    fc.assert(
      fc.property(rule, fc.constantFrom('A', 'B', 'X'), (generated, custodian) => {
        const parties = { self: 'A', custodian };
        let named: string[];
        try {
          named = vouchersUnder(generated, parties, ['A']);
        } catch (error) {
          expect(error).to.include({ code: 'RULE_UNREACHABLE' });
          return;
        }
        expect(isSatisfied(generated, parties, named)).to.equal(true);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});
