import { randomBytes } from 'node:crypto';
import { Client, credentials } from '@grpc/grpc-js';
import { common, orderer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createCompanyAuthority } from '@kontti/fabric-protocol/certificates';
import { systemClock } from '@kontti/fabric-protocol/base';
import { createSigner, type Signer } from '@kontti/fabric-protocol/signatures';
import { exchangeBytes } from '@kontti/fabric-protocol/testing/byte-stream';
import { testChannelName as channelId, testEngines } from './engines';
import type { TestNetwork } from './engines';
import {
  createSeek,
  createSignedEnvelope,
  type SeekPlace,
} from '@kontti/fabric-protocol/testing/signed-envelope';

const { Status, HeaderType } = common;

const denied =
  "implicit policy evaluation failed - 0 sub-policies were satisfied, but this policy requires 1 of the 'Writers' sub-policies to be satisfied: permission denied";

async function createStranger(): Promise<Signer> {
  const authority = await createCompanyAuthority({
    ...{ mspId: 'Org1MSP', domain: 'org1.example.com', clock: systemClock, randomBytes },
  });
  return createSigner(await authority.issueIdentity({ commonName: 'User1', role: 'client' }));
}

for (const { name: engine, isAvailable, isV2, start } of testEngines) {
  describe(`statuses of the orderer, on ${engine}`, function () {
    let network: TestNetwork | undefined;
    let grpc: Client;
    let signer: Signer;
    let stranger: Signer;

    before(async function () {
      if (!isAvailable) {
        this.skip();
      }
      network = await start();
      const [company] = network.companies;
      if (company === undefined) throw new Error('No company.');
      signer = createSigner(company.admin);
      stranger = await createStranger();
      const { endpoint, tlsRootPem, hostAlias } = network.orderer;
      grpc = new Client(endpoint, credentials.createSsl(Buffer.from(tlsRootPem)), {
        'grpc.ssl_target_name_override': hostAlias,
      });
    });
    after(async () => {
      if (network === undefined) return;
      grpc.close();
      await network[Symbol.asyncDispose]();
    });

    const wrapped = (options: {
      type?: common.HeaderTypeMap[keyof common.HeaderTypeMap];
      channel?: string;
      by?: Signer;
    }): common.Envelope =>
      createSignedEnvelope({
        channelId: options.channel ?? channelId,
        type: options.type ?? HeaderType.ENDORSER_TRANSACTION,
        data: new Uint8Array(),
        signer: options.by ?? signer,
        timeMs: Date.now(),
      });

    /** Status and text of each answer; the gRPC code where the stream broke. */
    async function broadcast(...requests: Uint8Array[]): Promise<unknown[]> {
      const path = '/orderer.AtomicBroadcast/Broadcast';
      const { messages, error } = await exchangeBytes({ grpc, path, requests });
      const answers = messages.map((bytes) => {
        const response = orderer.BroadcastResponse.deserializeBinary(bytes);
        return [response.getStatus(), response.getInfo()];
      });
      return error === undefined ? answers : [...answers, error.code];
    }

    it('end the stream with the first refusal', async () => {
      const forged = wrapped({});
      forged.setSignature(Buffer.from(signer.sign(Buffer.from('something else'))));
      const noChannel = isV2
        ? 'channel creation request not allowed because the orderer system channel is not defined'
        : 'channel does not exist';
      const refusals: [string, common.Envelope, number, string][] = [
        ['another signature', forged, Status.FORBIDDEN, denied],
        ['an unknown authority', wrapped({ by: stranger }), Status.FORBIDDEN, denied],
        ['another channel', wrapped({ channel: 'other' }), Status.BAD_REQUEST, noChannel],
        [
          'a configuration',
          wrapped({ type: HeaderType.CONFIG }),
          Status.BAD_REQUEST,
          'message is of type that cannot be processed directly',
        ],
        [
          'nothing',
          new common.Envelope(),
          Status.BAD_REQUEST,
          'could not determine channel ID: header not set',
        ],
      ];
      const fine = wrapped({}).serializeBinary();
      for (const [what, envelope, status, info] of refusals) {
        expect(await broadcast(envelope.serializeBinary(), fine), what).to.deep.equal([[status, info]]);
      }
      expect(await broadcast(Uint8Array.of(0xff, 0xff)), 'garbage').to.deep.equal([13]);
    });

    async function seek(options: {
      start: SeekPlace;
      stop: SeekPlace;
      by?: Signer;
      headersOnly?: boolean;
    }): Promise<[blocks: boolean[], status: number | undefined]> {
      const request = createSeek({ ...options, channelId, signer: options.by ?? signer, timeMs: Date.now() });
      const path = '/orderer.AtomicBroadcast/Deliver';
      const { messages } = await exchangeBytes({ grpc, path, requests: [request] });
      const answers = messages.map((bytes) => orderer.DeliverResponse.deserializeBinary(bytes));
      return [
        answers.flatMap((answer) => answer.getBlock()?.hasData() ?? []),
        answers.find((answer) => answer.hasStatus())?.getStatus(),
      ];
    }

    it('answer seeks', async () => {
      expect(await seek({ start: 0, stop: 0 })).to.deep.equal([[true], Status.SUCCESS]);
      expect(await seek({ start: 'newest', stop: 'newest' })).to.deep.equal([[true], Status.SUCCESS]);
      expect(await seek({ start: 0, stop: 0, headersOnly: true })).to.deep.equal([[true], Status.SUCCESS]);
      expect(await seek({ start: 900, stop: 901 })).to.deep.equal([[], Status.NOT_FOUND]);
      expect(await seek({ start: 'next', stop: 'next' })).to.deep.equal([[], Status.NOT_FOUND]);
      expect(await seek({ start: 1, stop: 0 })).to.deep.equal([[], Status.BAD_REQUEST]);
      expect(await seek({ start: 0, stop: 0, by: stranger })).to.deep.equal([[], Status.FORBIDDEN]);
    });

    it('take what a writer signed, whatever it holds, one message after the other', async () => {
      const first = wrapped({}).serializeBinary();
      const second = wrapped({ type: HeaderType.MESSAGE }).serializeBinary();
      const success = [Status.SUCCESS, ''];
      expect(await broadcast(first, second)).to.deep.equal([success, success]);
    });
  });
}
