import { Client, credentials } from '@grpc/grpc-js';
import { common, gateway, orderer, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createSigner, type Signer } from '@kontti/fabric-protocol/signatures';
import { exchangeBytes } from '@kontti/fabric-protocol/testing/byte-stream';
import { clientOf } from '../testing/gateway-client';
import type { TestClient } from '../testing/gateway-client';
import { startKeeperDevnet } from '../testing/keeper-devnet';
import { createSeek, createSignedEnvelope } from '@kontti/fabric-protocol/testing/signed-envelope';
import type { Devnet } from './types';

const { Status, HeaderType } = common;

describe("the orderer's endpoint", () => {
  let devnet: Devnet;
  let client: TestClient;
  let grpc: Client;
  let signer: Signer;

  before(async () => {
    devnet = await startKeeperDevnet();
    client = await clientOf({ devnet, mspId: 'Org1MSP' });
    signer = createSigner(client.identity);
    const { endpoint, hostAlias, tlsRootPem } = devnet.orderer;
    grpc = new Client(endpoint, credentials.createSsl(Buffer.from(tlsRootPem)), {
      'grpc.ssl_target_name_override': hostAlias,
    });
  });
  after(async () => {
    grpc.close();
    client[Symbol.dispose]();
    await devnet.stop();
  });

  async function broadcast(...envelopes: common.Envelope[]): Promise<number[]> {
    const { messages } = await exchangeBytes({
      grpc,
      path: '/orderer.AtomicBroadcast/Broadcast',
      requests: envelopes.map((envelope) => envelope.serializeBinary()),
    });
    return messages.map((bytes) => orderer.BroadcastResponse.deserializeBinary(bytes).getStatus());
  }

  /** An endorsed and signed transaction. */
  async function endorsed(key: string): Promise<common.Envelope> {
    const transaction = await client.contract.newProposal('put', { arguments: [key, '1'] }).endorse();
    const prepared = gateway.PreparedTransaction.deserializeBinary(transaction.getBytes());
    const envelope = prepared.getEnvelope() ?? new common.Envelope();
    envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
    return envelope;
  }

  it('orders what clients broadcast, one message after the other on a stream', async () => {
    const height = devnet.ledger.height;
    const envelopes = [await endorsed('a'), await endorsed('b')];
    expect(await broadcast(...envelopes)).to.deep.equal([Status.SUCCESS, Status.SUCCESS]);
    await devnet.cutBlock();
    const committed = await devnet.ledger.getBlock(height);
    expect(committed?.outcomes.map(({ code }) => code)).to.deep.equal([0, 0]);
    expect(Buffer.from(await client.contract.evaluateTransaction('get', 'b')).toString()).to.equal('1');
  });

  it('leaves it to the peers what a message holds', async () => {
    const height = devnet.ledger.height;
    const { channelId } = devnet;
    const content = { type: HeaderType.MESSAGE, data: new Uint8Array() };
    const envelope = createSignedEnvelope({ channelId, signer, timeMs: Date.now(), ...content });
    expect(await broadcast(envelope)).to.deep.equal([Status.SUCCESS]);
    await devnet.cutBlock();
    const codes = (await devnet.ledger.getBlock(height))?.outcomes.map(({ code }) => code);
    expect(codes).to.deep.equal([peer.TxValidationCode.BAD_COMMON_HEADER]);
  });

  async function fetchAll(): Promise<common.Block[]> {
    const { channelId } = devnet;
    const seek = createSeek({ start: 'oldest', stop: 'newest', channelId, signer, timeMs: Date.now() });
    const path = '/orderer.AtomicBroadcast/Deliver';
    const { messages } = await exchangeBytes({ grpc, path, requests: [seek] });
    return messages.flatMap((bytes) => orderer.DeliverResponse.deserializeBinary(bytes).getBlock() ?? []);
  }

  it('delivers blocks as they were ordered, without what peers found', async () => {
    await devnet.cutBlock();
    const { height } = devnet.ledger;
    const blocks = await fetchAll();
    expect(blocks.map((block) => block.getHeader()?.getNumber())).to.deep.equal(
      Array.from({ length: height }, (_, number) => number),
    );
    const newest = blocks.at(-1)?.getMetadata()?.getMetadataList_asU8() ?? [];
    expect(newest[common.BlockMetadataIndex.SIGNATURES]).not.to.have.length(0);
    expect(newest[common.BlockMetadataIndex.TRANSACTIONS_FILTER]).to.have.length(0);
    const own = await devnet.ledger.getBlock(height - 1);
    expect(own?.block.getMetadata()?.getMetadataList_asU8()[2]).not.to.have.length(0);
  });
});
