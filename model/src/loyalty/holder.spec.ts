import { expect } from 'chai';
import { refusalOf } from '../testing/refusal';
import { readVectors } from '../testing/vectors';
import { checkOrderSignature, holderOf, redemptionToBytes, transferToBytes } from './holder';

interface OrderVector {
  readonly kind: 'transfer' | 'redemption';
  readonly order: {
    readonly channel: string;
    readonly chaincode: string;
    readonly programme: string;
    readonly ref: string;
    readonly inputs: string[];
    readonly origins: string[];
    readonly amount: string;
    readonly to?: string;
    readonly partner?: string;
    readonly valueMin?: { readonly currency: string; readonly minor: string };
  };
  readonly publicKey: string;
  readonly holder: string;
  readonly bytes: string;
  readonly signature: string;
}

const CHANGES_OF_REDEMPTION = [
  { partner: 'OtherMSP' },
  { valueMin: { currency: 'EUR', minor: '224' } },
  { valueMin: { currency: 'USD', minor: '225' } },
];

function orderBytes({ kind, order }: OrderVector): Buffer {
  const { to = '', partner = '', valueMin = { currency: '', minor: '0' }, amount, ...content } = order;
  const signed = { ...content, amount: BigInt(amount) };
  if (kind === 'transfer') return transferToBytes({ ...signed, to });
  const { currency, minor } = valueMin;
  return redemptionToBytes({ ...signed, partner, valueMin: { currency, minor: BigInt(minor) } });
}

describe('holders', () => {
  for (const vector of readVectors<OrderVector>('orders-v1')) {
    it(`sign a ${vector.kind} in the same bytes for ever`, () => {
      const bytes = orderBytes(vector);
      const { publicKey: holderKey, signature } = vector;
      expect(bytes.toString()).to.equal(vector.bytes);
      expect(holderOf({ programme: vector.order.programme, publicKey: holderKey })).to.equal(vector.holder);
      expect(() => checkOrderSignature({ holderKey, signature }, bytes)).not.to.throw();
    });

    it(`sign each part of a ${vector.kind}`, () => {
      const { publicKey: holderKey, signature, order } = vector;
      const changes = [
        { channel: 'other' },
        { chaincode: 'other' },
        { programme: 'AirMSP/other' },
        { ref: 'other' },
        { inputs: ['AirMSP/A-1/1'] },
        { amount: '1' },
        { origins: ['0'.repeat(64)] },
        ...(vector.kind === 'transfer' ? [{ to: '0'.repeat(64) }] : CHANGES_OF_REDEMPTION),
      ];
      for (const change of changes) {
        const bytes = orderBytes({ ...vector, order: { ...order, ...change } });
        const check = () => checkOrderSignature({ holderKey, signature }, bytes);
        expect(refusalOf(check), JSON.stringify(change)).to.equal('SIGNATURE signature');
      }
    });
  }

  it('have unrelated ids in two programmes', () => {
    const publicKey = readVectors<OrderVector>('orders-v1')[0]?.publicKey ?? '';
    expect(holderOf({ programme: 'A/p', publicKey })).not.to.equal(holderOf({ programme: 'A/q', publicKey }));
  });

  it('have no id in what is no programme, and none for what is no key', () => {
    const publicKey = readVectors<OrderVector>('orders-v1')[0]?.publicKey ?? '';
    const holder = (owner: object) => refusalOf(() => holderOf(owner as Parameters<typeof holderOf>[0]));
    expect(holder({ publicKey })).to.equal('FIELD_TYPE programme');
    expect(holder({ programme: undefined, publicKey })).to.equal('FIELD_TYPE programme');
    expect(holder({ programme: 'AirMSP', publicKey })).to.equal('FIELD_FORMAT programme');
    expect(holder({ programme: 'AirMSP/miles' })).to.equal('FIELD_TYPE publicKey');
    expect(holder({ programme: 'AirMSP/miles', publicKey: 'AAAA' })).to.equal('PUBLIC_KEY publicKey');
  });
});
