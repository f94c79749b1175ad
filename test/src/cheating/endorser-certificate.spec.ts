import { createHash, createPrivateKey } from 'node:crypto';
import { common, gateway as gatewayMessages, msp, peer } from '@hyperledger/fabric-protos';
import { signers } from '@hyperledger/fabric-gateway';
import { expect } from 'chai';
import { deviceRegistered } from '@kontti/model';
import type { IssuedIdentity } from '@kontti/fabric-protocol';
import { describeOnNetwork } from '../engine/engine';
import { colluders, victim } from './consortium';
import { sealedForgery, type ForgedContent } from './forge';
import { sealStatus } from './observe';
import { alpha, createWorld, type World } from './world';

type Sign = (message: Uint8Array) => Promise<Uint8Array>;

function signerOf(identity: IssuedIdentity): Sign {
  const sign = signers.newPrivateKeySigner(createPrivateKey(identity.privateKeyPem));
  return (message) => sign(createHash('sha256').update(message).digest());
}

function serialize(identity: IssuedIdentity): Uint8Array {
  const serialized = new msp.SerializedIdentity();
  serialized.setMspid(identity.mspId);
  serialized.setIdBytes(Buffer.from(identity.certificatePem));
  return serialized.serializeBinary();
}

/** Adds an endorsement by this identity to a transaction that peers endorsed; who submits it signs it again. */
async function addEndorsement(prepared: Uint8Array, identity: IssuedIdentity): Promise<Uint8Array> {
  const message = gatewayMessages.PreparedTransaction.deserializeBinary(prepared);
  const envelope = message.getEnvelope() ?? new common.Envelope();
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
  const [action] = transaction.getActionsList();
  if (action === undefined) {
    throw new Error('the transaction has no action');
  }
  const actionPayload = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
  const endorsed = actionPayload.getAction() ?? new peer.ChaincodeEndorsedAction();
  const endorser = serialize(identity);
  const signed = Buffer.concat([endorsed.getProposalResponsePayload_asU8(), endorser]);
  const endorsement = new peer.Endorsement();
  endorsement.setEndorser(endorser);
  endorsement.setSignature(await signerOf(identity)(signed));
  endorsed.addEndorsements(endorsement);
  actionPayload.setAction(endorsed);
  action.setPayload(actionPayload.serializeBinary());
  payload.setData(transaction.serializeBinary());
  envelope.setPayload(payload.serializeBinary());
  envelope.setSignature('');
  message.setEnvelope(envelope);
  return message.serializeBinary();
}

describeOnNetwork("cheating: a client's certificate used as an endorser", () => {
  let world: World;
  before(async () => {
    world = await createWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  for (const role of ['client', 'admin', 'peer'] as const) {
    const verdict = role === 'peer' ? 'VALID' : 'ENDORSEMENT_POLICY_FAILURE';
    it(`the victim's ${role} certificate signs the endorsement: ${verdict}`, async () => {
      const { consortium } = world;
      // The peer's own certificate is the control: it shows that nothing but the role makes the others fail.
      const identity = await consortium.network
        .company(victim)
        .createIdentity({ name: `stolen-${role}`, role });
      const deviceId = `${victim}/D-${role}`;
      const { publicKey } = consortium.client(alpha).readings.device({ deviceId });
      const content: ForgedContent<'device.registered'> = {
        type: 'device.registered',
        key: deviceRegistered.key.build({ device: deviceId }),
        body: { publicKey, keyType: 'Ed25519' },
      };
      const gateway = consortium.gateway(alpha);
      const proposal = gateway
        .getNetwork(consortium.network.channelId)
        .getContract(consortium.network.chaincodeName)
        .newProposal('altered:Forge', {
          arguments: [JSON.stringify(sealedForgery(content, [victim]))],
          endorsingOrganizations: [...colluders],
        });
      const endorsed = await proposal.endorse();
      const bytes = await addEndorsement(endorsed.getBytes(), identity);
      const commit = await gateway.newTransaction(bytes).submit();
      expect(await consortium.commitCode(commit)).to.equal(verdict);
      expect(await sealStatus(world, content.key)).to.equal(role === 'peer' ? 'sealed' : 'absent');
    });
  }
});
