import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReadingQueue, type ReadingQueue, type ReadingRow } from '@kontti/client-sdk';
import { openSqliteQueue } from '@kontti/store';
import { describeOnSqlite } from '@kontti/store/testing/sqlite-driver';
import { Aedes } from 'aedes';
import { expect } from 'chai';
import { connectAsync, type MqttClient } from 'mqtt';
import { receiveMqtt } from './receive-mqtt';

const at = '2026-03-01T00:00:00Z';
const shipmentId = 'Org1MSP/S-1';
const formOf = (topic: string) =>
  topic === 'sensors/1' ? { deviceId: 'Org1MSP/D-1', shipmentId } : undefined;

describeOnSqlite('messages of MQTT', () => {
  let folder: string;
  let broker: Aedes;
  let server: Server;
  let queue: ReadingQueue;
  const clients: MqttClient[] = [];
  /** Messages that the broker was told to be received. */
  let acknowledged = 0;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kontti-mqtt-'));
    queue = openReadingQueue({
      store: await openSqliteQueue({ file: join(folder, 'queue.db') }),
      signerOf: () => undefined,
    });
    broker = await Aedes.createBroker();
    acknowledged = 0;
    broker.on('ack', () => (acknowledged += 1));
    server = createServer((socket) => void broker.handle(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
    await new Promise<void>((resolve) => broker.close(() => resolve()));
    server.close();
    await queue.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(clientId: string): Promise<MqttClient> {
    const { port } = server.address() as AddressInfo;
    const client = await connectAsync({
      host: '127.0.0.1',
      port,
      clientId,
      clean: false,
      reconnectPeriod: 0,
    });
    clients.push(client);
    return client;
  }

  const until = async (isOver: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await isOver())) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('are acknowledged once their rows are on disk, and kept with the reason where they are no rows', async () => {
    await receiveMqtt({ client: await open('receiver'), topics: ['sensors/+'], queue, formOf });
    const sender = await open('sender');
    const messages: readonly (readonly [string, string])[] = [
      ['sensors/1', JSON.stringify({ at, temperatureC: 4.125 })],
      [
        'sensors/1',
        JSON.stringify([{ at, temperatureC: 4 }, { at, temperatureC: 'NaN' }, 7, { at, humidityPct: 40 }]),
      ],
      ['sensors/1', '{"at":'],
      ['sensors/2', JSON.stringify({ at, temperatureC: 4 })],
    ];
    for (const [topic, payload] of messages) await sender.publishAsync(topic, payload, { qos: 1 });
    await until(() => acknowledged === messages.length);
    expect(await queue.count()).to.deep.equal({ waiting: 3, rejected: 4 });
    const codes: string[] = [];
    for await (const { reason } of queue.rejected()) codes.push(reason.code);
    expect(codes).to.deep.equal(['READINGS_INVALID', 'ROW_UNREADABLE', 'ROW_UNREADABLE', 'ROW_UNREADABLE']);
  });

  it('come again when the program ends before they are on disk', async () => {
    const client = await open('receiver');
    let isAsked = (): void => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const never = {
      add: () => (isAsked(), new Promise<void>(() => undefined)),
      reject: () => Promise.resolve(),
    };
    await receiveMqtt({ client, topics: 'sensors/1', queue: never, formOf });
    const sender = await open('sender');
    await sender.publishAsync('sensors/1', JSON.stringify({ at, temperatureC: 4.125 }), { qos: 1 });
    await asked;
    client.stream.destroy();
    await new Promise<void>((resolve) => client.once('close', () => resolve()));
    expect(acknowledged).to.equal(0);
    await sender.publishAsync('sensors/1', JSON.stringify({ at, temperatureC: 5 }), { qos: 1 });
    await receiveMqtt({ client: await open('receiver'), topics: 'sensors/1', queue, formOf });
    await until(async () => (await queue.count()).waiting === 2);
    await until(() => acknowledged === 2);
  });

  it('wait while the disk takes nothing', async () => {
    const rows: ReadingRow[] = [];
    const pauses: unknown[] = [];
    let failures = 2;
    const full = {
      add: (added: readonly ReadingRow[]) => {
        failures -= 1;
        if (failures >= 0) return Promise.reject(new Error('the disk is full'));
        rows.push(...added);
        return Promise.resolve();
      },
      reject: () => Promise.resolve(),
    };
    const onPause = (reason: unknown): void => void pauses.push(reason);
    await receiveMqtt({ client: await open('receiver'), topics: 'sensors/1', queue: full, formOf, onPause });
    const sender = await open('sender');
    await sender.publishAsync('sensors/1', JSON.stringify({ at, temperatureC: 4.125 }), { qos: 1 });
    await until(() => acknowledged === 1);
    expect([rows.length, pauses.map(String)]).to.deep.equal([
      1,
      ['Error: the disk is full', 'Error: the disk is full'],
    ]);
  });
});
