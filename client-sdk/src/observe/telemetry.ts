/** What this package uses of `@opentelemetry/api`. */
interface OpenTelemetry {
  readonly trace: {
    getTracer(name: string): {
      startActiveSpan<T>(
        name: string,
        options: { readonly kind: number; readonly attributes: Attributes },
        work: (span: Span) => T,
      ): T;
    };
  };
  readonly metrics: {
    getMeter(name: string): {
      createHistogram(name: string, options: InstrumentOptions): Instrument<'record'>;
      createCounter(name: string, options: InstrumentOptions): Instrument<'add'>;
    };
  };
}

type Attributes = Readonly<Record<string, string | number>>;
type Instrument<M extends string> = Readonly<Record<M, (value: number, attributes: Attributes) => void>>;

interface InstrumentOptions {
  readonly description: string;
  readonly unit: string;
}

interface Span {
  setAttribute(name: string, value: string | number): unknown;
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  end(): void;
}

/** `SpanKind.CLIENT` and `SpanStatusCode.ERROR` of OpenTelemetry. */
const CLIENT = 2;
const ERROR = 2;
const NAME = '@kontti/client-sdk';

/** Spans and metrics of calls. */
export interface Telemetry {
  /** Runs a call within a span, which ends with it. */
  call<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T>;
  /** Counts how long a call took, in seconds. */
  took(seconds: number, attributes: Attributes): void;
  /** Counts a retry. */
  retried(attributes: Attributes): void;
}

/** `undefined` where `@opentelemetry/api` is not installed. */
export function openTelemetry(): Telemetry | undefined {
  let api: OpenTelemetry;
  try {
    api = require('@opentelemetry/api') as OpenTelemetry;
  } catch {
    return undefined;
  }
  const tracer = api.trace.getTracer(NAME);
  const meter = api.metrics.getMeter(NAME);
  const duration = meter.createHistogram('kontti.client.call.duration', {
    description: 'Time of a call with all its stages and repeats',
    unit: 's',
  });
  const retries = meter.createCounter('kontti.client.retries', {
    description: 'Times that something was tried again',
    unit: '{retry}',
  });
  return {
    call: (name, attributes, work) =>
      tracer.startActiveSpan(name, { kind: CLIENT, attributes }, async (span) => {
        try {
          return await work();
        } catch (error) {
          const { code = 'UNEXPECTED' } = error as { readonly code?: string };
          span.setAttribute('error.type', code);
          span.setStatus({ code: ERROR, message: code });
          throw error;
        } finally {
          span.end();
        }
      }),
    took: (seconds, attributes) => duration.record(seconds, attributes),
    retried: (attributes) => retries.add(1, attributes),
  };
}
