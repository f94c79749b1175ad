import * as grpc from '@grpc/grpc-js';
import { GatewayError, connect, hash, signers } from '@hyperledger/fabric-gateway';
import * as chaincode from '@kontti/chaincode';
import { COMPANIES } from '@kontti/chaincode/testing/world';
import { startDevnet, type Devnet } from '@kontti/devnet';
import { canonicalJson, decodeContractError, sealCollections } from '@kontti/model';
import { expect } from 'chai';
import { createPrivateKey } from 'node:crypto';
import { createCertificateKinds, type CertificateKind } from './certificate-kinds';
import { AUTHORITY } from './expected';
import { createScene, type Scene } from './scene';

const mspId = COMPANIES.forwarder;

/** That a peer does not let the client call anything, whatever the method. */
const NOT_ADMITTED = 'not admitted';

/** How a peer says so, in Fabric's own words. */
const REFUSALS = [
  `access denied: channel [mychannel] creator org [${COMPANIES.forwarder}]`,
  'access denied: channel [mychannel] creator org [NobodyMSP]',
  'access denied: channel [mychannel] creator org unknown, creator is malformed',
  'proposal client identity expired',
  "this policy requires 1 of the 'Writers' sub-policies to be satisfied]",
];

describe('certificates of every kind', () => {
  let devnet: Devnet;
  let scene: Scene;
  let kinds: readonly CertificateKind[];

  before(async () => {
    const companies = [
      { mspId, domain: 'forwarder.example', hasRevocationList: true },
      { mspId: COMPANIES.airline, domain: 'airline.example' },
    ];
    devnet = await startDevnet({ companies, batch: { messagesMax: 1 } });
    await devnet.deployChaincode({
      name: 'kontti',
      contracts: { contracts: chaincode.contracts, serializers: chaincode.serializers },
      collections: [...sealCollections(companies.map((company) => company.mspId))],
    });
    kinds = await createCertificateKinds(devnet.company(mspId), devnet.company(COMPANIES.airline));
    scene = await createScene('empty');
  });
  after(() => devnet.stop());

  /** What each method answers to a client with this certificate: a contract's code, `endorsed`, or that it is not admitted. */
  async function outcomesOf(kind: CertificateKind): Promise<ReadonlyMap<string, string>> {
    const { endpoint, tlsRootPem, peerHostAlias } = devnet.company(mspId);
    const client = new grpc.Client(endpoint, grpc.credentials.createSsl(Buffer.from(tlsRootPem)), {
      'grpc.ssl_target_name_override': peerHostAlias,
    });
    const gateway = connect({
      client,
      identity: { mspId: kind.mspId, credentials: Buffer.from(kind.certificatePem) },
      signer: signers.newPrivateKeySigner(createPrivateKey(kind.privateKeyPem)),
      hash: hash.sha256,
    });
    const contract = gateway.getNetwork(devnet.channelId).getContract('kontti');
    const outcomes = new Map<string, string>();
    for (const method of Object.keys(AUTHORITY)) {
      const { request, transient } = await scene.callOf(method);
      const proposal = contract.newProposal(method, {
        arguments: [canonicalJson(request)],
        ...(transient === undefined ? {} : { transientData: { ...transient } }),
      });
      const failure: unknown = await proposal.endorse().then(
        () => undefined,
        (error: unknown) => error,
      );
      outcomes.set(method, failure === undefined ? 'endorsed' : codeOf(failure));
    }
    gateway.close();
    client.close();
    return outcomes;
  }

  function codeOf(failure: unknown): string {
    if (!(failure instanceof GatewayError)) return String(failure);
    const texts = [...failure.details.map(({ message }) => message), failure.message];
    const [info] = texts.flatMap((text) => decodeContractError(text) ?? []);
    if (info !== undefined) return info.code;
    const isRefused = texts.some((text) => REFUSALS.some((refusal) => text.endsWith(refusal)));
    return isRefused ? NOT_ADMITTED : texts.join(' ');
  }

  it('give their roles and no others, and nothing where a peer does not admit them', async () => {
    const unexpected: string[] = [];
    const tally = new Map<string, number>();
    for (const kind of kinds) {
      for (const [method, outcome] of await outcomesOf(kind)) {
        const role = AUTHORITY[method]?.role ?? '';
        tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
        const isExpected =
          kind.roles === undefined
            ? outcome === NOT_ADMITTED
            : (outcome === 'ROLE_MISSING') === !kind.roles.includes(role) &&
              /^[A-Z_]+$|^endorsed$/.test(outcome) &&
              outcome !== 'INTERNAL';
        if (!isExpected) unexpected.push(`${method} with ${kind.name}: ${outcome}`);
      }
    }
    const counts = [...tally].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
    console.log(`      ${kinds.length} kinds, ${Object.keys(AUTHORITY).length} methods: ${counts}`);
    expect(unexpected).to.deep.equal([]);
  }).timeout(300_000);
});
