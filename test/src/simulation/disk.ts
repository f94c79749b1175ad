import type { Latency, Process } from './world';

/** How long a disk takes for one access. */
export const DISK: Latency = { minMs: 1, maxMs: 6 };

/** A write that is under way when its process ends is on disk or is not, as chance has it. */
export function accessDisk<T>(process: Process, apply: () => T, kind: 'read' | 'write'): Promise<T> {
  const { world } = process;
  const doneMs = world.latencyOf(DISK);
  if (kind === 'read' || world.random.once(2)) {
    return process.later(doneMs, apply);
  }
  return outliveProcess(process, { doneMs, apply });
}

/** Has something happen though its process ends meanwhile. */
export function outliveProcess<T>(
  process: Process,
  { doneMs, apply }: { readonly doneMs: number; readonly apply: () => T },
): Promise<T> {
  const { world } = process;
  return new Promise((resolve, reject) => {
    world.after(doneMs, () => {
      const answerMs = world.latencyOf(DISK);
      try {
        const result = apply();
        void process.later(answerMs, () => resolve(result));
      } catch (error) {
        void process.later(answerMs, () => reject(error instanceof Error ? error : new Error(String(error))));
      }
    });
  });
}
