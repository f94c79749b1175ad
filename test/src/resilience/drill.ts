import { connect, type KonttiClient, type Timeouts } from '@kontti/client-sdk';
import { expect } from 'chai';
import { connectGateway, type TestCompany } from '../engine/peers';
import { followEvents } from './events';
import { readLedger } from './ledger';
import { startLoad, type Load } from './load';

/** What is killed and started again. */
export interface Victim {
  readonly name: string;
  /** Whether submits go on without it. */
  readonly isSpare: boolean;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

interface DrillOptions {
  readonly channelId: string;
  /** One client each, at the first peer. */
  readonly companies: readonly TestCompany[];
  /** Every peer whose ledger is read at the end. */
  readonly peers: readonly TestCompany[];
  readonly victims: readonly Victim[];
  /** Submits under way at once, of each company. */
  readonly workers: number;
  /** Submits of each company between two kills. */
  readonly submitsBetween: number;
  /** Submits of each company at most. */
  readonly submitsMax: number;
  /** The clients' own; the defaults of the SDK otherwise. */
  readonly timeouts?: Partial<Timeouts>;
}

function connectAdmin(
  { mspId, admin, endpoint, tlsRootPem, peerHostAlias }: TestCompany,
  { timeouts = {} }: DrillOptions,
): Promise<KonttiClient> {
  return connect({
    mspId,
    endpoint,
    certificate: admin.certificatePem,
    privateKey: admin.privateKeyPem,
    tlsRootCertificate: tlsRootPem,
    hostAlias: peerHostAlias,
    timeouts,
  });
}

async function readHeight(companies: readonly TestCompany[], channelId: string): Promise<number> {
  const heights = await Promise.all(
    companies.map(async (company) => {
      const peer = connectGateway(company);
      return peer.height(channelId).finally(() => {
        peer.close();
      });
    }),
  );
  return Math.max(...heights);
}

async function register(client: KonttiClient, index: number): Promise<void> {
  const gln = ['6400001000001', '6400001000018', '6400001000025'][index] ?? '';
  await client.companies.register({ name: client.mspId, gln, jurisdiction: 'FI-09' });
}

/** How long a company's client had nothing committed at most while a victim was away and came back. */
interface Pause {
  readonly name: string;
  readonly pauseMs: number;
}

/** Kills and starts each victim while every client submits. */
async function killOneByOne(options: DrillOptions, loads: readonly Load[]): Promise<readonly Pause[]> {
  const { victims, submitsBetween } = options;
  const progress = async (): Promise<void> => {
    await Promise.all(loads.map((load) => load.progress(submitsBetween)));
  };
  const takePauseMs = (): number => Math.max(...loads.map((load) => load.takePauseMs()));
  const pauses: Pause[] = [];
  await progress();
  takePauseMs();
  for (const victim of victims) {
    await victim.kill();
    if (victim.isSpare) await progress();
    await victim.restart();
    await progress();
    pauses.push({ name: victim.name, pauseMs: takePauseMs() });
  }
  return pauses;
}

function toSeconds(timeMs: number): string {
  return `${(timeMs / 1_000).toFixed(1)} s`;
}

/** What every peer's ledger and every client's stream must say of what was reported. */
async function checkLedgers(
  options: DrillOptions,
  reported: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const { channelId, companies, peers } = options;
  const height = await readHeight(companies, channelId);
  const ledgers = await Promise.all(peers.map((peer) => readLedger(peer, { channelId, height })));
  for (const { valid, facts } of ledgers) {
    const once = new Set(facts);
    expect(facts.length - once.size, 'doubled').to.equal(0);
    expect(
      [...reported.keys()].filter((key) => !once.has(key)),
      'lost facts',
    ).to.deep.equal([]);
    expect(
      [...reported.values()].filter((txId) => !valid.has(txId)),
      'lost transactions',
    ).to.deep.equal([]);
    expect(facts).to.deep.equal(ledgers[0]?.facts);
  }
  return ledgers[0]?.facts ?? [];
}

/**
 * Has every company's client submit and follow events while each victim is killed and started again, one by one; then nothing that
 * was reported is lost or doubled at any peer, and each stream reported every fact once, in the ledger's order. Says its figures.
 */
export async function runDrill(options: DrillOptions): Promise<string> {
  const { channelId, companies, victims, workers, submitsMax } = options;
  const clients = await Promise.all(companies.map((company) => connectAdmin(company, options)));
  try {
    for (const [index, client] of clients.entries()) await register(client, index);
    const fromBlock = await readHeight(companies, channelId);
    const streams = clients.map((client) => followEvents(client, { fromBlock }));
    const loads = clients.map((client) => startLoad({ client, workers, submitsMax }));
    let pauses: readonly Pause[];
    try {
      pauses = await killOneByOne(options, loads);
    } finally {
      await Promise.all(loads.map((load) => load.stop()));
    }
    expect(loads.flatMap(({ failures }) => failures)).to.deep.equal([]);
    const reported = new Map(
      loads.flatMap((load, index) =>
        load.reported.map(
          ({ ref, transactionId }) =>
            [`places/${clients[index]?.mspId ?? ''}/${ref}`, transactionId] as const,
        ),
      ),
    );
    const facts = await checkLedgers(options, reported);
    await Promise.all(streams.map((stream) => stream.until(facts.at(-1) ?? '')));
    await Promise.all(streams.map((stream) => stream.stop()));
    for (const { keys } of streams) expect(keys).to.deep.equal(facts);
    const [longest] = pauses.toSorted((one, other) => other.pauseMs - one.pauseMs);
    const submitMs = Math.max(...loads.map(({ longestSubmitMs }) => longestSubmitMs));
    const times = `longest pause ${toSeconds(longest?.pauseMs ?? 0)} (${longest?.name ?? ''}), longest submit ${toSeconds(submitMs)}`;
    return `${reported.size} submits, ${victims.length} kills, ${times}, lost 0, doubled 0`;
  } finally {
    for (const client of clients) client.close();
  }
}
