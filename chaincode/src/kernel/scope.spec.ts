import { common, peer } from '@hyperledger/fabric-protos';
import { LIMITS } from '@kontti/model';
import { expect } from 'chai';
import { ContractError } from '../errors';
import { ledgerTimeMs, scopeOf } from './scope';
import type { LedgerStub } from './stub';

/** A proposal that calls a chaincode of this name, or names none. */
function stubOf(id: peer.ChaincodeID | undefined): LedgerStub {
  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(id);
  const channelHeader = new common.ChannelHeader();
  channelHeader.setExtension$(extension.serializeBinary());
  const stub = {
    getSignedProposal: () => ({ proposal: { header: { channelHeader } } }),
    getChannelID: () => 'voyage',
  };
  return stub as unknown as LedgerStub;
}

function stubAt(seconds: number, nanos = 0): LedgerStub {
  const stub = { getTxTimestamp: () => ({ seconds: { toNumber: () => seconds }, nanos }) };
  return stub as unknown as LedgerStub;
}

function refusalOf(action: () => unknown): object {
  try {
    action();
  } catch (error) {
    if (error instanceof ContractError) return { code: error.code, details: error.details };
    throw error;
  }
  return {};
}

describe('the scope of a proposal', () => {
  it('is its channel, and the name under which it calls the chaincode', () => {
    const id = new peer.ChaincodeID();
    id.setName('kontti');
    expect(scopeOf(stubOf(id))).to.deep.equal({ channel: 'voyage', chaincode: 'kontti' });
  });

  it('is none where no chaincode is named', () => {
    for (const id of [undefined, new peer.ChaincodeID()]) {
      expect(refusalOf(() => scopeOf(stubOf(id)))).to.deep.equal({ code: 'INTERNAL', details: {} });
    }
  });
});

describe('the time of a proposal', () => {
  it('is in whole milliseconds', () => {
    expect(ledgerTimeMs(stubAt(3, 4_999_999))).to.equal(3004);
    expect(ledgerTimeMs(stubAt(0))).to.equal(0);
  });

  it('is within the bounds of times', () => {
    const seconds = Math.floor(LIMITS.timeMsMax / 1000);
    const nanos = (LIMITS.timeMsMax % 1000) * 1_000_000;
    expect(ledgerTimeMs(stubAt(seconds, nanos))).to.equal(LIMITS.timeMsMax);
    const wrong = [stubAt(-1), stubAt(seconds, nanos + 1_000_000), stubAt(Number.NaN)];
    for (const stub of wrong) {
      const refused = refusalOf(() => ledgerTimeMs(stub));
      expect(refused).to.deep.equal({ code: 'INTERNAL', details: { reason: 'proposal time' } });
    }
  });
});
