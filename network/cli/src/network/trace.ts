import { resolve } from 'node:path';
import type { TransactionTrace } from '@kontti/devnet/devnet';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { RefusalCause } from '@kontti/devnet/validation';
import { toPrintable } from '../explorer/quote';
import { heightToText } from '../explorer/render-read-write-set';
import { transactionToLines } from '../explorer/render-transaction';
import type { Terminal } from '../options/terminal';
import { findNetwork } from '../control/find-network';

function causeToLines(cause: RefusalCause): string[] {
  switch (cause.kind) {
    case 'policy':
      return [
        `policy     ${cause.policy}`,
        ...(cause.rule === undefined ? [] : [`which is   ${cause.rule}`]),
        `endorsed   ${cause.endorsers.length === 0 ? 'by no company' : `by ${cause.endorsers.join(', ')}`}`,
        `satisfied  ${cause.satisfied.length === 0 ? 'none' : cause.satisfied.join(', ')}`,
        `missing    ${cause.missing.length === 0 ? 'none' : cause.missing.join(', ')}`,
      ];
    case 'read':
      return [
        `read       version ${heightToText(cause.read)}`,
        `found      version ${heightToText(cause.found)}`,
      ];
    case 'range':
      return [`found      version ${heightToText(cause.found)}`];
    case 'policyChanged':
    case 'duplicate':
      return [];
  }
}

function traceToText({ blockNumber, transaction, reason, cause }: TransactionTrace): string {
  const lines = transactionToLines(blockNumber, transaction);
  if (reason !== undefined) lines.push(`why ${toPrintable(reason)}`);
  if (cause !== undefined) lines.push(...causeToLines(cause).map((text) => `  ${toPrintable(text)}`));
  return lines.join('\n');
}

/** Says what a transaction of a folder's devnet did, and why it was refused. @throws NetworkError NETWORK_ABSENT, TRANSACTION_UNKNOWN */
export async function networkTrace(
  options: { dir: string; transaction: string },
  terminal: Terminal,
): Promise<void> {
  const { transaction } = options;
  const network = await findNetwork(resolve(options.dir));
  const { engine } = await network.status();
  if (engine !== 'devnet') {
    throw new NetworkError({
      code: 'ARGUMENT_INVALID',
      message: `Fabric's peers do not say why they refuse a transaction: see what it did with "kontti tx ${transaction}".`,
    });
  }
  const answer = await network.ask({ method: 'POST', path: '/traces', body: { transaction } });
  const trace = answer as unknown as TransactionTrace;
  terminal.result({ text: traceToText(trace), json: { event: 'trace', ...trace }, isPlain: true });
}
