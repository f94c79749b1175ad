import { common, msp, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { createTestAuthority } from '../testing/certificates';
import { envelopeToEndorsers } from './endorsers';

function envelopeOf(endorsers: readonly Uint8Array[]): common.Envelope {
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setEndorsementsList(
    endorsers.map((bytes) => {
      const endorsement = new peer.Endorsement();
      endorsement.setEndorser(bytes);
      return endorsement;
    }),
  );
  const actionPayload = new peer.ChaincodeActionPayload();
  actionPayload.setAction(endorsed);
  const action = new peer.TransactionAction();
  action.setPayload(actionPayload.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([action]);
  const payload = new common.Payload();
  payload.setData(transaction.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  return envelope;
}

function identityOf(mspId: string, idBytes: Uint8Array): Uint8Array {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(mspId);
  identity.setIdBytes(idBytes);
  return identity.serializeBinary();
}

describe('endorsers of a transaction', () => {
  it('are named by company and certificate, as far as they can be read', async () => {
    const { certificate: pem } = await (await createTestAuthority('ca')).issue({ commonName: 'peer0' });
    const envelope = envelopeOf([
      identityOf('AMSP', Buffer.from(pem)),
      identityOf('BMSP', Buffer.from('no certificate')),
      Buffer.from([0xff, 0xff]),
    ]);
    expect(envelopeToEndorsers(envelope)).to.deep.equal([
      { mspId: 'AMSP', name: 'peer0' },
      { mspId: 'BMSP', name: '' },
      { mspId: '', name: '' },
    ]);
  });

  it('are none where nothing was endorsed', () => {
    expect(envelopeToEndorsers(envelopeOf([]))).to.deep.equal([]);
    const payload = new common.Payload();
    const envelope = new common.Envelope();
    envelope.setPayload(payload.serializeBinary());
    expect(envelopeToEndorsers(envelope)).to.deep.equal([]);
  });
});
