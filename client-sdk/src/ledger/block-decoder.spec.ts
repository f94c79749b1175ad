import { expect } from 'chai';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import { WRITE_ONCE_POLICY } from '@kontti/model';
import { craftBlock, definedAt, WRITE_ONCE } from '../testing/crafted-block';
import type { CraftedKey, CraftedSet } from '../testing/crafted-block';
import { decodeBlock, preparedToDefinedAt, validationCodes } from './block-decoder';
import type { DecodedTransaction } from './block-decoder';

const value = Buffer.from('value');
const other = Buffer.from('other');
const place = { collection: 'seal_A', key: 'k' };

function decode(...sets: readonly CraftedSet[]): DecodedTransaction {
  const [transaction] = decodeBlock(craftBlock(7, [{ sets }]), 'kontti').transactions;
  if (transaction === undefined) {
    throw new Error('not decoded');
  }
  return transaction;
}

function publicSet(...keys: readonly CraftedKey[]): CraftedSet {
  return { namespace: 'kontti', keys };
}

function privateSet(...keys: readonly CraftedKey[]): CraftedSet {
  return { namespace: 'kontti', collections: keys.map((key) => ({ name: 'seal_A', keys: [key] })) };
}

function publicOutcome(...sets: readonly CraftedSet[]): string | undefined {
  return decode(...sets).writeSet?.publicWrite('k')?.outcome;
}

function privateOutcome(...sets: readonly CraftedSet[]): string | undefined {
  return decode(...sets).writeSet?.privateWrite(place)?.outcome;
}

