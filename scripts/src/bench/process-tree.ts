import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const sampleIntervalMs = 250;

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly residentKiB: number;
}

async function listProcesses(): Promise<ProcessRow[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0, residentKiB = 0]) => ({ pid, parent, residentKiB }));
}

function treeOf(root: number, processes: readonly ProcessRow[]): ProcessRow[] {
  const members = new Set([root]);
  // Parents are not listed before their children in every system, hence until nothing is added.
  for (let size = 0; size !== members.size;) {
    size = members.size;
    for (const { pid, parent } of processes) {
      if (members.has(parent)) {
        members.add(pid);
      }
    }
  }
  return processes.filter(({ pid }) => members.has(pid));
}

/** Linux shows each process's part of the pages that it shares with others; elsewhere those count once for each. */
async function memoryKiB({ pid, residentKiB }: ProcessRow): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const proportional = /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
  return proportional === undefined ? residentKiB : Number(proportional);
}

/** Watches the memory of a process and all its descendants until `done` settles; needs `ps`. */
export async function peakMemoryMiB(options: { pid: number; done: Promise<unknown> }): Promise<number> {
  let peakKiB = 0;
  const watch = { running: true };
  const ended = options.done.then(
    () => (watch.running = false),
    () => (watch.running = false),
  );
  while (watch.running) {
    const tree = treeOf(options.pid, await listProcesses());
    const parts = await Promise.all(tree.map(memoryKiB));
    peakKiB = Math.max(
      peakKiB,
      parts.reduce((sum, part) => sum + part, 0),
    );
    await Promise.race([ended, delay(sampleIntervalMs)]);
  }
  return Math.round(peakKiB / 1024);
}
