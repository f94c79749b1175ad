import { resolve } from 'node:path';
import type { DeterminismReport, DeterminismRow, Difference } from '@kontti/devnet/checks';
import { invocationToText, type Invocation } from '@kontti/fabric-protocol/envelopes';
import { startDevnet, type StateDatabase } from '@kontti/devnet/devnet';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { CompanyArgument } from '../options/arguments';
import type { Terminal } from '../options/terminal';
import type { CallerOptions } from './caller-options';
import { readCollections } from './definition-options';

export interface CheckDeterminismOptions extends CallerOptions {
  readonly path: string;
  readonly name: string;
  readonly companies: readonly CompanyArgument[];
  readonly signaturePolicy?: string;
  readonly collectionsConfig?: string;
  readonly invoke: readonly Invocation[];
  readonly stateDb: StateDatabase;
}

const nothing = '(nothing)';

function differenceToText({ part, first = nothing, second = nothing, cause }: Difference): string {
  const when = cause === 'cache' ? ', where the cache of a peer with CouchDB holds JSON as it was put' : '';
  return `  ${part}${when}\n    first   ${first}\n    second  ${second}`;
}

function rowToText({ invocation, differences, committed, refusal }: DeterminismRow): string {
  const isSame = differences.length === 0;
  const refused = refusal === undefined ? '' : `, refused: ${refusal}`;
  const ending = committed === undefined ? refused : `, committed: ${committed}`;
  const head = `${invocationToText(invocation)}  ${isSame ? 'same' : 'DIFFERS'}${ending}`;
  return [head, ...differences.map(differenceToText)].join('\n');
}

async function report(options: CheckDeterminismOptions, terminal: Terminal): Promise<DeterminismReport> {
  const { name, signaturePolicy, role, attribute: attributes, invoke: invocations } = options;
  const path = resolve(options.path);
  const collections = await readCollections(options);
  await using devnet = await startDevnet({
    companies: options.companies,
    stateDatabase: options.stateDb,
  });
  terminal.note(`running ${path} for ${devnet.companies.map(({ mspId }) => mspId).join(', ')}`);
  const policy = signaturePolicy === undefined ? {} : { signaturePolicy };
  await devnet.deployChaincode({ name, path, collections, ...policy });
  const mspId = options.company ?? devnet.companies[0]?.mspId ?? '';
  const identity = await devnet.company(mspId).createIdentity({ name: 'caller', role, attributes });
  return await devnet.checkDeterminism({
    chaincode: name,
    path,
    invocations,
    mspId,
    identity,
    commits: true,
  });
}

/**
 * Runs a chaincode twice in different surroundings, on a network of its own that goes when it is done, and says what differs.
 * @throws NetworkError CHAINCODE_NOT_DETERMINISTIC after the differences were reported
 */
export async function chaincodeCheckDeterminism(
  options: CheckDeterminismOptions,
  terminal: Terminal,
): Promise<void> {
  const { rows, isDeterministic } = await report(options, terminal);
  terminal.result({
    text: rows.map(rowToText).join('\n'),
    json: { event: 'determinism', isDeterministic, rows },
  });
  if (isDeterministic) return;
  const count = rows.filter(({ differences }) => differences.length > 0).length;
  throw new NetworkError({
    code: 'CHAINCODE_NOT_DETERMINISTIC',
    message: `${count} of ${rows.length} calls depend on where and when they run: peers would not agree on them.`,
    details: { count },
  });
}
