import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fabricLimits } from './limits';
import { readProcessStart } from './process-identity';

interface RecordedProcess {
  readonly name: string;
  readonly pid: number;
  readonly start: string;
}

interface RecordFile {
  /** The process that runs the network. */
  readonly owner: RecordedProcess;
  readonly processes: readonly RecordedProcess[];
}

/** Which processes belong to a network, in a file that outlives whoever started them. */
export interface ProcessRecord {
  readonly file: string;
  /** Written before the call returns: a process that nobody knows of cannot be ended. */
  add(started: { readonly name: string; readonly pid: number }): void;
  remove(pid: number): void;
  /** Deletes the file. */
  close(): void;
}

const secretMode = 0o600;

function isRecorded(value: unknown): value is RecordedProcess {
  if (typeof value !== 'object' || value === null) return false;
  const { name, pid, start } = value as Record<string, unknown>;
  return typeof name === 'string' && typeof start === 'string' && Number.isInteger(pid) && Number(pid) > 1;
}

function readRecord(file: string): Partial<RecordFile> {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown> | null;
    const { owner, processes } = value ?? {};
    return {
      ...(isRecorded(owner) ? { owner } : {}),
      processes: Array.isArray(processes) ? processes.filter(isRecorded) : [],
    };
  } catch {
    return {};
  }
}

/** The number of the process whose network a record belongs to, when that still runs. */
export function findRecordOwner(file: string): number | undefined {
  const { owner } = readRecord(file);
  return owner !== undefined && isAlive(owner) ? owner.pid : undefined;
}

/** Begins an empty record, owned by this process. */
export function createProcessRecord(file: string): ProcessRecord {
  const processes = new Map<number, RecordedProcess>();
  const { pid: ownerPid } = process;
  const owner = { name: 'kontti', pid: ownerPid, start: readProcessStart(ownerPid) ?? '' };
  const write = (): void => {
    // All at once: who reads it never sees half of it.
    const draft = `${file}.draft`;
    writeFileSync(draft, JSON.stringify({ owner, processes: [...processes.values()] } satisfies RecordFile), {
      mode: secretMode,
    });
    renameSync(draft, file);
  };
  write();
  return {
    file,
    add({ name, pid }) {
      const start = readProcessStart(pid);
      if (start === undefined) return;
      processes.set(pid, { name, pid, start });
      write();
    },
    remove(pid) {
      if (processes.delete(pid)) write();
    },
    close() {
      rmSync(file, { force: true });
    },
  };
}

function isAlive({ pid, start }: RecordedProcess): boolean {
  return readProcessStart(pid) === start;
}

function signal(recorded: RecordedProcess, name: NodeJS.Signals): void {
  try {
    if (isAlive(recorded)) process.kill(recorded.pid, name);
  } catch {
    // It ended in between, or belongs to somebody else by now.
  }
}

/**
 * Ends what a record names and still runs, politely and then by force; returns the names once all are gone. A process that only has
 * the same number is left alone.
 */
export async function endRecordedProcesses(file: string): Promise<readonly string[]> {
  const ending = (readRecord(file).processes ?? []).filter(isAlive);
  for (const recorded of ending) signal(recorded, 'SIGTERM');
  const attempts = Math.ceil(fabricLimits.stopTimeoutMs / fabricLimits.pollIntervalMs);
  for (let attempt = 0; attempt < 2 * attempts && ending.some(isAlive); attempt += 1) {
    if (attempt === attempts) for (const recorded of ending) signal(recorded, 'SIGKILL');
    await delay(fabricLimits.pollIntervalMs);
  }
  return ending.map(({ name }) => name);
}
