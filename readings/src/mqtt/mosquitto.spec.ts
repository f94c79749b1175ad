import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { openReadingQueue, type ReadingQueue, type ReadingRow } from '@kontti/client-sdk';
import { openSqliteQueue } from '@kontti/store';
import { describeOnSqlite } from '@kontti/store/testing/sqlite-driver';
import { expect } from 'chai';
import { connectAsync, type MqttClient } from 'mqtt';
import { receiveMqtt } from './receive-mqtt';

const MESSAGES = 60;
const RESTARTS_AT: readonly number[] = [20, 40];
const startMs = Date.parse('2026-03-01T00:00:00Z');
const formOf = () => ({ deviceId: 'Org1MSP/D-1', shipmentId: 'Org1MSP/S-1' });

/** The program, of the PATH or where Debian puts it. */
function findMosquitto(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  return folders
    .map((folder) => join(folder, 'mosquitto'))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** A port that is free now. */
async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const mosquitto = findMosquitto();

if (mosquitto === undefined) {
  describe.skip('a queue behind mosquitto (which is not on this machine)', () => {
    it('gets each message');
  });
} else {
  describeOnSqlite('a queue behind mosquitto', () => {
    let folder: string;
    let port: number;
    let broker: ChildProcess;
    let queue: ReadingQueue;
    const clients: MqttClient[] = [];

    async function startBroker(): Promise<void> {
      broker = spawn(mosquitto ?? '', ['-c', join(folder, 'mosquitto.conf')], { stdio: 'ignore' });
      // What it kept is there once it takes connections.
      for (;;) {
        const client = await connectAsync({ host: '127.0.0.1', port, reconnectPeriod: 0 }).catch(
          () => undefined,
        );
        await client?.endAsync();
        if (client !== undefined) return;
        if (broker.exitCode !== null) throw new Error(`mosquitto ended: ${broker.exitCode}`);
      }
    }

    async function stopBroker(): Promise<void> {
      const ended = once(broker, 'exit');
      broker.kill('SIGTERM');
      await ended;
    }

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'kontti-mosquitto-'));
      port = await findPort();
      const settings = [
        ...[`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'persistence true'],
        ...[`persistence_location ${folder}/`, 'max_queued_messages 0', 'log_dest none'],
        ...(process.getuid?.() === 0 ? ['user root'] : []),
      ];
      await writeFile(join(folder, 'mosquitto.conf'), `${settings.join('\n')}\n`);
      queue = openReadingQueue({
        store: await openSqliteQueue({ file: join(folder, 'queue.db') }),
        signerOf: () => undefined,
      });
      await startBroker();
    });

    after(async () => {
      await Promise.all(clients.map((client) => client.endAsync(true)));
      await stopBroker();
      await queue.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function open(clientId: string): Promise<MqttClient> {
      const client = await connectAsync({
        host: '127.0.0.1',
        port,
        clientId,
        clean: false,
        reconnectPeriod: 20,
      });
      clients.push(client);
      return client;
    }

    it('gets each message, though the broker starts anew twice', async () => {
      const kept = new Set<number>();
      const noting = {
        async add(rows: readonly ReadingRow[]) {
          await queue.add(rows);
          for (const { at } of rows) kept.add((new Date(at).getTime() - startMs) / 1_000);
        },
        reject: queue.reject.bind(queue),
      };
      await receiveMqtt({ client: await open('receiver'), topics: 'sensors/+', queue: noting, formOf });
      const sender = await open('sender');
      for (let message = 0; message < MESSAGES; message += 1) {
        const rows = [0, 1].map((row) => ({
          at: new Date(startMs + (2 * message + row) * 1_000).toISOString(),
          temperatureC: 4,
        }));
        await sender.publishAsync('sensors/1', JSON.stringify(rows), { qos: 1 });
        if (RESTARTS_AT.includes(message)) {
          // What is on its way to the receiver comes again.
          await stopBroker();
          await startBroker();
        }
      }
      while (kept.size < 2 * MESSAGES) await new Promise((resolve) => setTimeout(resolve, 5));
      expect([...kept].toSorted((a, b) => a - b)).to.deep.equal(
        Array.from({ length: 2 * MESSAGES }, (_, second) => second),
      );
      const { waiting, rejected } = await queue.count();
      expect(rejected).to.equal(0);
      expect(waiting).to.be.at.least(2 * MESSAGES);
    });
  });
}
