import { resolve } from 'node:path';
import { type Invocation, invocationToText } from '@kontti/fabric-protocol/envelopes';
import type { MatrixCell, PolicyMatrix } from '@kontti/devnet/checks';
import type { CallerOptions } from './caller-options';
import { findNetwork } from '../control/find-network';
import type { Terminal } from '../options/terminal';

export interface PolicyMatrixCommandOptions extends CallerOptions {
  readonly dir: string;
  readonly name: string;
  readonly invoke: readonly Invocation[];
}

function cellToText({ companies, code, refusal }: MatrixCell, width: number): string {
  return `  ${companies.join(' + ').padEnd(width)}  ${code ?? refusal ?? ''}`;
}

function matrixToText({ rows }: PolicyMatrix): string {
  const names = rows.flatMap(({ cells }) => cells.map(({ companies }) => companies.join(' + ').length));
  const width = Math.max(0, ...names);
  return rows
    .map(({ invocation, cells }) =>
      [invocationToText(invocation), ...cells.map((cell) => cellToText(cell, width))].join('\n'),
    )
    .join('\n');
}

/** Says which companies' endorsements make invocations valid now. @throws NetworkError NETWORK_ABSENT, COMPANY_UNKNOWN */
export async function chaincodePolicyMatrix(
  options: PolicyMatrixCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const { name: chaincode, invoke: invocations, company, role, attribute: attributes } = options;
  const control = await findNetwork(resolve(options.dir));
  const body = { chaincode, invocations, company, role, attributes };
  const matrix = await control.ask({ method: 'POST', path: '/policy-matrix', body });
  terminal.result({
    text: matrixToText(matrix as unknown as PolicyMatrix),
    json: { event: 'policy-matrix', ...matrix },
  });
}
