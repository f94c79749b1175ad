import { createHash, randomBytes } from 'node:crypto';
import { Client, credentials, status } from '@grpc/grpc-js';
import { common, gateway, orderer, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createCompanyAuthority, type IssuedIdentity } from '@kontti/fabric-protocol/certificates';
import type { NetworkError } from '@kontti/fabric-protocol/base';
import { systemClock } from '@kontti/fabric-protocol/base';
import { createSigner } from '@kontti/fabric-protocol/signatures';
import { exchangeBytes } from '@kontti/fabric-protocol/testing/byte-stream';
import { clientOf, connectClient } from '../testing/gateway-client';
import type { TestClient } from '../testing/gateway-client';
import { KeeperContract } from '../testing/keeper-contract';
import { createSeek, createSignedEnvelope } from '@kontti/fabric-protocol/testing/signed-envelope';
import { startDevnet } from './start-devnet';
import type { Devnet } from './types';

const { Status } = common;

/** The same endorsed transaction in the name of another, who signs it. */
function resign(bytes: Uint8Array, identity: IssuedIdentity): common.Envelope {
  const signer = createSigner(identity);
  const envelope =
    gateway.PreparedTransaction.deserializeBinary(bytes).getEnvelope() ?? new common.Envelope();
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const header = payload.getHeader() ?? new common.Header();
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(signer.serialized);
  signatureHeader.setNonce(randomBytes(24));
  const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
  const hash = createHash('sha256').update(signatureHeader.getNonce_asU8()).update(signer.serialized);
  channelHeader.setTxId(hash.digest('hex'));
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  payload.setHeader(header);
  envelope.setPayload(payload.serializeBinary());
  envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
  return envelope;
}

describe('identities that a channel refuses', () => {
  let devnet: Devnet;
  let client: TestClient;
  const refused = new Map<string, IssuedIdentity>();

  before(async () => {
    devnet = await startDevnet({
      companies: [
        { mspId: 'Org1MSP', domain: 'org1.example.com', hasRevocationList: true },
        { mspId: 'Org2MSP', domain: 'org2.example.com' },
      ],
      batch: { messagesMax: 1 },
    });
    await devnet.deployChaincode({
      ...{ name: 'keeper', signaturePolicy: "OR('Org1MSP.peer')" },
      contracts: { contracts: [KeeperContract] },
    });
    client = await clientOf({ devnet, mspId: 'Org1MSP' });
    const company = devnet.company('Org1MSP');
    refused.set('revoked', await company.createIdentity({ name: 'Gone', isRevoked: true }));
    const other = await devnet.company('Org2MSP').createIdentity({ name: 'User1' });
    refused.set('of another company', { ...other, mspId: 'Org1MSP' });
    const { domain } = company;
    const forger = await createCompanyAuthority({
      mspId: 'Org1MSP',
      domain,
      clock: systemClock,
      randomBytes,
    });
    refused.set(
      'of an unknown authority',
      await forger.issueIdentity({ commonName: 'User1', role: 'client' }),
    );
    refused.set('of an unknown company', { ...other, mspId: 'Org9MSP' });
  });
  after(async () => {
    client[Symbol.dispose]();
    await devnet.stop();
  });

  for (const kind of ['revoked', 'of another company', 'of an unknown authority', 'of an unknown company']) {
    it(`${kind}: gets nothing from peer, gateway and orderer`, async () => {
      const identity = refused.get(kind);
      if (identity === undefined) throw new Error('No identity.');
      const { channelId } = devnet;
      using wrong = connectClient({ channelId, company: devnet.company('Org1MSP'), identity });
      const failure = await wrong.contract.evaluateTransaction('get', 'k').catch((error: unknown) => error);
      expect(failure).to.have.property('code', status.FAILED_PRECONDITION);
      const signer = createSigner(identity);
      const seek = createSeek({ channelId, signer, timeMs: Date.now(), start: 0, stop: 0 });
      const path = '/protos.Deliver/Deliver';
      const { messages } = await exchangeBytes({ grpc: wrong.grpc, path, requests: [seek] });
      const delivered = messages.map((bytes) => peer.DeliverResponse.deserializeBinary(bytes).getStatus());
      expect(delivered).to.deep.equal([Status.FORBIDDEN]);
      const { endpoint, tlsRootPem, hostAlias } = devnet.orderer;
      const grpc = new Client(endpoint, credentials.createSsl(Buffer.from(tlsRootPem)), {
        'grpc.ssl_target_name_override': hostAlias,
      });
      const endorsed = await client.contract.newProposal('put', { arguments: ['k', kind] }).endorse();
      const height = devnet.ledger.height;
      const requests = [
        resign(endorsed.getBytes(), identity),
        createSignedEnvelope({ channelId, signer, timeMs: Date.now(), type: 3, data: new Uint8Array() }),
      ];
      for (const request of requests) {
        const answer = await exchangeBytes({
          ...{ grpc, path: '/orderer.AtomicBroadcast/Broadcast' },
          requests: [request.serializeBinary()],
        });
        const [response = new Uint8Array()] = answer.messages;
        expect(orderer.BroadcastResponse.deserializeBinary(response).getStatus()).to.equal(Status.FORBIDDEN);
      }
      grpc.close();
      await devnet.cutBlock();
      expect(devnet.ledger.height).to.equal(height);
    });
  }

  it('the revocation list is in block 0, and others of the company are not touched', async () => {
    const block = (await devnet.ledger.getBlock(0))?.block.serializeBinary() ?? new Uint8Array();
    expect(Buffer.from(block).includes('BEGIN X509 CRL')).to.equal(true);
    expect((await client.contract.evaluateTransaction('get', 'none')).length).to.equal(0);
  });

  it('nobody is revoked without a list', async () => {
    const work = devnet.company('Org2MSP').createIdentity({ name: 'Gone', isRevoked: true });
    const failure = await work.catch((error: unknown) => error);
    expect((failure as NetworkError).code).to.equal('OPTION_INVALID');
  });
});
