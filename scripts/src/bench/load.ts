import type { KonttiClient } from '@kontti/client-sdk';
import { companies } from '../voyage/companies';
import { forEachBounded } from '../voyage/concurrent';
import { startVoyageNetwork, type Engine } from '../voyage/network';
import { median } from './statistics';

/** What one engine did with the same chaincode and the same client. */
export interface LoadFigures {
  readonly engine: Engine;
  /** From nothing to a network with chaincode that answers. */
  readonly readyMs: number;
  readonly submitAloneMs: number;
  readonly submitsPerSecond: number;
  readonly queriesPerSecond: number;
}

const aloneCount = 30;
const submitCount = 600;
const queryCount = 2000;
const inFlightMax = 50;

async function perSecond(count: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await forEachBounded(Array.from({ length: count }).keys(), {
    inFlightMax,
    work: async (index) => {
      await work(index);
    },
  });
  return count / ((performance.now() - startMs) / 1000);
}

async function measure(client: KonttiClient): Promise<Omit<LoadFigures, 'engine' | 'readyMs'>> {
  const { mspId, name, gln, jurisdiction } = companies.forwarder;
  await client.companies.register({ name, gln, jurisdiction });
  const { publicKey } = client.readings.device({ deviceId: `${mspId}/D` });
  const registerDevice = (id: string): Promise<unknown> =>
    client.companies.registerDevice({ deviceId: `${mspId}/${id}`, publicKey });
  const alone: number[] = [];
  for (let index = 0; index < aloneCount; index += 1) {
    const startMs = performance.now();
    await registerDevice(`alone-${index}`);
    alone.push(performance.now() - startMs);
  }
  const submitsPerSecond = await perSecond(submitCount, (index) => registerDevice(`many-${index}`));
  const queriesPerSecond = await perSecond(queryCount, (index) =>
    client.companies.getDevice({ deviceId: `${mspId}/many-${index % submitCount}` }),
  );
  return { submitAloneMs: median(alone), submitsPerSecond, queriesPerSecond };
}

/** Registers devices (one sealed fact each, endorsed by three of four companies) and reads them, on a fresh network. */
export async function measureLoad(engine: Engine): Promise<LoadFigures> {
  const startMs = performance.now();
  await using network = await startVoyageNetwork({ engine, peerPort: 0 });
  const readyMs = performance.now() - startMs;
  const clients = await network.connectAll('admin');
  try {
    return { engine, readyMs, ...(await measure(clients.forwarder)) };
  } finally {
    for (const client of Object.values(clients)) {
      client.close();
    }
  }
}
