import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { connect, hash, signers } from '@hyperledger/fabric-gateway';
import { createPrivateKey } from 'node:crypto';
import { startDevnet } from '@kontti/devnet';

const companies = [
  { mspId: 'Org1MSP', domain: 'org1.example.com' },
  { mspId: 'Org2MSP', domain: 'org2.example.com' },
];

/** Starts a devnet of two companies and asks its gateway once, with the official client: milliseconds for both. */
export async function startToFirstAnswer(): Promise<number> {
  const startMs = performance.now();
  await using devnet = await startDevnet({ companies });
  const { mspId, endpoint, tlsRootPem, peerHostAlias, admin } = devnet.company('Org1MSP');
  const client = new grpc.Client(endpoint, grpc.credentials.createSsl(Buffer.from(tlsRootPem)), {
    'grpc.ssl_target_name_override': peerHostAlias,
  });
  const gateway = connect({
    client,
    identity: { mspId, credentials: Buffer.from(admin.certificatePem) },
    signer: signers.newPrivateKeySigner(createPrivateKey(admin.privateKeyPem)),
    hash: hash.sha256,
  });
  try {
    const ledger = gateway.getNetwork(devnet.channelId).getContract('qscc');
    await ledger.evaluateTransaction('GetChainInfo', devnet.channelId);
    return performance.now() - startMs;
  } finally {
    gateway.close();
    client.close();
  }
}

/** The same in a process of its own, from its start to its end. */
export async function coldStart(): Promise<number> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [join(__dirname, 'cold-start.js')], { stdio: 'ignore' });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) {
    throw new Error(`the devnet did not answer in a process of its own (exit code ${code})`);
  }
  return performance.now() - startMs;
}
