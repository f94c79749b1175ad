import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { runKonttiHere } from 'kontti/testing/kontti-command';
import { describeOnNetwork } from '../engine/engine';
import { forwarderMspId, retailMspId, startTestLedger, type TestLedger } from '../sdk/ledger';
import { registerCompanies } from '../sdk/setup';

const startMs = Date.parse('2026-03-01T00:00:00Z');
const shipmentId = `${forwarderMspId}/S-1`;
const deviceId = `${forwarderMspId}/D-1`;
const container = 'CSQU3054383';

describeOnNetwork('kontti readings show', () => {
  let folder: string;
  let ledger: TestLedger;
  let publicKey: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-show-'));
    ledger = await startTestLedger();
    await registerCompanies(ledger);
    const { companies, shipments, readings } = ledger.clients.forwarder;
    await shipments.consign({
      ...{ shipmentId, consignee: retailMspId, origin: 'FIKVL', destination: 'JFK', container },
      conditions: { temperatureMaxMilliC: 8_000 },
    });
    const device = readings.device({ deviceId });
    ({ publicKey } = device);
    await companies.registerDevice({ deviceId, publicKey });
    for (let batch = 0; batch < 4; batch += 1) {
      const measurements = Array.from({ length: 100 }, (_, index) => ({
        at: new Date(startMs + (batch * 100 + index) * 60_000),
        temperatureMilliC: 4_000 + Math.round(4_500 * Math.sin((batch * 100 + index) / 60)),
        ...{ latitudeE7: 608_680_000, longitudeE7: 267_040_000 + index },
      }));
      const { bytes } = device.sign({ shipmentId }, measurements);
      await readings.submit({ batches: [Buffer.from(bytes).toString('base64')] });
    }
  });

  after(async () => {
    await ledger[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (verb: string, ...words: string[]) => {
    const { organizations, chaincodeName, channelId } = ledger.network;
    const access = ['--dir', dirname(organizations), '--company', forwarderMspId];
    return runKonttiHere(
      ...['readings', verb, ...access, '--channel', channelId, '--chaincode', chaincodeName, ...words],
    );
  };

  it('sums up what was measured by device, shipment and container, and plots it', async () => {
    for (const which of [
      ['--device', deviceId],
      ['--shipment', shipmentId],
      ['--container', container],
    ]) {
      const { output, errors } = await run('show', ...which, '--json', '--points', '40');
      expect(errors).to.equal('');
      const series = JSON.parse(output) as Record<string, never>;
      expect(series, which.join(' ')).to.include({
        event: 'series',
        readings: 400,
        batches: 4,
        unverified: 0,
      });
      expect(series['quantities']).to.have.nested.property('[0].max', 8_500);
      expect(series['excursions']).to.have.nested.property('[0].worst', 8_500);
      expect(series['position']).to.include({ longitudeE7: 267_040_099 });
    }
    const { output } = await run('show', '--shipment', shipmentId, '--to', '2026-03-01T01:00:00Z');
    expect(output)
      .to.match(/61 readings in 1 batches/)
      .and.match(/temperature °C {2}min 4\.000 .*\n.*┤/);
  });

  it('writes a plot as SVG and as PNG', async () => {
    const [svg, png] = [join(folder, 'plot.svg'), join(folder, 'plot.png')];
    await run('show', '--device', deviceId, '--out', svg);
    const text = await readFile(svg, 'utf8');
    expect(text)
      .to.match(/^<svg [^>]*>/)
      .and.match(/temperature °C/)
      .and.match(/stroke-dasharray/);
    await run('show', '--device', deviceId, '--out', png);
    expect((await readFile(png)).subarray(1, 4).toString()).to.equal('PNG');
    const { exitCode } = await run('show', '--device', deviceId, '--out', join(folder, 'plot.gif'));
    expect(exitCode).to.equal(1);
  });

  it('shows the DID document of a device, or writes it', async () => {
    const place = ['--device', deviceId, '--host', 'devices.example.com'];
    const did = JSON.parse((await run('did', ...place, '--json')).output) as Record<string, never>;
    expect(did).to.include({ url: `https://devices.example.com/${deviceId}/did.json` });
    const id = `did:web:devices.example.com:${deviceId.replace('/', ':')}`;
    expect(did['document']).to.include({ id });
    const file = join(folder, 'did.json');
    const written = await run('did', ...place, '--port', '8443', '--path', 'meters/7', '--out', file);
    expect(written.output).to.include('https://devices.example.com:8443/meters/7/did.json');
    const document = JSON.parse(await readFile(file, 'utf8')) as { readonly id: string };
    expect(document.id).to.equal('did:web:devices.example.com%3A8443:meters:7');
    const wrong = await run('did', '--device', deviceId, '--host', '10.0.0.1');
    expect(wrong.errors).to.match(/place\.host/);
  });

  it('proves one reading, which is checked offline', async () => {
    const file = join(folder, 'proof.json');
    expect((await run('prove', '--device', deviceId, '--sequence', '250', '--out', file)).exitCode).to.equal(
      0,
    );
    const check = (...words: string[]) => runKonttiHere('readings', 'check', file, '--json', ...words);
    const held = JSON.parse((await check('--public-key', publicKey)).output) as Record<string, never>;
    expect(held).to.include({ event: 'holds', deviceId, shipmentId, isKeyGiven: true });
    expect(held['reading']).to.include({ sequence: 250 });
    const bent = (await readFile(file, 'utf8')).replace('"sequence":250', '"sequence":251');
    await writeFile(file, bent);
    expect((await check()).errors).to.match(/READINGS_INVALID/);
    await writeFile(file, '{}');
    expect((await check()).errors).to.match(/ARGUMENT_INVALID/);
    const absent = await run('prove', '--device', deviceId, '--sequence', '400', '--out', file);
    expect(absent.exitCode).to.equal(1);
  });
});
