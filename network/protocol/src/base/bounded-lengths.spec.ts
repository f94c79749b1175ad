import { gateway, orderer, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { decodeMessage, type MessageType } from './decode';
import { NetworkError } from './errors';

/** Field number 1 to 5 of bytes that say that they are four gigabytes long. */
function lie(field: number): Buffer {
  return Buffer.from([field * 8 + 2, 0xff, 0xff, 0xff, 0xff, 0x0f]);
}

function codeOf(type: MessageType<unknown>, bytes: Uint8Array): string | undefined {
  try {
    decodeMessage({ type, bytes, name: 'message' });
    return undefined;
  } catch (error) {
    return error instanceof NetworkError ? error.code : String(error);
  }
}

describe('lengths in messages', () => {
  // Without the check each of these takes minutes, in which nothing else runs.
  it('are refused where they go beyond the message: of messages, text, bytes and what nobody knows', () => {
    expect(codeOf(orderer.SeekPosition, lie(1))).to.equal('MALFORMED_MESSAGE');
    expect(codeOf(gateway.ChaincodeEventsRequest, lie(1))).to.equal('MALFORMED_MESSAGE');
    expect(codeOf(peer.SignedProposal, lie(1))).to.equal('MALFORMED_MESSAGE');
    expect(codeOf(peer.SignedProposal, lie(5))).to.equal('MALFORMED_MESSAGE');
    expect(codeOf(peer.ChaincodeSpec, lie(2))).to.equal('MALFORMED_MESSAGE');
    expect(codeOf(peer.SnapshotRequest, Buffer.from([0x0a, 0xff, 0xff]))).to.equal('MALFORMED_MESSAGE');
  });

  it('are taken where they end with the message', () => {
    const id = new peer.ChaincodeID();
    id.setName('basic');
    const spec = new peer.ChaincodeSpec();
    spec.setChaincodeId(id);
    const decoded = peer.ChaincodeSpec.deserializeBinary(spec.serializeBinary());
    expect(decoded.getChaincodeId()?.getName()).to.equal('basic');
  });
});
