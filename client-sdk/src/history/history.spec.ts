import { expect } from 'chai';
import { common, peer } from '@hyperledger/fabric-protos';
import { createHash } from 'node:crypto';
import { decodeBatch, encodeBatch, entryOfBatch, submissionDigest } from '@kontti/model';
import type { FactContent, Reading } from '@kontti/model';
import { createDefinitionGuard } from '../definition/guard';
import type { DefinitionGuard } from '../definition/guard';
import type { Session } from '../gateway/session';
import { createSigningKeyPair } from '../identity/signing-key';
import { DEFAULT_TIMEOUTS } from '../limits';
import { CraftedLedger } from '../testing/crafted-ledger';
import { readHistory } from './history';
import type { HistoryOptions } from './history';

/** A block that an own peer shows, with one transaction of any client in it. */
function blockOf(data: Uint8Array, code: number): common.Block {
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(data);
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  const block = new common.Block();
  block.setHeader(new common.BlockHeader());
  const blockData = new common.BlockData();
  blockData.addData(envelope.serializeBinary());
  block.setData(blockData);
  const metadata = new common.BlockMetadata();
  metadata.setMetadataList([0, 1, 2].map((index) => (index === 2 ? Uint8Array.of(code) : new Uint8Array())));
  block.setMetadata(metadata);
  return block;
}

/** A ledger of so many blocks, of which the peer shows one and then no other. */
function sourceOf(block: common.Block, height = 1): Parameters<typeof readHistory>[0] {
  const info = new common.BlockchainInfo();
  info.setHeight(height);
  let stop = (): void => undefined;
  async function* blocks() {
    yield block;
    await new Promise<void>((resolve) => (stop = resolve));
  }
  const session = {
    requireOpen: () => undefined,
    closed: new AbortController().signal,
    timers: { nowMs: () => 0 },
    timeouts: DEFAULT_TIMEOUTS,
    network: {
      getContract: () => ({
        newProposal: () => ({ evaluate: () => Promise.resolve(info.serializeBinary()) }),
      }),
      getBlockEvents: () => Promise.resolve(Object.assign(blocks(), { close: () => stop() })),
    },
  } as unknown as Session;
  const guard = { requireFresh: () => Promise.resolve(), isDisowned: () => false };
  return { session, guard: guard as unknown as DefinitionGuard };
}

