import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { decodeBatch, deviceRevokedKey, encodeBatch, submissionDigest } from '@kontti/model';
import type { FactContent, Reading } from '@kontti/model';
import { createDefinitionGuard } from '../definition/guard';
import type { DefinitionGuard } from '../definition/guard';
import { createSigningKeyPair } from '../identity/signing-key';
import { EVALUATIONS_AT_ONCE_MAX } from '../limits';
import { CraftedLedger } from '../testing/crafted-ledger';
import type { KonttiEvent, UnprovenEvent } from './domain-event';
import { streamEvents } from './stream';

const signer = createSigningKeyPair();

const device = (id = 'AMSP/D-1'): FactContent<'device.registered'> => ({
  type: 'device.registered',
  key: `device/${id}`,
  ref: 'D-1',
  at: 1,
  body: { publicKey: signer.publicKey, keyType: 'Ed25519' },
});

const consignment: FactContent<'shipment.consigned'> = {
  type: 'shipment.consigned',
  key: 'shipment/AMSP/S-1',
  ref: 'S-1',
  at: 1,
  body: {
    consignee: 'AMSP',
    ssccs: [],
    items: [],
    legs: [],
    origin: 'HEL',
    destination: 'JFK',
    documents: [],
    conditions: { temperatureMaxMilliC: 8_000 },
  },
};

