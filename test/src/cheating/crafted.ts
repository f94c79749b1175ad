import { createHash, createPrivateKey } from 'node:crypto';
import { common, gateway as gatewayMessages, ledger, msp, peer } from '@hyperledger/fabric-protos';
import { signers } from '@hyperledger/fabric-gateway';
import type { IssuedIdentity } from '@kontti/fabric-protocol';
import type { Forgery } from './altered-contract';
import { colluders, type Consortium } from './consortium';

/** The chaincode's part of a transaction's read-write set, as messages that can be changed. */
export interface CraftedSet {
  readonly results: ledger.rwset.TxReadWriteSet;
  readonly namespace: ledger.rwset.NsReadWriteSet;
}

/** Identities with which altered peers of the colluders sign whatever they like. */
export async function createSigningPeers({ network }: Consortium): Promise<readonly IssuedIdentity[]> {
  return await Promise.all(
    colluders.map((mspId) => network.company(mspId).createIdentity({ name: 'altered-peer', role: 'peer' })),
  );
}

/**
 * Has the colluders' peers sign a read-write set that no chaincode made: that of the forgery, changed. Gives the validation code.
 */
export async function forgeCrafted(
  consortium: Consortium,
  crafted: {
    readonly forgery: Forgery;
    readonly peers: readonly IssuedIdentity[];
    readonly change: (set: CraftedSet) => void;
  },
): Promise<string> {
  const { network } = consortium;
  const gateway = consortium.gateway(colluders[0] ?? '');
  const proposal = gateway
    .getNetwork(network.channelId)
    .getContract(network.chaincodeName)
    .newProposal('altered:Forge', {
      arguments: [JSON.stringify(crafted.forgery)],
      endorsingOrganizations: [...colluders],
    });
  const endorsed = await proposal.endorse();
  const bytes = await resign(endorsed.getBytes(), {
    peers: crafted.peers,
    change: (results) => {
      const namespace = results.getNsRwsetList().find((set) => set.getNamespace() === network.chaincodeName);
      if (namespace === undefined) throw new Error('the forgery writes nothing');
      crafted.change({ results, namespace });
    },
  });
  return await consortium.commitCode(await gateway.newTransaction(bytes).submit());
}

async function resign(
  prepared: Uint8Array,
  options: {
    readonly peers: readonly IssuedIdentity[];
    readonly change: (results: ledger.rwset.TxReadWriteSet) => void;
  },
): Promise<Uint8Array> {
  const message = gatewayMessages.PreparedTransaction.deserializeBinary(prepared);
  const envelope = message.getEnvelope() ?? new common.Envelope();
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
  const [action] = transaction.getActionsList();
  if (action === undefined) throw new Error('the transaction has no action');
  const actionPayload = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
  const endorsed = actionPayload.getAction() ?? new peer.ChaincodeEndorsedAction();
  const response = peer.ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
  const chaincodeAction = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
  const results = ledger.rwset.TxReadWriteSet.deserializeBinary(chaincodeAction.getResults_asU8());
  options.change(results);
  chaincodeAction.setResults(results.serializeBinary());
  response.setExtension$(chaincodeAction.serializeBinary());
  const signed = response.serializeBinary();
  endorsed.setProposalResponsePayload(signed);
  endorsed.setEndorsementsList(await Promise.all(options.peers.map((identity) => endorse(signed, identity))));
  actionPayload.setAction(endorsed);
  action.setPayload(actionPayload.serializeBinary());
  payload.setData(transaction.serializeBinary());
  envelope.setPayload(payload.serializeBinary());
  envelope.setSignature('');
  message.setEnvelope(envelope);
  return message.serializeBinary();
}

async function endorse(response: Uint8Array, identity: IssuedIdentity): Promise<peer.Endorsement> {
  const serialized = new msp.SerializedIdentity();
  serialized.setMspid(identity.mspId);
  serialized.setIdBytes(Buffer.from(identity.certificatePem));
  const endorser = serialized.serializeBinary();
  const sign = signers.newPrivateKeySigner(createPrivateKey(identity.privateKeyPem));
  const digest = createHash('sha256')
    .update(Buffer.concat([response, endorser]))
    .digest();
  const endorsement = new peer.Endorsement();
  endorsement.setEndorser(endorser);
  endorsement.setSignature(await sign(digest));
  return endorsement;
}
