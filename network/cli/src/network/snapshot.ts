import { resolve } from 'node:path';
import type { ControlClient } from '../control/client';
import type { Terminal } from '../options/terminal';
import { findNetwork } from '../control/find-network';

interface Snapshots {
  readonly snapshots: readonly { readonly id: string; readonly height: number }[];
}

export interface SnapshotOptions {
  readonly dir: string;
  /** Only says what there is. */
  readonly list?: boolean;
  /** The snapshot to forget. */
  readonly drop?: string;
}

async function listSnapshots(control: ControlClient): Promise<Snapshots['snapshots']> {
  const answer = await control.ask({ method: 'GET', path: '/snapshots' });
  return (answer as unknown as Snapshots).snapshots;
}

/** Takes a snapshot of the network of a folder, or lists or forgets them. @throws NetworkError NETWORK_ABSENT, SNAPSHOT_REFUSED */
export async function networkSnapshot(
  options: SnapshotOptions & { name?: string | undefined },
  terminal: Terminal,
): Promise<void> {
  const control = await findNetwork(resolve(options.dir));
  if (options.drop !== undefined) {
    await control.ask({ method: 'POST', path: '/snapshots/drop', body: { id: options.drop } });
    terminal.result({ text: `dropped: ${options.drop}`, json: { event: 'dropped', id: options.drop } });
    return;
  }
  if (options.list === true) {
    const snapshots = await listSnapshots(control);
    const lines = snapshots.map(({ id, height }) => `\n  ${id}  ${height} blocks`);
    terminal.result({
      text: `snapshots: ${snapshots.length}${lines.join('')}`,
      json: { event: 'snapshots', snapshots },
    });
    return;
  }
  const { name } = options;
  const { id, height } = await control.ask({ method: 'POST', path: '/snapshots', body: { name } });
  terminal.result({
    text: `snapshot: ${String(id)}, ${String(height)} blocks`,
    json: { event: 'snapshot', id, height },
  });
}

/** Takes the network of a folder back to a snapshot. @throws NetworkError NETWORK_ABSENT, SNAPSHOT_UNKNOWN */
export async function networkRevert(options: { dir: string; id: string }, terminal: Terminal): Promise<void> {
  const { dir, id } = options;
  const control = await findNetwork(resolve(dir));
  const { height } = await control.ask({ method: 'POST', path: '/snapshots/revert', body: { id } });
  terminal.result({
    text: `reverted: to snapshot ${id}, ${String(height)} blocks`,
    json: { event: 'reverted', id, height },
  });
}
