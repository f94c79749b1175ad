import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeOnNetwork } from '../engine/engine';
import { airMspId, retailMspId, startTestLedger } from './ledger';
import type { TestLedger } from './ledger';

describeOnNetwork('the SDK: the pinned definition', () => {
  let ledger: TestLedger;
  let folder: string;

  before(async () => {
    ledger = await startTestLedger();
    folder = await mkdtemp(join(tmpdir(), 'kontti-definition-'));
  });

  after(async () => {
    await ledger[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'fulfilled',
      (error: { code?: unknown }) => error.code,
    );
  const read = { mspId: airMspId };

  it('stops every call after a change until the company accepts it', async () => {
    const file = join(folder, 'accepted.json');
    await using first = await ledger.connect(airMspId, { definition: { file } });
    const { digest } = first.definition();
    const stream = first.events();
    const next = codeOf(stream.next());
    await ledger.redeploy({ signaturePolicy: `OR('${airMspId}.peer', '${retailMspId}.peer')` });

    // The open stream sees the change commit.
    expect(await next).to.equal('DEFINITION_CHANGED');
    expect(await codeOf(first.companies.get(read))).to.equal('DEFINITION_CHANGED');
    expect(await codeOf(first.companies.register({ name: 'A', gln: '', jurisdiction: 'FI' }))).to.equal(
      'DEFINITION_CHANGED',
    );
    const { changes, digest: changed } = first.definition();
    expect(changes).to.deep.equal([{ part: 'policy', change: 'changed' }]);

    // The file still holds what was accepted, so a new client stops as well.
    await using second = await ledger.connect(airMspId, { definition: { file } });
    expect(await codeOf(second.companies.get(read))).to.equal('DEFINITION_CHANGED');
    expect(await codeOf(second.acceptDefinition({ digest }))).to.equal('DEFINITION_CHANGED');
    await second.acceptDefinition({ digest: changed });
    expect(await codeOf(second.companies.get(read))).to.equal('NOT_FOUND');
    expect(JSON.parse(await readFile(file, 'utf8'))).to.include({ digest: changed });

    await using third = await ledger.connect(airMspId, { definition: { file } });
    expect(third.definition().accepted).to.equal(true);
    await using fourth = await ledger.connect(airMspId, { definition: { digest } });
    expect(await codeOf(fourth.companies.get(read))).to.equal('DEFINITION_CHANGED');
  });

  it('does not take a damaged file for an acceptance', async () => {
    const file = join(folder, 'damaged.json');
    await using client = await ledger.connect(airMspId, { definition: { file } });
    const content = await readFile(file, 'utf8');
    await writeFile(file, content.replace('"initRequired": false', '"initRequired": true'));
    expect(await codeOf(ledger.connect(airMspId, { definition: { file } }))).to.equal(
      'DEFINITION_FILE_UNREADABLE',
    );
    expect(client.definition().accepted).to.equal(true);
  });

  it('says when the chaincode is not there', async () => {
    expect(await codeOf(ledger.connect(airMspId, { chaincode: 'absent' }))).to.equal('CHAINCODE_NOT_FOUND');
  });
});
