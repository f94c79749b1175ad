import { resolve } from 'node:path';
import type { FaultDescription } from '@kontti/devnet/faults';
import { findNetwork } from '../control/find-network';
import type { Terminal } from '../options/terminal';

async function toMspId(options: { directory: string; company: string }): Promise<string> {
  const { nameToMspId } = await import('./company-name.js');
  return nameToMspId(options);
}

interface TellFaultOptions {
  readonly dir: string;
}

/** A fault as the network says of it. */
interface ShownFault extends FaultDescription {
  readonly id: number;
}

function faultToText({ id, kind, mspId, ...rest }: ShownFault): string {
  const details = Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`);
  return [`fault ${id}: ${kind}`, ...(mspId === undefined ? [] : [mspId]), ...details].join('  ');
}

/** Lets something go wrong until "kontti network fault end". @throws NetworkError NETWORK_ABSENT, COMPANY_UNKNOWN, OPTION_INVALID */
export async function networkFault(
  options: TellFaultOptions & { fault: FaultDescription },
  terminal: Terminal,
): Promise<void> {
  const directory = resolve(options.dir);
  const control = await findNetwork(directory);
  const { mspId: company } = options.fault;
  const body =
    company === undefined
      ? options.fault
      : { ...options.fault, mspId: await toMspId({ directory, company }) };
  const answer = await control.ask({ method: 'POST', path: '/faults', body });
  const fault = answer as unknown as ShownFault;
  terminal.result({ text: faultToText(fault), json: { event: 'fault', ...fault } });
}

/** Says what is wrong at present. */
export async function networkFaults(options: TellFaultOptions, terminal: Terminal): Promise<void> {
  const control = await findNetwork(resolve(options.dir));
  const { faults } = await control.ask({ method: 'GET', path: '/faults' });
  const answer = faults as readonly ShownFault[];
  const text = answer.length === 0 ? 'no faults' : answer.map(faultToText).join('\n');
  terminal.result({ text, json: { event: 'faults', faults: answer } });
}

/** Ends one fault, or all of them. @throws NetworkError ARGUMENT_INVALID when there is no such fault */
export async function networkFaultEnd(
  options: TellFaultOptions & { id?: number },
  terminal: Terminal,
): Promise<void> {
  const control = await findNetwork(resolve(options.dir));
  const { id } = options;
  const body = id === undefined ? {} : { id };
  const { ended } = await control.ask({ method: 'POST', path: '/faults/end', body });
  const ids = ended as readonly number[];
  const text =
    ids.length === 0 ? 'no faults to end' : `ended: ${ids.map((one) => `fault ${one}`).join(', ')}`;
  terminal.result({ text, json: { event: 'faults-ended', ids } });
}

/** Has a company's peer go down and come up again, its ledger kept. @throws NetworkError NETWORK_ABSENT, COMPANY_UNKNOWN */
export async function networkRestart(
  options: TellFaultOptions & { company: string },
  terminal: Terminal,
): Promise<void> {
  const directory = resolve(options.dir);
  const control = await findNetwork(directory);
  const mspId = await toMspId({ directory, company: options.company });
  await control.ask({ method: 'POST', path: '/faults/restart', body: { mspId } });
  terminal.result({ text: `restarted: ${mspId}'s peer`, json: { event: 'restarted', mspId } });
}
