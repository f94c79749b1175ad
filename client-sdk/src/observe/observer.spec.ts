import { SpanStatusCode, trace } from '@opentelemetry/api';
import { expect } from 'chai';
import pino from 'pino';
import { createDevice } from '../reading/device';
import { createReadings } from '../reading/readings';
import { DeviceLedger, type LedgerHost } from '../testing/device-ledger';
import { useExporters } from '../testing/exporters';
import type { OperationContext } from '../operation';
import type { ObserveOptions, RetryNotice } from './observe-options';
import { createObserver } from './observer';

const deviceId = 'Org1MSP/D-1';
const shipmentId = 'Org1MSP/S-1';
const NOW_MS = Date.parse('2026-03-01T00:00:00Z');

describe('what observers see of calls', () => {
  const { spans, collect } = useExporters();
  let ledger: DeviceLedger;
  let fates: ReturnType<LedgerHost['fate']>[];

  beforeEach(() => {
    fates = [];
    ledger = new DeviceLedger();
    ledger.shipments.add(shipmentId);
  });

  /** A client whose clock moves by 5 ms with each answer. */
  function createContext(observe: ObserveOptions | undefined): OperationContext {
    let nowMs = NOW_MS;
    const host: LedgerHost = {
      timers: {
        nowMs: () => nowMs,
        random: () => 0,
        delay: (delayMs) => {
          nowMs += delayMs;
          return Promise.resolve();
        },
      },
      answer: async (work) => {
        await new Promise((resolve) => setImmediate(resolve));
        nowMs += 5;
        return work();
      },
      happen: (work) => work(),
      fate: () => fates.shift() ?? 'sent',
    };
    const made = ledger.context(host);
    const observer = createObserver({ observe, channel: 'mychannel', nowMs: () => nowMs });
    return { ...made, session: { ...made.session, ...(observer && { observer }) } };
  }

  async function submit(made: OperationContext): Promise<unknown> {
    const device = createDevice({ channel: 'mychannel', chaincode: 'kontti', deviceId, nowMs: () => NOW_MS });
    ledger.addDevice(deviceId, device.publicKey);
    const { bytes } = device.sign({ shipmentId }, [{ at: new Date(NOW_MS), temperatureMilliC: 4_000 }]);
    return createReadings(made).submit({ batches: [Buffer.from(bytes).toString('base64')] });
  }

  it('goes to a logger of pino as it is, without requests', async () => {
    const lines: string[] = [];
    const logger = pino({ level: 'debug' }, { write: (line) => void lines.push(line) });
    const made = createContext({ logger, telemetry: false });
    await submit(made);
    await createReadings(made)
      .getDeviceState({ deviceId: 'Org1MSP/D-9' })
      .catch(() => undefined);
    const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries[0]).to.include({ level: 20, kind: 'submit', operation: 'reading:Submit', msg: 'call' });
    expect(entries[0]).to.have.property('ms').that.is.greaterThan(0);
    expect(entries[1]).to.include({
      level: 40,
      kind: 'evaluate',
      code: 'UNKNOWN_DEVICE',
      msg: 'call failed',
    });
    expect(spans.getFinishedSpans()).to.deep.equal([]);
    expect(lines.join('')).not.to.match(/D-9|KRB/);
  });

  it('is a span of OpenTelemetry for each call, within that of the caller', async () => {
    const made = createContext(undefined);
    const tracer = trace.getTracer('caller');
    await tracer.startActiveSpan('import', async (span) => {
      await submit(made);
      await createReadings(made)
        .getDeviceState({ deviceId: 'Org1MSP/D-9' })
        .catch(() => undefined);
      span.end();
    });
    const [submitted, asked, caller] = spans.getFinishedSpans();
    expect(submitted).to.include({ name: 'kontti.submit reading:Submit' });
    expect(submitted?.attributes).to.include({ 'kontti.kind': 'submit', 'kontti.channel': 'mychannel' });
    expect(submitted?.parentSpanContext?.spanId).to.equal(caller?.spanContext().spanId);
    expect(asked?.status).to.deep.equal({ code: SpanStatusCode.ERROR, message: 'UNKNOWN_DEVICE' });
    const names = (await collect()).map(({ descriptor }) => descriptor.name);
    expect(names).to.include('kontti.client.call.duration');
  });

  it('has each retry with its reason, and counts it', async () => {
    const notices: RetryNotice[] = [];
    fates = ['lost', 'sent'];
    await submit(createContext({ onRetry: (notice) => void notices.push(notice) }));
    expect(notices).to.deep.equal([{ reason: 'outage', operation: 'reading:Submit', attempt: 1 }]);
    const counted = (await collect()).map(({ descriptor }) => descriptor.name);
    expect(counted).to.include('kontti.client.retries');
  });

  it('changes nothing where an observer throws', async () => {
    const fail = (): never => {
      throw new Error('full disk');
    };
    fates = ['lost', 'sent'];
    const logger = { debug: fail, info: fail, warn: fail, error: fail };
    const made = createContext({ logger, onRetry: fail, onConnection: fail });
    expect(await submit(made)).to.have.property('transactionId');
    expect(createObserver({ observe: { telemetry: false }, channel: 'c', nowMs: () => 0 })).to.equal(
      undefined,
    );
  });
});
