import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process that outlives this one only as long as it takes to end what this one left running. */
export interface Guard {
  /** Sends it away; resolves once it is gone. */
  stop(): Promise<void>;
}

/** Starts the guard of the processes that a record names. */
export function startGuard(recordFile: string): Guard {
  const child = spawn(
    process.execPath,
    ['--max-semi-space-size=1', join(__dirname, 'guard-process.js'), recordFile],
    // In a group of its own: what ends a terminal's whole group must not end it.
    { detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], windowsHide: true },
  );
  const ended = Promise.race([once(child, 'exit'), once(child, 'error')]);
  child.unref();
  child.channel?.unref();
  return {
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null || !child.connected) return;
      child.ref();
      child.disconnect();
      await ended;
    },
  };
}