describe('the decoder of blocks', () => {
  it('says what a transaction leaves under a key, and that it protects it', () => {
    const { writeSet } = decode(publicSet({ key: 'k', value, policy: WRITE_ONCE, read: 'absent' }));
    expect(writeSet?.publicWrite('k')).to.deep.include({ outcome: 'written', isProtected: true });
    expect(writeSet?.versionRead('k')).to.equal('absent');
    expect(writeSet?.publicWrite('j')).to.equal(undefined);
    expect([...(writeSet?.publicKeys() ?? [])]).to.deep.equal(['k']);
  });

  it('says the same of private keys, of which it sees hashes', () => {
    const { writeSet } = decode(privateSet({ key: 'k', value, policy: WRITE_ONCE, read: 'absent' }));
    expect(writeSet?.privateWrite(place)).to.deep.include({ outcome: 'written', isProtected: true });
    expect(writeSet?.isReadAbsent(place)).to.equal(true);
    expect(writeSet?.isReadAbsent({ ...place, key: 'j' })).to.equal(false);
    expect(writeSet?.privateWrite({ ...place, collection: 'seal_B' })).to.equal(undefined);
  });

  it('takes no read of a version for one of nothing', () => {
    const { writeSet } = decode(privateSet({ key: 'k', value, read: [3, 4] }));
    expect(writeSet?.isReadAbsent(place)).to.equal(false);
    const read = decode(publicSet({ key: 'k', value, read: [3, 4] })).writeSet?.versionRead('k');
    expect(read).to.deep.equal({ block: 3n, tx: 4 });
  });

  it('calls a deletion one, however it is written', () => {
    for (const key of [
      { key: 'k', isDelete: true },
      { key: 'k', value, isDelete: true },
      { key: 'k', value: new Uint8Array() },
    ]) {
      expect(publicOutcome(publicSet(key))).to.equal('deleted');
      expect(privateOutcome(privateSet(key))).to.equal('deleted');
    }
  });

  it('calls a key unclear that is written more than once, in whichever part of the set', () => {
    const write = { key: 'k', value };
    for (const second of [write, { key: 'k', value: other }, { key: 'k', isDelete: true }]) {
      for (const pair of [
        [write, second],
        [second, write],
      ]) {
        expect(publicOutcome(publicSet(...pair))).to.equal('unclear');
        expect(publicOutcome(...pair.map((key) => publicSet(key)))).to.equal('unclear');
        expect(privateOutcome(privateSet(...pair))).to.equal('unclear');
        expect(privateOutcome(...pair.map((key) => privateSet(key)))).to.equal('unclear');
        const inOne = { name: 'seal_A', keys: pair };
        expect(privateOutcome({ namespace: 'kontti', collections: [inOne] })).to.equal('unclear');
      }
    }
    expect(privateOutcome(privateSet({ key: 'k', value, isPurge: true }))).to.equal('unclear');
  });

  it('sees no protection but in the very policy, alone and once', () => {
    const policies: (readonly (readonly [string, Uint8Array])[])[] = [
      [],
      [['VALIDATION_PARAMETER', Buffer.from('AND')]],
      [['VALIDATION_PARAMETER', Buffer.concat([WRITE_ONCE_POLICY, Buffer.of(0)])]],
      [['validation_parameter', WRITE_ONCE_POLICY]],
      [...WRITE_ONCE, ['VALIDATION_PARAMETER', Buffer.from('AND')]],
    ];
    for (const policy of policies) {
      expect(decode(publicSet({ key: 'k', value, policy })).writeSet?.publicWrite('k')).to.include({
        isProtected: false,
      });
    }
    const twice = publicSet({ key: 'k', value, policy: WRITE_ONCE }, { key: 'k', policy: WRITE_ONCE });
    expect(decode(twice).writeSet?.publicWrite('k')).to.include({ isProtected: false });
    expect(publicOutcome(publicSet({ key: 'k', policy: WRITE_ONCE }))).to.equal(undefined);
  });

  it('does not look into other namespaces', () => {
    const elsewhere = { ...publicSet({ key: 'k', value }), namespace: 'other' };
    expect(decodeBlock(craftBlock(7, [{ sets: [elsewhere] }]), 'kontti').transactions).to.deep.equal([]);
  });

  it('says under which definition a transaction was endorsed, and which fields it commits', () => {
    const endorsed = decode(definedAt(5, 2), publicSet({ key: 'k', value }));
    expect(endorsed.definedAt).to.deep.equal({ block: 5n, tx: 2 });
    expect(endorsed.definition).to.equal(undefined);
    const committed = decode({
      namespace: '_lifecycle',
      keys: [
        { key: 'namespaces/fields/kontti/Sequence', value, read: 'absent' },
        { key: 'namespaces/fields/other/Collections', value },
      ],
    });
    expect(committed.definedAt).to.equal('absent');
    expect([...(committed.definition?.keys() ?? [])]).to.deep.equal(['Sequence']);
  });

  it('says it of a transaction that is not ordered yet, and of nothing else', () => {
    const block = craftBlock(7, [{ sets: [definedAt(5, 2), publicSet({ key: 'k', value })] }]);
    const [bytes = new Uint8Array()] = block.getData()?.getDataList_asU8() ?? [];
    const prepared = new gateway.PreparedTransaction();
    prepared.setTransactionId('tx');
    prepared.setEnvelope(common.Envelope.deserializeBinary(bytes));
    const message = prepared.serializeBinary();
    expect(preparedToDefinedAt(message, 'kontti')).to.deep.equal({ block: 5n, tx: 2 });
    expect(preparedToDefinedAt(message, 'other')).to.equal(undefined);
    // Decoders take the last of two envelopes, or join them.
    expect(preparedToDefinedAt(Buffer.concat([message, message]), 'kontti')).to.equal(undefined);
    for (let length = 0; length < message.length; length += 1) {
      expect(preparedToDefinedAt(message.subarray(0, length), 'kontti'), String(length)).to.equal(undefined);
    }
  });

  it('gives the event of the chaincode, also of a transaction that writes nothing, and of no other chaincode', () => {
    const event = { chaincode: 'kontti', name: 'recorded', payload: Buffer.from('p') };
    const [decoded] = decodeBlock(craftBlock(7, [{ sets: [], event }]), 'kontti').transactions;
    expect(decoded).to.include({
      index: 0,
      transactionId: 'tx-7-0',
      writeSet: undefined,
      definition: undefined,
    });
    expect([decoded?.event?.name, String(Buffer.from(decoded?.event?.payload ?? []))]).to.deep.equal([
      'recorded',
      'p',
    ]);
    const foreign = { ...event, chaincode: 'other' };
    expect(decodeBlock(craftBlock(7, [{ sets: [], event: foreign }]), 'kontti').transactions).to.deep.equal(
      [],
    );
    const beside = craftBlock(7, [{ sets: [publicSet({ key: 'k', value })], event: foreign }]);
    expect(decodeBlock(beside, 'kontti').transactions[0]?.event).to.equal(undefined);
    expect(decode(publicSet({ key: 'k', value })).event).to.equal(undefined);
  });

  it('finds nothing in what is no endorsed transaction, nor in a block without any', () => {
    const type = common.HeaderType.CONFIG;
    const block = craftBlock(7, [{ sets: [publicSet({ key: 'k', value })], type }]);
    expect(decodeBlock(block, 'kontti')).to.deep.equal({ number: 7n, transactions: [] });
    expect(decodeBlock(new common.Block(), 'kontti')).to.deep.equal({ number: 0n, transactions: [] });
    expect(validationCodes(new common.Block())).to.equal(undefined);
    const bare = craftBlock(8, [{ sets: [publicSet({ key: 'k', value })] }]);
    bare.clearMetadata();
    expect(decodeBlock(bare, 'kontti').transactions).to.deep.equal([]);
  });

  it('takes for fields of a definition those of the chaincode that are written, and no deleted ones', () => {
    const field = (name: string, more: object = {}) => ({
      key: `namespaces/fields/kontti/${name}`,
      value,
      ...more,
    });
    const lifecycle = (...keys: CraftedKey[]) =>
      decode({ namespace: '_lifecycle', keys }, publicSet({ key: 'k', value }));
    const { definition } = lifecycle(field('Sequence'), field('Collections', { isDelete: true }));
    expect([...(definition?.keys() ?? [])]).to.deep.equal(['Sequence']);
    expect(Buffer.from(definition?.get('Sequence') ?? []).toString()).to.equal('value');
    expect(lifecycle(field('Collections', { isDelete: true })).definition).to.equal(undefined);
    expect(decode(publicSet({ key: 'k', value })).definedAt).to.equal(undefined);
  });

  it('passes over what is not valid, and over bytes that are no transaction', () => {
    const block = craftBlock(7, [
      { sets: [publicSet({ key: 'k', value })], code: peer.TxValidationCode.MVCC_READ_CONFLICT },
      { sets: [publicSet({ key: 'k', value })] },
    ]);
    const junk = Uint8Array.of(0xff, 0xff, 0xff);
    block.getData()?.setDataList([...(block.getData()?.getDataList_asU8() ?? []), junk]);
    const metadata = block.getMetadata()?.getMetadataList_asU8() ?? [];
    const valid = peer.TxValidationCode.VALID;
    block.getMetadata()?.setMetadataList([...metadata.slice(0, 2), Uint8Array.of(1, valid, valid)]);
    expect(decodeBlock(block, 'kontti').transactions.map(({ index }) => index)).to.deep.equal([1]);
  });
});
