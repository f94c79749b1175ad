import { NetworkError } from '@kontti/fabric-protocol/base';
import { createReporter, type Finding } from './finding';
import type { OpenedPeer } from './opened-peer';

/** The method by which a contract says which code a peer runs: JSON with `version` and `digest`. */
const METHOD = 'GetVersion';
const ARGUMENT = Buffer.from('{}');

interface CodeVersion {
  readonly version: string;
  readonly digest: string;
}

/** What one peer answered: its own code, or why it says nothing. */
interface Answer {
  readonly who: string;
  readonly code: CodeVersion | undefined;
  readonly reason: string;
}

/** Which committed chaincode is looked at, and whose peers. */
interface Compared {
  readonly channelId: string;
  readonly name: string;
  readonly mspIds: readonly string[];
}

/** The full name of the method, where a contract of the chaincode has it. */
function versionMethodOf(metadata: string): string | undefined {
  const described = parseObject(metadata)?.['contracts'];
  const contracts = typeof described === 'object' && described !== null ? Object.entries(described) : [];
  for (const [name, contract] of contracts as [string, { readonly transactions?: unknown }][]) {
    const transactions: unknown = contract?.transactions;
    const names = Array.isArray(transactions) ? (transactions as { readonly name?: unknown }[]) : [];
    if (names.some((transaction) => transaction?.name === METHOD)) return `${name}:${METHOD}`;
  }
  return undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function readVersion(answer: Uint8Array): CodeVersion | undefined {
  const { version, digest } = parseObject(Buffer.from(answer).toString('utf8')) ?? {};
  return typeof version === 'string' && typeof digest === 'string' ? { version, digest } : undefined;
}

async function ask(who: string, call: () => Promise<Uint8Array>): Promise<Answer> {
  try {
    const code = readVersion(await call());
    return { who, code, reason: 'it answers in a form of its own' };
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return { who, code: undefined, reason: error.message };
  }
}

async function askAll(
  peers: readonly OpenedPeer[],
  functionName: string,
  { channelId, name, mspIds }: Compared,
): Promise<readonly Answer[]> {
  const [first] = peers;
  if (first === undefined) return [];
  const call = { channelId, chaincodeName: name, functionName, argument: ARGUMENT };
  const others = mspIds.filter((mspId) => mspId !== first.target.mspId);
  return Promise.all([
    ...peers.map(({ connection, target }) =>
      ask(`${target.mspId} at ${target.endpoint}`, async () =>
        (await connection.call({ ...call, stage: 'query' })).getPayload_asU8(),
      ),
    ),
    // Other companies' peers answer through the own gateway: whichever of theirs it reaches.
    ...others.map((mspId) =>
      ask(mspId, () => first.connection.evaluate({ ...call, organizations: [mspId] })),
    ),
  ]);
}

/**
 * Whether all peers run the same code under one definition: packages have different ids where only their addresses differ, and a definition names none of
 * them, so each peer says by itself which code it has loaded.
 */
export async function checkCode(
  peers: readonly OpenedPeer[],
  compared: Compared,
): Promise<readonly Finding[]> {
  const report = createReporter('code', compared.name);
  const [first] = peers;
  if (first === undefined) return [];
  const { channelId, name } = compared;
  let functionName: string | undefined;
  try {
    functionName = versionMethodOf(await first.lifecycle.queryContractMetadata({ channelId, name }));
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
  }
  if (functionName === undefined) {
    return [report.skipped(`not compared: none of its contracts says that it has a method ${METHOD}`)];
  }
  const answers = await askAll(peers, functionName, compared);
  const silent = answers.flatMap(({ who, code, reason }) =>
    code === undefined ? [report.skipped(`${who} does not say which code it runs: ${reason}`)] : [],
  );
  return [...compareCode(answers, report), ...silent];
}

function compareCode(
  answers: readonly Answer[],
  report: ReturnType<typeof createReporter>,
): readonly Finding[] {
  const byCode = new Map<string, string[]>();
  for (const { who, code } of answers) {
    if (code === undefined) continue;
    const named = `${code.version} (${code.digest.slice(0, 12)})`;
    byCode.set(named, [...(byCode.get(named) ?? []), who]);
  }
  const groups = [...byCode].map(([code, who]) => `${code} at ${who.join(', ')}`);
  if (groups.length === 0) return [];
  if (groups.length === 1) return [report.ok(`the same code everywhere: ${groups[0] ?? ''}`)];
  return [
    report.problem(
      `peers run different code under one definition: ${groups.join('; ')}`,
      'have each company install a package of the same code and approve the sequence again with its id (kontti chaincode package, install, approve), or commit a new sequence for the newer code; until then transactions of which they see different results fail',
    ),
  ];
}
