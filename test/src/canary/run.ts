import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  KonttiError,
  connect,
  createPassport,
  createSerialTree,
  type KonttiClient,
} from '@kontti/client-sdk';
import { startDevnet, type Devnet } from '@kontti/devnet';
import { keptEntries } from '@kontti/devnet/testing/kept-entries';
import { sealCollections } from '@kontti/model';
import { Canaries } from './search';

/** What was found. */
interface CanaryResult {
  readonly canaries: number;
  /** Hits in blocks, state, histories, logs, errors, events and answers: where nobody may find one. */
  readonly outside: readonly string[];
  /** Hits in what members keep, before and after everything was erased. */
  readonly keptBefore: number;
  readonly keptAfter: number;
}

/** How many transactions keep something, whether one of them leaks on purpose, and whether all is erased at the end. */
interface CanaryOptions {
  readonly transactions: number;
  readonly leaks?: boolean;
  readonly erases?: boolean;
}

const MEMBERS = { clinic: 'ClinicMSP', insurer: 'InsurerMSP', partner: 'AbroadMSP' };
const CHAINCODE = 'kontti';
const AT_ONCE = 20;
/** The family of the devnet's store that is the private state of members' peers. */
const PRIVATE_STATE = 'p';
/**
 * The family of private writes as blocks brought them. What was purged is filtered out when a peer serves them, and Fabric's peers remove it from
 * disk some blocks later; the devnet keeps the bytes, so they are not looked at.
 */
const PRIVATE_WRITES = 'w';

const members = (...mspIds: readonly string[]): object => ({
  policy: `OR(${mspIds.map((mspId) => `'${mspId}.member'`).join(', ')})`,
  ...{ requiredPeerCount: 0, maxPeerCount: 1, blockToLive: 0, memberOnlyRead: true, memberOnlyWrite: true },
  endorsementPolicy: { signaturePolicy: `OR('${MEMBERS.clinic}.peer')` },
});

const COLLECTIONS = [
  ...sealCollections(Object.values(MEMBERS)),
  { name: 'in_FI', ...members(MEMBERS.clinic, MEMBERS.insurer) },
  { name: `own_${MEMBERS.clinic}`, ...members(MEMBERS.clinic) },
];

/** Everything that the run says anywhere, beside the ledger. */
class Said {
  readonly texts: string[] = [];
  readonly add = (value: unknown): void => {
    const details = value instanceof KonttiError ? JSON.stringify(value.details) : '';
    this.texts.push(value instanceof Error ? `${value.stack ?? value.message} ${details}` : String(value));
  };
}

