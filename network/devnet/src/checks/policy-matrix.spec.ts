import { expect } from 'chai';
import { startDevnet } from '../devnet/start-devnet';
import type { Devnet } from '../devnet/types';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { textToSignaturePolicy } from '@kontti/fabric-protocol/policy';
import { clientOf, submitNow } from '../testing/gateway-client';
import { KeeperContract, LyingContract } from '../testing/keeper-contract';
import { companySets } from './company-sets';
import { textToInvocation } from '@kontti/fabric-protocol/envelopes';
import type { MatrixRow } from './policy-matrix';

const companies = ['Org1MSP', 'Org2MSP', 'Org3MSP'];
const policyHex = (text: string): string =>
  Buffer.from(textToSignaturePolicy(text).serializeBinary()).toString('hex');

/** `12` for the first and the second company. */
const verdicts = ({ cells }: MatrixRow): Record<string, string | undefined> =>
  Object.fromEntries(
    cells.map(({ companies: set, code, refusal }) => [
      set.map((mspId) => mspId.replace(/\D/g, '')).join(''),
      code ?? refusal,
    ]),
  );

const invalid = 'ENDORSEMENT_POLICY_FAILURE';

describe('the policy matrix', () => {
  let devnet: Devnet;

  before(async () => {
    devnet = await startDevnet({
      companies: companies.map((mspId) => ({ mspId, domain: `${mspId.toLowerCase()}.example.com` })),
    });
    await devnet.deployChaincode({
      name: 'keeper',
      contracts: { contracts: [KeeperContract] },
      collections: [
        {
          name: 'sealed',
          policy: "OR('Org1MSP.member', 'Org2MSP.member', 'Org3MSP.member')",
          memberOnlyRead: false,
          memberOnlyWrite: false,
          requiredPeerCount: 0,
          maxPeerCount: 1,
          blockToLive: 0,
          endorsementPolicy: { signaturePolicy: "OR('Org3MSP.peer')" },
        },
      ],
    });
    await devnet.deployChaincode({
      name: 'liar',
      contracts: { contracts: [KeeperContract] },
      overrides: { Org2MSP: { contracts: { contracts: [LyingContract] } } },
    });
    using client = await clientOf({ devnet, mspId: 'Org1MSP' });
    const policy = policyHex("AND('Org1MSP.peer', 'Org3MSP.peer')");
    expect((await submitNow({ devnet, client }, 'setPolicy', 'guarded', policy)).code).to.equal(0);
  });

  after(() => devnet.stop());

  const rowOf = async (chaincode: string, ...args: string[]): Promise<MatrixRow> => {
    const { rows } = await devnet.policyMatrix({ chaincode, invocations: [{ args }] });
    const [row] = rows;
    if (row === undefined || rows.length > 1) throw new Error('one row is expected');
    return row;
  };

  it('of a chaincode policy: any majority', async () => {
    expect(verdicts(await rowOf('keeper', 'put', 'free', 'x'))).to.deep.equal({
      '1': invalid,
      '2': invalid,
      '3': invalid,
      '12': 'VALID',
      '13': 'VALID',
      '23': 'VALID',
      '123': 'VALID',
    });
  });

  it('of a key with a policy of its own: those whom it names', async () => {
    const row = await rowOf('keeper', 'put', 'guarded', 'x');
    expect(verdicts(row)).to.deep.equal({
      '1': invalid,
      '2': invalid,
      '3': invalid,
      '12': invalid,
      '13': 'VALID',
      '23': invalid,
      '123': 'VALID',
    });
    const [first] = row.cells;
    expect(first?.cause).to.deep.include({ kind: 'policy', missing: ["'Org3MSP.peer'"] });
  });

  it('of a collection with an endorsement policy of its own: its company', async () => {
    const found = verdicts(await rowOf('keeper', 'putPrivate', 'sealed', 'k'));
    expect(Object.keys(found).filter((set) => found[set] === 'VALID')).to.deep.equal([
      '3',
      '13',
      '23',
      '123',
    ]);
  });

  it('says what no transaction comes of: a refusal, other answers', async () => {
    expect(verdicts(await rowOf('keeper', 'fail', 'no'))['1']).to.match(/^Org1MSP: chaincode response 500/);
    expect(verdicts(await rowOf('liar', 'put', 'a', 'b'))).to.deep.equal({
      '1': invalid,
      '2': invalid,
      '3': invalid,
      '12': 'ProposalResponsePayloads do not match',
      '13': 'VALID',
      '23': 'ProposalResponsePayloads do not match',
      '123': 'ProposalResponsePayloads do not match',
    });
  });

  it('changes nothing', async () => {
    const { height } = devnet.ledger;
    const first = await rowOf('keeper', 'increment', 'counter');
    expect(verdicts(await rowOf('keeper', 'increment', 'counter'))).to.deep.equal(verdicts(first));
    expect(devnet.ledger.height).to.equal(height);
    expect(await devnet.ledger.getState({ namespace: 'keeper', key: 'counter' })).to.equal(undefined);
  });

  it('calls in the name of the given identity, for the given sets', async () => {
    const identity = await devnet.company('Org2MSP').createIdentity({ name: 'erp' });
    const { rows } = await devnet.policyMatrix({
      chaincode: 'keeper',
      invocations: [textToInvocation('{"function":"put","Args":["a","b"]}')],
      sets: [['Org3MSP', 'Org1MSP']],
      identity,
    });
    expect(rows.map(({ cells }) => cells)).to.deep.equal([
      [{ companies: ['Org3MSP', 'Org1MSP'], code: 'VALID' }],
    ]);
  });

  it('refuses companies that are not there, empty sets and no invocations', async () => {
    const invocations = [{ args: ['put', 'a', 'b'] }];
    const asked = [{ invocations, sets: [['Org9MSP']] }, { invocations, sets: [[]] }, { invocations: [] }];
    const errors = await Promise.all(
      asked.map((options) =>
        devnet.policyMatrix({ chaincode: 'keeper', ...options }).catch((error: unknown) => error),
      ),
    );
    expect(errors.map((error) => (error instanceof NetworkError ? error.code : error))).to.deep.equal([
      'COMPANY_UNKNOWN',
      'OPTION_INVALID',
      'OPTION_INVALID',
    ]);
  });
});

describe('sets of companies', () => {
  const named = (count: number): string[] => Array.from({ length: count }, (_, index) => `C${index}`);

  it('are all sets of few companies, the smallest first', () => {
    expect(companySets(named(6))).to.have.length(63);
    expect(companySets(['a', 'b'])).to.deep.equal([['a'], ['b'], ['a', 'b']]);
  });

  it('are bounded for many', () => {
    const sets = companySets(named(64));
    expect(sets.length).to.be.lessThan(200);
    expect(sets.map(({ length }) => length)).to.include.members([1, 2, 32, 63, 64]);
  });
});
