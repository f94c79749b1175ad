import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestIdentity } from '@kontti/chaincode/testing/identities';
import { MemoryLedger } from '@kontti/chaincode/testing/memory-ledger';
import { CONTRACT_ERRORS, MODEL_ERRORS, canonicalJson } from '@kontti/model';
import { expect } from 'chai';
import { AUTHORITY, CALLERS, GUARDED_QUERY, MEMBERS_QUERY, SITUATIONS } from './expected';
import { QUERIES } from './queries';
import { KEPT } from './record-scene';
import { ROLES, createIdentities, createScene } from './scene';

const architecture = readFileSync(join(__dirname, '..', '..', '..', 'ARCHITECTURE.md'), 'utf8');

function isTyped(code: string): boolean {
  return code !== 'INTERNAL' && (code in CONTRACT_ERRORS || code in MODEL_ERRORS);
}

/** The role of each method as ARCHITECTURE.md has it. */
function rolesInTable(): ReadonlyMap<string, string> {
  const [, rest = ''] = architecture.split('\n## Authority\n');
  const rows = (rest.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  return new Map(
    rows.flatMap((row) => {
      const [, methods = '', , role = ''] = row.split('|').map((cell) => cell.trim());
      const names = [...methods.matchAll(/`([A-Za-z:]+)`/g)].map(([, name]) => name ?? '');
      const contract = names[0]?.split(':')[0] ?? '';
      return names.map(
        (name) => [name.includes(':') ? name : `${contract}:${name}`, role.replaceAll('`', '')] as const,
      );
    }),
  );
}

describe('the authority matrix', () => {
  const { methods } = new MemoryLedger({ nowMs: 0, members: [] });
  const isQuery = (method: string) => /:(?:Get|Query|Read|Follow)/.test(method);
  let identities: ReadonlyMap<string, TestIdentity>;

  before(async () => {
    identities = await createIdentities();
  });

  it('expects something of every method, with the roles of ARCHITECTURE.md', () => {
    const writing = methods.filter((method) => !isQuery(method));
    expect(Object.keys(AUTHORITY).sort()).to.deep.equal(writing.sort());
    const roles = Object.entries(AUTHORITY).map(([method, { role }]) => [method, role]);
    expect(Object.fromEntries(rolesInTable())).to.deep.equal(Object.fromEntries(roles));
    const asking = methods.filter((method) => isQuery(method) && !method.startsWith('org.hyperledger'));
    expect([...Object.keys(QUERIES), GUARDED_QUERY.method, MEMBERS_QUERY.method].sort()).to.deep.equal(
      asking.sort(),
    );
  });

  for (const situation of SITUATIONS) {
    it(`holds for every method, role and company when the ledger is ${situation}`, async () => {
      const scene = await createScene(situation);
      const unexpected: string[] = [];
      const codes = new Map<string, number>();
      let count = 0;
      for (const [method, { role, allowed }] of Object.entries(AUTHORITY)) {
        const call = await scene.callOf(method);
        for (const caller of CALLERS) {
          for (const held of ROLES) {
            const as = identities.get(`${caller} ${held}`);
            if (as === undefined) throw new TypeError('an identity expected');
            const { error } = await scene.ledger.simulate({ ...call, as });
            const hasRole = held === 'admin' || held === role;
            const code = error?.code ?? 'allowed';
            count += 1;
            codes.set(code, (codes.get(code) ?? 0) + 1);
            const isExpected = !hasRole
              ? code === 'ROLE_MISSING'
              : allowed[situation]?.includes(caller) === true
                ? code === 'allowed'
                : code !== 'allowed' && code !== 'ROLE_MISSING' && isTyped(code);
            if (!isExpected) {
              unexpected.push(`${method} by ${caller} as ${held}: ${code} ${error?.field ?? ''}`);
            }
          }
        }
      }
      const tally = [...codes].sort(([, a], [, b]) => b - a).map(([code, times]) => `${times} ${code}`);
      console.log(`      ${count} combinations: ${tally.join(', ')}`);
      expect(unexpected).to.deep.equal([]);
    });
  }

  it('lets every member ask every query, and answers all of them the same', async () => {
    const { ledger } = await createScene('offered');
    let count = 0;
    for (const [method, request] of Object.entries(QUERIES)) {
      const answers = new Set<string>();
      for (const as of identities.values()) {
        const { result, error } = await ledger.simulate({ as, method, request });
        expect(error === undefined || isTyped(error.code), `${method} ${error?.code}`).to.equal(true);
        answers.add(error === undefined ? canonicalJson(result) : error.code);
        count += 1;
      }
      expect([...answers], method).to.have.length(1);
    }
    console.log(`      ${count} combinations`);
  });

  it('lets a company ask for its own secret alone, in the role for points', async () => {
    const scene = await createScene('empty');
    const { method, allowed } = GUARDED_QUERY;
    const create = await scene.callOf('loyalty:CreateJourneySecret');
    const owner = identities.get(`${allowed} loyalty`);
    if (owner === undefined) throw new TypeError('an identity expected');
    await scene.ledger.submit({ ...create, as: owner });
    const outcomes: string[] = [];
    for (const [name, as] of identities) {
      const transient = { mask: Buffer.alloc(32) };
      const { error } = await scene.ledger.simulate({ as, method, request: create.request, transient });
      expect(error === undefined || isTyped(error.code), name).to.equal(true);
      if (error === undefined) outcomes.push(name);
    }
    expect(outcomes).to.have.members([`${allowed} admin`, `${allowed} loyalty`]);
  });

  it('answers what a jurisdiction keeps to its members alone', async () => {
    const { ledger } = await createScene('made');
    const { method, role, allowed } = MEMBERS_QUERY;
    const outcomes: string[] = [];
    for (const [name, as] of identities) {
      const call = { as, method, request: KEPT, transient: { key: Buffer.alloc(32) } };
      const { error } = await ledger.simulate(call);
      expect(error === undefined || isTyped(error.code), `${name} ${error?.code}`).to.equal(true);
      if (error === undefined) outcomes.push(name);
    }
    expect(outcomes).to.have.members(allowed.flatMap((caller) => [`${caller} admin`, `${caller} ${role}`]));
  });
});
