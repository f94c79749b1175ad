import * as grpc from '@grpc/grpc-js';
import { connect, hash, signers, type Commit, type Gateway } from '@hyperledger/fabric-gateway';
import { common, gateway as messages, msp } from '@hyperledger/fabric-protos';
import type { FabricCompany } from '@kontti/fabric-runner';
import * as crypto from 'node:crypto';

/** A company's own peer, seen through the official gateway client as the company's admin. */
export interface CompanyGateway {
  readonly gateway: Gateway;
  /** Blocks that this peer has. */
  height(channelId: string): Promise<number>;
  /** Settles when this peer has committed a transaction that any company submitted. */
  whenCommitted(commit: Commit, channelId: string): Promise<void>;
  close(): void;
}

/** A company of a network under test, whatever its engine. */
export type TestCompany = Omit<FabricCompany, 'peers'> & Partial<Pick<FabricCompany, 'peers'>>;

/** What a client of a company has to know and to have; it calls as `admin`. */
interface GatewayAccess extends Pick<TestCompany, 'mspId' | 'endpoint' | 'tlsRootPem' | 'peerHostAlias'> {
  readonly admin: Pick<TestCompany['admin'], 'certificatePem' | 'privateKeyPem'>;
}

function serialize({ admin, mspId }: GatewayAccess): Uint8Array {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(mspId);
  identity.setIdBytes(Buffer.from(admin.certificatePem));
  return identity.serializeBinary();
}

/** The company's first peer, unless another is named. */
export function connectGateway(
  company: GatewayAccess,
  peer = { name: company.peerHostAlias, endpoint: company.endpoint },
): CompanyGateway {
  const { mspId, tlsRootPem, admin } = company;
  const { endpoint, name } = peer;
  const client = new grpc.Client(endpoint, grpc.credentials.createSsl(Buffer.from(tlsRootPem)), {
    'grpc.ssl_target_name_override': name,
  });
  const gateway = connect({
    client,
    identity: { mspId, credentials: Buffer.from(admin.certificatePem) },
    signer: signers.newPrivateKeySigner(crypto.createPrivateKey(admin.privateKeyPem)),
    hash: hash.sha256,
  });
  return {
    gateway,
    async height(channelId) {
      const qscc = gateway.getNetwork(channelId).getContract('qscc');
      const bytes = await qscc.evaluate('GetChainInfo', {
        arguments: [channelId],
        endorsingOrganizations: [mspId],
      });
      return common.BlockchainInfo.deserializeBinary(bytes).getHeight();
    },
    async whenCommitted(commit, channelId) {
      const request = new messages.CommitStatusRequest();
      request.setTransactionId(commit.getTransactionId());
      request.setChannelId(channelId);
      request.setIdentity(serialize(company));
      const unsigned = new messages.SignedCommitStatusRequest();
      unsigned.setRequest(request.serializeBinary());
      await gateway.newCommit(unsigned.serializeBinary()).getStatus();
    },
    close() {
      gateway.close();
      client.close();
    },
  };
}
