import { expect } from 'chai';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { parseSigningRequest, signingRequestToText, type SigningRequest } from './signing-request';

const request: SigningRequest = {
  ...{ action: 'approve', step: 'transaction', channelId: 'mychannel', transactionId: 'tx' },
  ...{ endorsers: ['Org1MSP'], bytes: Buffer.from('what is signed') },
};

/** Bytes as chai compares them. */
const plain = (read: SigningRequest): object => ({
  ...read,
  bytes: Buffer.from(read.bytes),
  ...(read.signature === undefined ? {} : { signature: Buffer.from(read.signature) }),
});

describe('a signing request', () => {
  const codeOf = (text: string): string => {
    try {
      parseSigningRequest(text);
      return 'read';
    } catch (error) {
      return error instanceof NetworkError ? error.code : String(error);
    }
  };

  it('is read as it was written, with a signature and without', () => {
    for (const each of [request, { ...request, signature: Buffer.from('signed') }]) {
      expect(plain(parseSigningRequest(signingRequestToText(each)))).to.deep.equal(plain(each));
    }
  });

  it('is refused where anything of it is missing, changed or not understood', () => {
    const json = JSON.parse(signingRequestToText(request)) as Record<string, unknown>;
    expect(codeOf(JSON.stringify(json))).to.equal('read');
    const bent: readonly Record<string, unknown>[] = [
      { ...json, format: 'other' },
      { ...json, version: 2 },
      { ...json, action: 'remove' },
      { ...json, step: 'other' },
      { ...json, endorsers: 'Org1MSP' },
      { ...json, bytes: Buffer.from('something else').toString('base64') },
      { ...json, bytes: 'no base64' },
      { ...json, channelId: 7 },
      { ...json, transactionId: undefined },
      { ...json, signature: 7 },
      { ...json, comment: 'approves nothing new' },
    ];
    for (const text of ['', '7', 'null', '{', ...bent.map((one) => JSON.stringify(one))]) {
      expect(codeOf(text), text.slice(0, 80)).to.equal('SIGNING_REQUEST_INVALID');
    }
  });
});