describe('readHistory', () => {
  it('goes on behind bytes that a client had ordered and that are no transaction', async () => {
    const junk = Uint8Array.of(0xff, 0xff, 0xff);
    const source = sourceOf(blockOf(junk, peer.TxValidationCode.BAD_PAYLOAD));
    const entries = [];
    for await (const entry of readHistory(source, { asset: 'shipment/AMSP/S-1' })) {
      entries.push(entry);
    }
    expect(entries).to.deep.equal([]);
  });

  it('fails when it is cancelled or its time is over, so that a part does not look like the whole', async () => {
    const junk = sourceOf(blockOf(Uint8Array.of(0xff), peer.TxValidationCode.BAD_PAYLOAD), 2);
    const codeOf = async (options: Partial<HistoryOptions>): Promise<unknown> => {
      try {
        await readHistory(junk, { asset: 'shipment/AMSP/S-1', ...options }).next();
        return 'ended';
      } catch (error) {
        return (error as { code?: unknown }).code;
      }
    };
    const abort = new AbortController();
    const cancelled = codeOf({ signal: abort.signal });
    abort.abort();
    expect(await cancelled).to.equal('CANCELLED');
    expect(await codeOf({ timeoutMs: 20 })).to.equal('TIMED_OUT');
  });

  it('shows each write of a fact about the asset, also in transactions that failed, and no other', async () => {
    const ledger = new CraftedLedger();
    ledger.commitDefinition('A');
    const consigned = (id: string, isInState = true) =>
      ledger.record(
        {
          ...{ type: 'shipment.consigned', key: `shipment/AMSP/${id}`, ref: id, at: 5 },
          body: {
            ...{ consignee: 'AMSP', ssccs: [], items: [], legs: [], documents: [] },
            ...{ origin: 'HEL', destination: 'JFK' },
          },
        },
        { isInState },
      );
    const shipment = consigned('S-1');
    ledger.append(consigned('S-2').set);
    const block = ledger.append(shipment.set);
    // A lost race: the same once more, in a transaction that is not valid.
    const [again] = ledger.blocks[block] ?? [];
    ledger.blocks.push([{ sets: again?.sets ?? [], code: peer.TxValidationCode.MVCC_READ_CONFLICT }]);
    // Bytes without the seal that the fact needs.
    const { set } = shipment;
    ledger.append({ ...set, collections: [] });
    const session = ledger.session();
    const guard = await createDefinitionGuard({ session, definition: undefined, call: {} });
    const found = [];
    for await (const { block: at, tx, key, seals, validationCode, digest, fact } of readHistory(
      { session, guard },
      { asset: 'shipment/AMSP/S-1' },
    )) {
      found.push({ at, tx, key, seals, validationCode, digest, type: fact?.type });
    }
    const key = 'shipment/AMSP/S-1';
    const sealed = { tx: 0, key, seals: 'sealed', digest: shipment.digest, type: 'shipment.consigned' };
    const place = BigInt(block);
    expect(found).to.deep.equal([
      { ...sealed, at: place, validationCode: 'VALID' },
      { ...sealed, at: place + 1n, validationCode: 'MVCC_READ_CONFLICT' },
      {
        at: place + 2n,
        tx: 0,
        key,
        seals: 'unsealed',
        validationCode: 'VALID',
        digest: undefined,
        type: undefined,
      },
    ]);
    const later = readHistory({ session, guard }, { asset: 'shipment/AMSP/S-1', fromBlock: place + 3n });
    expect((await later.next()).done).to.equal(true);
    ledger.close();
  });

  it('names the entries of a list that do not count, as a batch that its device did not sign', async () => {
    const ledger = new CraftedLedger();
    ledger.commitDefinition('A');
    const [signer, stranger] = [createSigningKeyPair(), createSigningKeyPair()];
    const facts: FactContent[] = [
      {
        ...{ type: 'device.registered', key: 'device/AMSP/D-1', ref: 'D-1', at: 1 },
        body: { publicKey: signer.publicKey, keyType: 'Ed25519' },
      },
      { type: 'site.registered', key: 'site/AMSP/Y', ref: 'Y', at: 1, body: { name: 'Yard' } },
    ];
    for (const fact of facts) ledger.append(ledger.record(fact).set);
    const context = { channel: 'mychannel', chaincode: 'kontti', device: 'AMSP/D-1', site: 'AMSP/Y' };
    const readings: Reading[] = [{ sequence: 0, at: 5, temperatureMilliC: 1 }];
    const bytes = encodeBatch(context, readings, stranger.sign);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const entry = { ...entryOfBatch(decodeBatch(bytes)), sha256 };
    const key = `readings/AMSP/${submissionDigest([sha256])}`;
    const content: FactContent = {
      ...{ type: 'reading.submitted', key, ref: 'r', at: 9 },
      body: { batches: [entry] },
    };
    ledger.append(ledger.record(content, { attachments: [bytes] }).set);
    const session = ledger.session();
    const guard = await createDefinitionGuard({ session, definition: undefined, call: {} });
    const found = [];
    for await (const each of readHistory({ session, guard }, { asset: 'device/AMSP/D-1' })) {
      found.push([each.fact?.type, each.seals, each.unprovenEntries]);
    }
    expect(found).to.deep.equal([
      ['device.registered', 'sealed', []],
      ['reading.submitted', 'sealed', [{ index: 0, reason: 'unsigned' }]],
    ]);
    ledger.close();
  });

  it('is of a key that names an asset', async () => {
    const source = sourceOf(blockOf(Uint8Array.of(0xff), peer.TxValidationCode.BAD_PAYLOAD));
    for (const asset of ['shipment', 'shipment/', '/AMSP', 'journey/AMSP/1', 'AMSP/S-1']) {
      const failure: unknown = await readHistory(source, { asset: asset as 'shipment/AMSP/1' })
        .next()
        .catch((error: unknown) => error);
      expect(failure, asset).to.deep.include({ code: 'OPTIONS_INVALID' });
    }
  });
});
