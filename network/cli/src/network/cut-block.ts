import { resolve } from 'node:path';
import { findNetwork } from '../control/find-network';
import type { Terminal } from '../options/terminal';

/** Has everything that was submitted committed, in a block that is cut now if need be. @throws NetworkError NETWORK_ABSENT */
export async function networkCutBlock(options: { dir: string }, terminal: Terminal): Promise<void> {
  const control = await findNetwork(resolve(options.dir));
  const { height } = await control.ask({ method: 'POST', path: '/blocks' });
  terminal.result({
    text: `cut: the channel has ${String(height)} ${height === 1 ? 'block' : 'blocks'}`,
    json: { event: 'cut', height },
  });
}
