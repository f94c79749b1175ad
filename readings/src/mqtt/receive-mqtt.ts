import { setTimeout as delay } from 'node:timers/promises';
import type { KonttiError, ReadingQueue, ReadingRow } from '@kontti/client-sdk';
import { cellsToReading } from '../columns';
import type { RowForm } from '../columns';
import { valueToCells } from '../files/read-ndjson';
import { sourceLimits } from '../limits';
import { rowError } from '../row-error';

/** A message of a broker. */
export interface MqttMessage {
  /** The topic that it was published on. */
  readonly topic: string;
  /** JSON in UTF-8: an object, or a list of objects. */
  readonly payload: string | Uint8Array;
}

/** What is used of a client of `mqtt` 5, whose types programs without MQTT need not have. */
export interface MqttReceiver {
  /** Replaced by `receiveMqtt`; the client calls it with each message, and sends the acknowledgement when `acknowledge` is called. */
  handleMessage(message: MqttMessage, acknowledge: () => void): void;
  /** Subscribes to topics, and resolves with the QoS that the broker grants for each. */
  subscribeAsync(
    topics: string[],
    options: { readonly qos: 1 },
  ): Promise<readonly { readonly topic: string; readonly qos: number }[]>;
}

/** Whose messages are taken, and where they go. */
export interface MqttOptions {
  /**
   * A client of `mqtt` 5 that alone serves this. With `clean: false` and a `clientId` of its own the broker keeps what is published while the program
   * does not run.
   */
  readonly client: MqttReceiver;
  /** Topics, with wildcards; they are subscribed to with QoS 1. */
  readonly topics: string | readonly string[];
  /** Keeps rows on disk before a message is acknowledged. */
  readonly queue: Pick<ReadingQueue, 'add' | 'reject'>;
  /**
   * Returns what the messages of a topic do not say themselves, e.g. the device; `undefined` for a topic that nobody knows, whose messages are
   * rejected.
   */
  readonly formOf: (topic: string) => RowForm | undefined;
  /** Called when messages wait, since the queue cannot be written. */
  readonly onPause?: (reason: unknown) => void;
}

/** A message as the rejected rows have it. */
interface Rejected {
  readonly row: unknown;
  readonly error: KonttiError;
}

/**
 * Takes messages of MQTT into a queue of readings: each is acknowledged once its rows are on disk, so that the broker sends it again after anything that comes
 * between. A message is an object of JSON, or a list of such, with the columns of files. What cannot be read is kept among the queue's rejected rows.
 * Resolves once the broker confirmed the subscription; the messages are taken until the client ends.
 * @example
 * const client = await connectAsync('mqtt://broker.example.com', { clientId: 'kontti-1', clean: false });
 * await receiveMqtt({ client, queue, topics: 'sensors/+', formOf: (topic) => forms.get(topic) });
 * @throws OPTIONS_INVALID where the broker grants no QoS 1, and what the client throws
 */
export async function receiveMqtt(options: MqttOptions): Promise<void> {
  const { client, topics } = options;
  // MQTT.js sends the acknowledgement when this calls back, and gives the next message after that.
  client.handleMessage = (packet, acknowledge) => {
    void keep(options, packet).then(() => acknowledge());
  };
  const granted = await client.subscribeAsync([topics].flat(), { qos: 1 });
  const refused = granted.find(({ qos }) => qos !== 1);
  if (refused !== undefined) {
    throw rowError('OPTIONS_INVALID', {
      because: `the broker does not grant QoS 1 for ${refused.topic}`,
      option: 'topics',
      rule: 'topics that the broker grants QoS 1 for',
    });
  }
}

/** Resolves once everything of a message is on disk, however long that takes. */
async function keep(options: MqttOptions, packet: MqttMessage): Promise<void> {
  const { queue, onPause } = options;
  const { rows, rejected } = packetToRows(packet, options.formOf);
  const writes = [
    ...(rows.length === 0 ? [] : [() => queue.add(rows)]),
    ...(rejected.length === 0 ? [] : [() => queue.reject(rejected)]),
  ];
  for (const write of writes) {
    for (
      let pauseMs: number = sourceLimits.pauseMs;
      ;
      pauseMs = Math.min(2 * pauseMs, sourceLimits.pauseMsMax)
    ) {
      try {
        await write();
        break;
      } catch (error) {
        onPause?.(error);
        await delay(pauseMs);
      }
    }
  }
}

/** Rows of a message, and what of it is none. */
function packetToRows(
  { topic, payload }: MqttMessage,
  formOf: MqttOptions['formOf'],
): { readonly rows: ReadingRow[]; readonly rejected: Rejected[] } {
  const text = Buffer.from(payload).toString('utf8');
  const whole = (because: string): { rows: ReadingRow[]; rejected: Rejected[] } => {
    const shown = text.slice(0, sourceLimits.lineLengthMax);
    const error = rowError('ROW_UNREADABLE', { because, topic });
    return { rows: [], rejected: [{ row: { topic, text: shown }, error }] };
  };
  const form = formOf(topic);
  if (form === undefined) return whole(`nothing is known of the topic ${topic}`);
  const parsed = textToList(text);
  if (typeof parsed === 'string') return whole(parsed);
  const rows: ReadingRow[] = [];
  const rejected: Rejected[] = [];
  for (const [index, value] of parsed.entries()) {
    const { cells, problem } = valueToCells(value, `entry ${index}`);
    try {
      if (cells === undefined) throw problem ?? rowError('ROW_UNREADABLE', { because: 'it has no cells' });
      rows.push(cellsToReading(cells, form));
    } catch (error) {
      rejected.push({ row: { topic, value }, error: error as KonttiError });
    }
  }
  return { rows, rejected };
}

/** The entries of a message, or why it has none. */
function textToList(text: string): readonly unknown[] | string {
  if (text.length > sourceLimits.messageBytesMax) return 'the message is too long';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'the message is not JSON';
  }
  const list: readonly unknown[] = Array.isArray(value) ? (value as unknown[]) : [value];
  return list.length > sourceLimits.messageRowsMax ? 'the message has too many rows' : list;
}
