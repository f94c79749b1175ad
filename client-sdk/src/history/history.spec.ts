import { expect } from 'chai';
import { common, peer } from '@hyperledger/fabric-protos';
import type { DefinitionGuard } from '../definition/guard';
import type { Session } from '../gateway/session';
import { DEFAULT_TIMEOUTS } from '../limits';
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
});
