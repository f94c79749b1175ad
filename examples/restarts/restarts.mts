import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { connect } from '@kontti/client-sdk';

const checkpoint = 'try/checkpoint';
const stop = new AbortController();
// The first Ctrl-C ends the stream between two events; a second one ends the process.
process.once('SIGINT', () => stop.abort());

function readCheckpoint(): { readonly after?: string } {
  try {
    return { after: readFileSync(checkpoint, 'utf8') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** What is there is the old position or the new one, whenever the machine stops. */
function writeCheckpoint(position: string): void {
  writeFileSync(`${checkpoint}.new`, position, { flush: true });
  renameSync(`${checkpoint}.new`, checkpoint);
}

await using client = await connect({ organizations: 'try/organizations', mspId: 'Org1MSP', user: 'Admin' });
const start = readCheckpoint();
console.log(start.after === undefined ? 'from the first block' : 'behind the checkpoint');
let handled = 0;
for await (const event of client.events({ fromBlock: 0, ...start, signal: stop.signal })) {
  // The effect comes first, then the position: after a crash an event may come again, with the same id.
  handled += 1;
  writeCheckpoint(event.position);
  // So that the example ends: three events a run.
  if (handled === 3) stop.abort();
}
console.log(`handled ${handled}, stopped in order`);
