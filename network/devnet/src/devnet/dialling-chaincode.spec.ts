import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import type { ChannelCredentials } from '@grpc/grpc-js';
import { peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { systemClock } from '@kontti/fabric-protocol/base';
import { createLifecycleClient } from '@kontti/fabric-admin/definitions';
import { resolveShimCommand } from '@kontti/fabric-admin/processes';
import { createSigner } from '@kontti/fabric-protocol/signatures';
import { okResponse, registerMessage, replyTo } from '../testing/fake-chaincode';
import { clientOf, textOf } from '../testing/gateway-client';
import type { TestClient } from '../testing/gateway-client';
import { startDevnet } from './start-devnet';
import type { Devnet } from './types';

const { Type } = peer.ChaincodeMessage;

const contract = `
const { Contract } = require('fabric-contract-api');
class Note extends Contract {
  async put(ctx, key, value) { await ctx.stub.putState(key, Buffer.from(value)); return value; }
  async get(ctx, key) { return Buffer.from(await ctx.stub.getState(key)).toString(); }
}
exports.contracts = [Note];
`;

/** A chaincode that dials, and answers every transaction with a text. */
interface Dialling {
  /** How the stream ended. */
  readonly ended: Promise<string>;
  readonly registered: Promise<void>;
  close(): void;
}

function dial(options: {
  endpoint: string;
  packageId: string;
  answer: string;
  tls?: ChannelCredentials;
}): Dialling {
  const client = new Client(options.endpoint, options.tls ?? credentials.createInsecure());
  const stream = client.makeBidiStreamRequest<Uint8Array, Buffer>(
    '/protos.ChaincodeSupport/Register',
    (bytes) => Buffer.from(bytes),
    (bytes) => bytes,
  );
  const ended = new Promise<string>((resolve) => {
    stream.on('error', (error: Error & { details?: string }) => {
      resolve(error.details ?? error.message);
    });
    stream.on('end', () => {
      resolve('ended');
    });
  });
  const registered = new Promise<void>((resolve) => {
    stream.on('data', (bytes: Buffer) => {
      const message = peer.ChaincodeMessage.deserializeBinary(bytes);
      if (message.getType() === Type.READY) resolve();
      if (message.getType() !== Type.TRANSACTION) return;
      stream.write(replyTo(message, { type: Type.COMPLETED, payload: okResponse(options.answer) }));
    });
  });
  stream.write(registerMessage(options.packageId));
  return {
    ended,
    registered,
    close: () => {
      stream.cancel();
      client.close();
    },
  };
}

describe('chaincode that dials its peer', () => {
  let devnet: Devnet;
  let client: TestClient;
  let endpoint: string;

  before(async () => {
    devnet = await startDevnet({
      companies: [
        { mspId: 'Org1MSP', domain: 'org1.example.com', chaincodeListener: {} },
        { mspId: 'Org2MSP', domain: 'org2.example.com', chaincodeListener: { tls: true } },
        { mspId: 'Org3MSP', domain: 'org3.example.com' },
      ],
      batch: { messagesMax: 1 },
    });
    endpoint = devnet.company('Org1MSP').chaincodeEndpoint ?? '';
    const definition = {
      ...{ channelId: 'mychannel', name: 'note', version: '1.0', sequence: 1, collections: [] },
      ...{ signaturePolicy: "OR('Org1MSP.peer')", initRequired: false },
    };
    const clients = devnet.companies.map(
      ({ mspId, peerHostAlias: hostAlias, tlsRootPem, admin, ...company }) =>
        createLifecycleClient({
          target: { mspId, hostAlias, endpoint: company.endpoint, tlsRootCertPem: tlsRootPem },
          signer: createSigner(admin),
          clock: systemClock,
          randomBytes,
        }),
    );
    await Promise.all(clients.map((lifecycle) => lifecycle.approve(definition)));
    await clients[0]?.commit(definition);
    for (const lifecycle of clients) lifecycle.close();
    client = await clientOf({ devnet, mspId: 'Org1MSP', chaincode: 'note' });
  });
  after(async () => {
    client[Symbol.dispose]();
    await devnet.stop();
  });

  const evaluate = async (): Promise<string> => textOf(await client.contract.evaluateTransaction('get', 'k'));
  const failure = (): Promise<string> =>
    evaluate().then(
      () => 'none',
      (error: unknown) => (error as { details: { message: string }[] }).details[0]?.message ?? '',
    );

  it('serves name and version of the definition while it runs, with nothing installed', async () => {
    expect(await failure()).to.contain('could not launch chaincode note:1.0');
    const first = dial({ endpoint, packageId: 'note:1.0', answer: 'first' });
    await first.registered;
    expect(await evaluate()).to.equal('first');
    const double = dial({ endpoint, packageId: 'note:1.0', answer: 'second' });
    expect(await double.ended).to.equal('duplicate chaincodeID: note:1.0');
    expect(await evaluate()).to.equal('first');
    first.close();
    double.close();
    await first.ended;
  });

  it('sends away who does not register', async () => {
    const nameless = dial({ endpoint, packageId: '', answer: '' });
    expect(await nameless.ended).to.contain('did not register');
    nameless.close();
  });

  it('shows a certificate of its company where TLS is asked for', async () => {
    const { authority, chaincodeEndpoint = '' } = devnet.company('Org2MSP');
    const common = { endpoint: chaincodeEndpoint, packageId: 'note:1.0', answer: '' };
    const root = Buffer.from(authority.tlsCa.certificatePem);
    const own = await authority.issueTlsCertificate({ commonName: 'chaincode', hosts: [] });
    const tls = credentials.createSsl(root, Buffer.from(own.privateKeyPem), Buffer.from(own.certificatePem));
    const known = dial({ ...common, tls });
    await known.registered;
    const nobody = dial({ ...common, tls: credentials.createSsl(root) });
    expect(await nobody.ended).not.to.contain('duplicate');
    expect(devnet.company('Org3MSP').chaincodeEndpoint).to.equal(undefined);
    known.close();
    nobody.close();
  });

  it('runs as fabric-chaincode-node start, and another one after it', async () => {
    const folder = await mkdtemp(join(__dirname, 'dialling-'));
    const chaincodes: ChildProcess[] = [];
    try {
      await writeFile(join(folder, 'package.json'), '{"name":"note","version":"1.0.0","main":"index.js"}');
      await writeFile(join(folder, 'index.js'), contract);
      const command = await resolveShimCommand(folder);
      const start = async (): Promise<ChildProcess> => {
        const chaincode = spawn(process.execPath, [command, 'start', '--peer.address', endpoint], {
          cwd: folder,
          env: {
            ...process.env,
            CORE_CHAINCODE_ID_NAME: 'note:1.0',
            CORE_PEER_TLS_ENABLED: 'false',
            CORE_CHAINCODE_LOGGING_LEVEL: 'info',
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        chaincodes.push(chaincode);
        await new Promise<void>((resolve, reject) => {
          let output = '';
          const read = (bytes: Buffer): void => {
            output += bytes.toString();
            if (output.includes('Successfully established communication with peer node')) resolve();
          };
          chaincode.stdout.on('data', read);
          chaincode.stderr.on('data', read);
          chaincode.once('exit', () => {
            reject(new Error(output));
          });
        });
        return chaincode;
      };
      const first = await start();
      await client.contract.submitTransaction('put', 'k', 'kept');
      expect(await evaluate()).to.equal('kept');
      first.kill('SIGKILL');
      await once(first, 'exit');
      await start();
      expect(await evaluate()).to.equal('kept');
    } finally {
      for (const chaincode of chaincodes) chaincode.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    }
  });
});
