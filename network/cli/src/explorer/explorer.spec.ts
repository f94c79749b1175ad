import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startDevnet, type Devnet } from '@kontti/devnet/devnet';
import { NetworkError } from '@kontti/fabric-protocol/base';
import { type TestClient, clientOf, submitNow } from '@kontti/devnet/testing/gateway-client';
import { KeeperContract } from '@kontti/devnet/testing/keeper-contract';
import type { Terminal } from '../options/terminal';
import { withLedger } from './open-ledger';
import { showBlocks, showTransaction, showWholeBlock } from './show';

type Shown = Readonly<Record<string, unknown>>;

describe('the explorer', () => {
  let directory: string;
  let devnet: Devnet;
  let client: TestClient;
  let reader: { dir: string; user: string };

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kontti-explorer-'));
    devnet = await startDevnet({
      companies: [
        { mspId: 'Org1MSP', domain: 'org1.example.com' },
        { mspId: 'Org2MSP', domain: 'org2.example.com' },
      ],
      channelId: 'freight',
      directory: join(directory, 'organizations'),
    });
    await devnet.deployChaincode({ name: 'keeper', contracts: { contracts: [KeeperContract] } });
    client = await clientOf({ devnet, mspId: 'Org1MSP' });
    reader = { dir: directory, user: 'User1' };
  });

  after(async () => {
    client[Symbol.dispose]();
    await devnet.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** What was shown, as JSON and as text. */
  async function shownBy(
    show: (terminal: Terminal) => Promise<void>,
  ): Promise<{ json: Shown[]; text: string[] }> {
    const shown = { json: [] as Shown[], text: [] as string[] };
    await show({
      isJson: false,
      result({ json, text }) {
        shown.json.push(json);
        shown.text.push(text);
      },
      note: () => undefined,
      failure: () => undefined,
    });
    return shown;
  }

  const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => (error instanceof NetworkError ? error.code : error),
    );

  const options = () => ({ ...reader, channel: 'freight' });

  it('shows the newest blocks, or those from a number on', async () => {
    const { height } = devnet.ledger;
    const newest = await shownBy((terminal) => showBlocks({ ...options(), count: 2 }, terminal));
    expect(newest.json.map(({ number }) => number)).to.deep.equal([height - 2, height - 1]);
    const first = await shownBy((terminal) =>
      showBlocks({ ...options(), company: 'Org2MSP', from: 0, count: 1 }, terminal),
    );
    expect(first.json).to.have.length(1);
    expect(first.json[0]).to.deep.include({ event: 'block', number: 0 });
    const none = shownBy((terminal) => showBlocks({ ...options(), from: height, count: 1 }, terminal));
    expect(await codeOf(none)).to.equal('BLOCK_UNKNOWN');
  });

  it('shows a block and a transaction with all that they hold, without giving the terminal commands', async () => {
    const { blockNumber } = await submitNow({ devnet, client }, 'put', 'k\u001b[2J', 'v');
    const number = Number(blockNumber);
    const [block] = (await shownBy((terminal) => showWholeBlock({ ...options(), number }, terminal))).json;
    const [transaction] = (block?.['transactions'] ?? []) as { txId: string }[];
    for (const name of [transaction?.txId ?? '', { blockNumber: number, txNumber: 0 }]) {
      const shown = await shownBy((terminal) =>
        showTransaction({ ...options(), transaction: name }, terminal),
      );
      expect(shown.json).to.deep.equal([{ event: 'transaction', blockNumber: number, transaction }]);
      expect(shown.text[0]).to.contain('[2J').and.not.to.contain('\u001b');
    }
  });

  it('says what there is not', async () => {
    const find = (transaction: string | { blockNumber: number; txNumber: number }) =>
      codeOf(shownBy((terminal) => showTransaction({ ...options(), transaction }, terminal)));
    expect(await find('ab'.repeat(32))).to.equal('TRANSACTION_UNKNOWN');
    expect(await find({ blockNumber: 0, txNumber: 1 })).to.equal('TRANSACTION_UNKNOWN');
    expect(await find({ blockNumber: 1_000, txNumber: 0 })).to.equal('BLOCK_UNKNOWN');
    const blocks = (bent: object) =>
      codeOf(shownBy((terminal) => showBlocks({ ...options(), count: 1, ...bent }, terminal)));
    expect(await blocks({ company: 'Org3MSP' })).to.equal('COMPANY_UNKNOWN');
    expect(await blocks({ user: 'User9' })).to.equal('DIRECTORY_UNUSABLE');
    expect(await blocks({ channel: 'other' })).to.equal('LIFECYCLE_FAILED');
    expect(await blocks({ dir: join(directory, 'organizations') })).to.equal('DIRECTORY_UNUSABLE');
  });

  it('follows the blocks that come until it is asked to stop', async () => {
    const from = devnet.ledger.height;
    const stop = new AbortController();
    const numbers: (number | undefined)[] = [];
    await withLedger(options(), async (ledger) => {
      const submitted = submitNow({ devnet, client }, 'put', 'a', '1').then(() =>
        submitNow({ devnet, client }, 'put', 'a', '2'),
      );
      for await (const block of ledger.follow({ from, signal: stop.signal })) {
        numbers.push(block.getHeader()?.getNumber());
        if (numbers.length === 2) stop.abort();
      }
      await submitted;
    });
    expect(numbers).to.deep.equal([from, from + 1]);
    const refused = withLedger({ ...options(), channel: 'other' }, async (ledger) => {
      for await (const block of ledger.follow({ from: 0 })) expect(block).to.equal(undefined);
    });
    expect(await codeOf(refused)).to.equal('LIFECYCLE_FAILED');
  });
});