/** A batch of one reading and the submission that has it. */
function submission(options: {
  readonly temperatureMilliC?: number;
  readonly deviceId?: string;
  readonly sign?: typeof signer.sign;
}): { readonly content: FactContent<'reading.submitted'>; readonly bytes: Buffer } {
  const { temperatureMilliC = 5_000, deviceId = 'AMSP/D-1', sign = signer.sign } = options;
  const context = { channel: 'mychannel', chaincode: 'kontti', device: deviceId, shipment: 'AMSP/S-1' };
  const readings: Reading[] = [{ sequence: 0, at: 5, temperatureMilliC }];
  const bytes = encodeBatch(context, readings, sign);
  const { digest } = decodeBatch(bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const entry = {
    device: deviceId,
    shipment: 'AMSP/S-1',
    format: 2,
    firstSequence: 0,
    count: 1,
    from: 5,
    to: 5,
    digest,
    sha256,
  };
  const key = `readings/AMSP/${submissionDigest([sha256])}`;
  return { bytes, content: { type: 'reading.submitted', key, ref: 'r', at: 9, body: { batches: [entry] } } };
}

describe('streamEvents', () => {
  let ledger: CraftedLedger;

  beforeEach(() => {
    ledger = new CraftedLedger();
    ledger.commitDefinition('A');
  });

  afterEach(() => ledger.close());

  /** All events of the ledger from a block on, also what is not proven. */
  async function* open(options: {
    readonly fromBlock: number;
    readonly guard?: DefinitionGuard;
  }): AsyncGenerator<KonttiEvent | UnprovenEvent> {
    const session = ledger.session();
    const guard =
      options.guard ?? (await createDefinitionGuard({ session, definition: undefined, call: {} }));
    const toBlock = ledger.blocks.length - 1;
    yield* streamEvents({ session, guard }, { fromBlock: options.fromBlock, toBlock, unproven: 'include' });
  }

  async function read(fromBlock: number, guard?: DefinitionGuard): Promise<string[]> {
    const found: string[] = [];
    for await (const event of open({ fromBlock, ...(guard && { guard }) })) {
      found.push(event.proven ? event.type : event.reason);
    }
    return found;
  }

  function appendSubmission(options: Parameters<typeof submission>[0]): number {
    const { content, bytes } = submission(options);
    return ledger.append(ledger.record(content, { attachments: [bytes] }).set);
  }

  it('judges by the blocks that it saw, and asks the peer only for what they did not show', async () => {
    const { content, bytes } = submission({ temperatureMilliC: 9_000 });
    for (const each of [
      ledger.record(device()),
      ledger.record(consignment),
      ledger.record(content, { attachments: [bytes] }),
    ]) {
      ledger.append(each.set);
    }
    expect(await read(0)).to.deep.equal([
      'device.registered',
      'shipment.consigned',
      'reading.submitted',
      'reading.excursion',
    ]);
    // Whether the state has followed, and whether the device changed.
    expect(ledger.asked).to.deep.equal([content.key, 'device/AMSP/D-1/1/AMSP']);
  });

  it('gives nothing more once its signal aborts, also of what is read already', async () => {
    ledger.record(device());
    ledger.record(consignment);
    const fromBlock = appendSubmission({ temperatureMilliC: 9_000 });
    const session = ledger.session();
    const guard = await createDefinitionGuard({ session, definition: undefined, call: {} });
    const stop = new AbortController();
    const found: string[] = [];
    for await (const { type } of streamEvents({ session, guard }, { fromBlock, signal: stop.signal })) {
      found.push(type);
      stop.abort();
    }
    expect(found).to.deep.equal(['reading.submitted']);
  });

  it('asks the own peer for what was recorded before it started', async () => {
    ledger.record(device());
    ledger.record(consignment);
    const block = appendSubmission({});
    expect(await read(block)).to.deep.equal(['reading.submitted']);
  });

  it('takes no batch for true whose device is not registered, or did not sign', async () => {
    ledger.record(consignment);
    const unregistered = appendSubmission({ deviceId: 'AMSP/D-2' });
    expect(await read(unregistered)).to.deep.equal(['void']);
    ledger.record(device());
    const unsigned = appendSubmission({ sign: createSigningKeyPair().sign });
    expect(await read(unsigned)).to.deep.equal(['unsigned']);
  });

  it('asks again in the next block for what was absent in this one', async () => {
    ledger.record(consignment);
    const late = ledger.record(device('AMSP/D-2'), { isInState: false });
    const first = appendSubmission({ deviceId: 'AMSP/D-2' });
    appendSubmission({ deviceId: 'AMSP/D-2', temperatureMilliC: 6_000 });
    const found: string[] = [];
    for await (const event of open({ fromBlock: first })) {
      found.push(event.proven ? event.type : event.reason);
      ledger.show(late);
    }
    expect(found).to.deep.equal(['void', 'reading.submitted']);
  });

  it('waits for a peer whose state is behind its blocks', async () => {
    ledger.record(consignment);
    ledger.record(device());
    const { content, bytes } = submission({});
    const held = ledger.record(content, { attachments: [bytes], isInState: false });
    const block = ledger.append(held.set);
    let waits = 0;
    ledger.onDelay = () => {
      waits += 1;
      ledger.show(held);
    };
    expect(await read(block)).to.deep.equal(['reading.submitted']);
    expect(waits).to.equal(1);
  });

  it('goes through a block full of batches of unknown devices, asking a few questions at once', async () => {
    ledger.record(consignment);
    const sets = Array.from({ length: 60 }, (_, index) => {
      const { content, bytes } = submission({ deviceId: `AMSP/X-${index}` });
      return ledger.record(content, { attachments: [bytes] }).set;
    });
    const block = ledger.append(...sets);
    expect(new Set(await read(block))).to.deep.equal(new Set(['void']));
    expect(ledger.busiest).to.be.within(2, EVALUATIONS_AT_ONCE_MAX);
  });

  it('shows nothing of what was recorded under a definition that was never accepted, nor what relies on it', async () => {
    const session = ledger.session();
    const guard = await createDefinitionGuard({ session, definition: undefined, call: {} });
    const { digest } = guard.status();
    ledger.append(ledger.record(consignment).set);
    ledger.commitDefinition('X');
    ledger.append(ledger.record(device()).set);
    ledger.commitDefinition('A');
    const last = appendSubmission({});
    await guard.accept(digest);
    expect(await read(0, guard)).to.deep.equal(['shipment.consigned', 'definition', 'void']);
    // The one knows what was recorded meanwhile from its acceptance, the other sees it in the blocks.
    expect(await read(last, guard)).to.deep.equal(['void']);
    const pinned = await createDefinitionGuard({ session, definition: { digest, sequence: 3 }, call: {} });
    expect(await read(0, pinned)).to.deep.equal(['shipment.consigned', 'definition', 'void']);
  });

  it('counts nothing after fields of the definition were written without a new sequence', async () => {
    ledger.append(ledger.record(consignment).set);
    const value = Buffer.from('any policy');
    const keys = [{ key: 'namespaces/fields/kontti/ValidationInfo', value }];
    ledger.blocks.push([{ sets: [{ namespace: '_lifecycle', keys }] }]);
    ledger.append(ledger.record(device()).set);
    expect(await read(0)).to.deep.equal(['shipment.consigned', 'definition']);
  });

  it('goes on behind any content of a valid transaction', async () => {
    const junk = Buffer.from([0xff, 0x00]);
    ledger.append({
      namespace: 'kontti',
      keys: [
        { key: `fact/${'0'.repeat(64)}`, value: junk },
        { key: '\u0000', value: junk },
      ],
      collections: [
        {
          name: 'no such collection',
          keys: [{ key: deviceRevokedKey.build({ device: 'AMSP/D-1' }), value: junk }],
        },
      ],
    });
    const block = ledger.append(ledger.record(device()).set);
    expect(await read(block - 1)).to.deep.equal(['malformed', 'device.registered']);
  });

  it('says behind which block it is, also where a block has no events, and waits for the answer', async () => {
    const { set } = ledger.record(consignment);
    ledger.append(set);
    ledger.append();
    const guard = await createDefinitionGuard({ session: ledger.session(), definition: undefined, call: {} });
    const seen: string[] = [];
    const onBlock = async (position: string): Promise<void> => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(position.replace(/^.*:(\d+)\..*$/, 'block $1'));
    };
    const source = { session: ledger.session(), guard };
    for await (const { type } of streamEvents(source, { fromBlock: 1, toBlock: 3, onBlock })) seen.push(type);
    expect(seen).to.deep.equal(['block 1', 'shipment.consigned', 'block 2', 'block 3']);
  });

  it('may find nothing new, and does not end long before it begins', async () => {
    const guard = await createDefinitionGuard({ session: ledger.session(), definition: undefined, call: {} });
    const source = { session: ledger.session(), guard };
    expect(await streamEvents(source, { fromBlock: 1n, toBlock: 0 }).next()).to.include({ done: true });
    const failure: unknown = await streamEvents(source, { fromBlock: 2n, toBlock: 0 })
      .next()
      .catch((error: unknown) => error);
    expect(failure)
      .to.include({ code: 'OPTIONS_INVALID' })
      .and.to.have.nested.property('details.option', 'toBlock');
  });
});