/** Puts canaries into every private field, and looks for them wherever nobody may find one. */
export async function runCanaries(options: CanaryOptions): Promise<CanaryResult> {
  const folder = await mkdtemp(join(tmpdir(), 'kontti-canary-'));
  const canaries = new Canaries();
  const said = new Said();
  try {
    const keptBefore = await useLedger({ folder, said, canaries, options });
    const found = await searchStore(folder, canaries);
    const texts = said.texts.filter((text) => canaries.countIn(Buffer.from(text)) > 0);
    return {
      canaries: canaries.count,
      outside: [...found.outside, ...texts.map((text) => `said: ${text.slice(0, 80)}`)],
      keptBefore,
      keptAfter: found.kept,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Use {
  readonly folder: string;
  readonly said: Said;
  readonly canaries: Canaries;
  readonly options: CanaryOptions;
}

async function useLedger({ folder, said, canaries, options }: Use): Promise<number> {
  const { leaks = false, erases = false, transactions } = options;
  const logger = { info: said.add, warn: said.add };
  const companies = Object.values(MEMBERS).map((mspId) => ({
    mspId,
    domain: `${mspId.toLowerCase()}.example.com`,
  }));
  await using devnet = await startDevnet({
    ...{ companies, dataDirectory: folder, logger, batch: { messagesMax: 200, timeoutMs: 20 } },
  });
  const path = dirname(require.resolve('@kontti/chaincode/package.json'));
  await devnet.deployChaincode({ name: CHAINCODE, path, collections: COLLECTIONS as never });
  const clinic = await connectTo(devnet, MEMBERS.clinic);
  const partner = await connectTo(devnet, MEMBERS.partner);
  const canary = (): Buffer => {
    const bytes = randomBytes(32);
    canaries.add(bytes);
    return bytes;
  };
  try {
    await clinic.companies.register({ name: 'clinic', gln: '6400001000001', jurisdiction: 'FI' });
    await hideInTrees(clinic, canary);
    const kept = [...(await keepAll(clinic, { transactions, canary, said }))];
    const [first] = kept;
    if (first !== undefined) kept.push(await provoke({ clinic, partner, first, said, canary }));
    if (leaks) await leak(clinic, canary());
    let before = 0;
    for (const record of kept.slice(0, 5)) {
      before += canaries.countIn((await clinic.privateRecords.read(record)).value);
    }
    if (erases) {
      await inTurns(kept, async (record) => {
        await clinic.privateRecords.erase({ ...record, reason: 'the run is over' });
      });
    }
    for await (const event of partner.events({ fromBlock: 0, toBlock: await lastBlock(clinic) })) {
      said.add(
        JSON.stringify(event, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
      );
    }
    return before;
  } finally {
    clinic.close();
    partner.close();
  }
}

interface Kept {
  readonly recordId: string;
  readonly jurisdiction?: string;
}

async function keepAll(
  clinic: KonttiClient,
  run: { readonly transactions: number; readonly canary: () => Buffer; readonly said: Said },
): Promise<readonly Kept[]> {
  const kept: Kept[] = [];
  const numbers = Array.from({ length: run.transactions }, (_, n) => n);
  await inTurns(numbers, async (n) => {
    const secret = run.canary();
    const value = n % 2 === 0 ? secret : Buffer.from(JSON.stringify({ price: secret.toString('hex') }));
    const where = n % 3 === 0 ? {} : { jurisdiction: 'FI' };
    const { result } = await clinic.privateRecords.keep({ value, salt: run.canary(), ...where });
    run.said.add(JSON.stringify(result));
    kept.push({ recordId: result.recordId, ...where });
    if (n % 10 === 0) {
      const commitments = [{ ...where, recordId: result.recordId, commitment: result.commitment }];
      await clinic.privateRecords.publish({ ref: `p-${n}`, commitments });
    }
  });
  return kept;
}

/** Passports and serial numbers are private too, until they are shown: the ledger has roots alone. */
async function hideInTrees(clinic: KonttiClient, canary: () => Buffer): Promise<void> {
  const hex = (): string => canary().toString('hex');
  const entries = [0, 1, 2].map((n) => ({ group: 'authorities' as const, name: `n-${n}`, value: hex() }));
  const { root, leaves } = createPassport({
    itemId: `${clinic.mspId}/x/0`,
    entries,
    salts: entries.map(hex),
  });
  await clinic.records.anchor({
    ref: 'passport',
    anchors: [{ name: 'passport', root, leaves, references: [] }],
  });
  const serials = [0, 1, 2].map(() => hex().slice(0, 32));
  const { rooted } = createSerialTree({ serials, salts: serials.map(hex) });
  const classId = `${clinic.mspId}/pills`;
  await clinic.products.setClass({ classId, version: 0, name: 'pills', regime: 'challenged' });
  await clinic.products.make({ classId, version: 0, ref: 'hidden', rooted });
}

/** Refusals must not repeat what they were given. */
async function provoke(run: {
  readonly clinic: KonttiClient;
  readonly partner: KonttiClient;
  readonly first: Kept;
  readonly said: Said;
  readonly canary: () => Buffer;
}): Promise<Kept> {
  const { clinic, partner, first, said, canary } = run;
  const [value, salt] = [canary(), canary()];
  const { result } = await clinic.privateRecords.keep({ value: canary(), salt });
  const calls = [
    () => clinic.privateRecords.keep({ value, salt }),
    () => clinic.privateRecords.keep({ ...first, value, salt: canary() }),
    () => clinic.privateRecords.keep({ value, jurisdiction: 'SE' }),
    () => clinic.privateRecords.keep({ value, salt: salt.subarray(1) }),
    () => partner.privateRecords.read(first),
  ];
  for (const call of calls) await call().catch(said.add);
  return { recordId: result.recordId };
}

/** A mistake as a program could make it: what is private becomes the name of a document. */
async function leak(clinic: KonttiClient, secret: Buffer): Promise<void> {
  const anchor = { name: secret.toString('base64'), sha256: '0'.repeat(64), references: [] };
  await clinic.records.anchor({ ref: 'leak', anchors: [anchor] });
}

async function connectTo(devnet: Devnet, mspId: string): Promise<KonttiClient> {
  const { admin, endpoint, tlsRootPem, peerHostAlias } = devnet.company(mspId);
  const { certificatePem: certificate, privateKeyPem: privateKey } = admin;
  const gateway = { endpoint, tlsRootCertificate: tlsRootPem, hostAlias: peerHostAlias };
  return await connect({
    mspId,
    certificate,
    privateKey,
    ...gateway,
    channel: devnet.channelId,
    chaincode: CHAINCODE,
  });
}

async function lastBlock(client: KonttiClient): Promise<bigint> {
  return (
    await client.records.anchor({
      ref: 'last',
      anchors: [{ name: 'last', sha256: '0'.repeat(64), references: [] }],
    })
  ).block;
}

async function inTurns<T>(values: readonly T[], work: (value: T) => Promise<void>): Promise<void> {
  const left = values[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const value of left) await work(value);
    }),
  );
}

/** Looks into all that the network keeps: blocks, public and hashed state, histories, and what members keep. */
async function searchStore(
  folder: string,
  canaries: Canaries,
): Promise<{ readonly outside: string[]; readonly kept: number }> {
  const outside: string[] = [];
  let kept = 0;
  for await (const { key, value } of keptEntries(folder)) {
    const family = String.fromCharCode(key[0] ?? 0);
    const hits = canaries.countIn(value) + canaries.countIn(key);
    if (family === PRIVATE_STATE) {
      kept += hits;
    } else if (hits > 0 && family !== PRIVATE_WRITES) {
      outside.push(`${family} ${key.toString('latin1').slice(0, 60)}`);
    }
  }
  return { outside, kept };
}
