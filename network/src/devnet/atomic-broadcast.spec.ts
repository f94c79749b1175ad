import { randomBytes } from 'node:crypto';
import { Client, credentials, status as rpcStatus } from '@grpc/grpc-js';
import { common, gateway, orderer, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createCompanyAuthority } from '../certificates';
import { systemClock } from '../clock';
import { createSigner } from '../signer';
import type { Signer } from '../signer';
import { exchangeBytes } from '../testing/byte-stream';
import { clientOf } from '../testing/gateway-client';
import type { TestClient } from '../testing/gateway-client';
import { startKeeperDevnet } from '../testing/keeper-devnet';
import { createSeek, createSignedEnvelope } from '../testing/signed-envelope';
import type { SeekPlace } from '../testing/signed-envelope';
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

  async function broadcast(...envelopes: (common.Envelope | Uint8Array)[]): Promise<(number | undefined)[]> {
    const { messages, error } = await exchangeBytes({
      grpc,
      path: '/orderer.AtomicBroadcast/Broadcast',
      requests: envelopes.map((item) => (item instanceof Uint8Array ? item : item.serializeBinary())),
    });
    const statuses = messages.map((bytes) => orderer.BroadcastResponse.deserializeBinary(bytes).getStatus());
    return error === undefined ? statuses : [...statuses, -error.code];
  }

  /** An endorsed and signed transaction. */
  async function endorsed(key: string): Promise<common.Envelope> {
    const transaction = await client.contract.newProposal('put', { arguments: [key, '1'] }).endorse();
    const prepared = gateway.PreparedTransaction.deserializeBinary(transaction.getBytes());
    const envelope = prepared.getEnvelope() ?? new common.Envelope();
    envelope.setSignature(signer.sign(envelope.getPayload_asU8()));
    return envelope;
  }

  const wrapped = (options: { type?: number; channelId?: string; by?: Signer }): common.Envelope =>
    createSignedEnvelope({
      channelId: options.channelId ?? devnet.channelId,
      type: options.type ?? HeaderType.ENDORSER_TRANSACTION,
      data: new Uint8Array(),
      signer: options.by ?? signer,
      timeMs: Date.now(),
    });

  async function stranger(): Promise<Signer> {
    const authority = await createCompanyAuthority({
      mspId: 'Org1MSP',
      domain: 'org1.example.com',
      clock: systemClock,
      randomBytes,
    });
    return createSigner(await authority.issueIdentity({ commonName: 'User1', role: 'client' }));
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
    expect(await broadcast(wrapped({ type: HeaderType.MESSAGE }))).to.deep.equal([Status.SUCCESS]);
    await devnet.cutBlock();
    const codes = (await devnet.ledger.getBlock(height))?.outcomes.map(({ code }) => code);
    expect(codes).to.deep.equal([peer.TxValidationCode.BAD_COMMON_HEADER]);
  });

  it('ends the stream with the first refusal, for the reason that a real orderer gives', async () => {
    const fine = wrapped({});
    const forged = wrapped({});
    forged.setSignature(Buffer.from(signer.sign(Buffer.from('something else'))));
    const peerSigner = createSigner({ ...devnet.company('Org1MSP').peer.identity, mspId: 'Org1MSP' });
    const refused: [string, common.Envelope, number][] = [
      ['another signature', forged, Status.FORBIDDEN],
      ['an unknown authority', wrapped({ by: await stranger() }), Status.FORBIDDEN],
      ['a peer, which may only read', wrapped({ by: peerSigner }), Status.FORBIDDEN],
      ['another channel', wrapped({ channelId: 'other' }), Status.BAD_REQUEST],
      ['a configuration', wrapped({ type: HeaderType.CONFIG }), Status.BAD_REQUEST],
      ['nothing', new common.Envelope(), Status.BAD_REQUEST],
    ];
    for (const [what, envelope, status] of refused) {
      expect(await broadcast(envelope, fine), what).to.deep.equal([status]);
    }
    expect(await broadcast(Uint8Array.of(0xff, 0xff)), 'garbage').to.deep.equal([-rpcStatus.INTERNAL]);
    expect(await broadcast(fine)).to.deep.equal([Status.SUCCESS]);
  });

  async function fetch(options: {
    start: SeekPlace;
    stop: SeekPlace;
    by?: Signer;
    headersOnly?: boolean;
  }): Promise<{ blocks: common.Block[]; status: number | undefined }> {
    const seek = createSeek({
      ...options,
      channelId: devnet.channelId,
      signer: options.by ?? signer,
      timeMs: Date.now(),
    });
    const path = '/orderer.AtomicBroadcast/Deliver';
    const { messages } = await exchangeBytes({ grpc, path, requests: [seek] });
    const answers = messages.map((bytes) => orderer.DeliverResponse.deserializeBinary(bytes));
    return {
      blocks: answers.flatMap((answer) => answer.getBlock() ?? []),
      status: answers.find((answer) => answer.hasStatus())?.getStatus(),
    };
  }

  it('delivers blocks as they were ordered, without what peers found', async () => {
    await devnet.cutBlock();
    const { height } = devnet.ledger;
    const { blocks, status } = await fetch({ start: 'oldest', stop: 'newest' });
    expect(status).to.equal(Status.SUCCESS);
    expect(blocks.map((block) => block.getHeader()?.getNumber())).to.deep.equal(
      Array.from({ length: height }, (_, number) => number),
    );
    const newest = blocks.at(-1)?.getMetadata()?.getMetadataList_asU8() ?? [];
    expect(newest[common.BlockMetadataIndex.SIGNATURES]).not.to.have.length(0);
    expect(newest[common.BlockMetadataIndex.TRANSACTIONS_FILTER]).to.have.length(0);
    const own = await devnet.ledger.getBlock(height - 1);
    expect(own?.block.getMetadata()?.getMetadataList_asU8()[2]).not.to.have.length(0);
  });

  it('answers seeks as a real orderer does', async () => {
    const { height } = devnet.ledger;
    expect((await fetch({ start: height, stop: height })).status).to.equal(Status.NOT_FOUND);
    expect((await fetch({ start: height + 1, stop: height + 2 })).status).to.equal(Status.NOT_FOUND);
    expect((await fetch({ start: 1, stop: 0 })).status).to.equal(Status.BAD_REQUEST);
    const one = await fetch({ start: 'newest', stop: 'newest' });
    expect(one.blocks.map((block) => block.getHeader()?.getNumber())).to.deep.equal([height - 1]);
    const headers = await fetch({ start: 0, stop: 1, headersOnly: true });
    expect(headers.blocks.map((block) => block.hasData())).to.deep.equal([true, false]);
    expect((await fetch({ start: 0, stop: 0, by: await stranger() })).status).to.equal(Status.FORBIDDEN);
  });
});
