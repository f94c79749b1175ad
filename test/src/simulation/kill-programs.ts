import { Process, type World } from './world';

/** Programs that do the same work, one after the other or overlapping. */
interface KilledPrograms {
  readonly world: World;
  /** Times that a program ends before the work is done. */
  readonly kills: number;
  /** Steps within which a program ends. */
  readonly killStepsMax: number;
  /** How long a program that is to end may go on beside the next one, in milliseconds. */
  readonly overlapMsMax: number;
  /** Runs until its process ends, by itself too. @throws what no program should */
  readonly program: (process: Process) => Promise<void>;
  /** True once the work is done. */
  readonly isDone: () => boolean;
}

/** Ends programs at random steps until the work is done. Returns how often one ended. @throws what a program throws */
export async function killPrograms(options: KilledPrograms): Promise<number> {
  const { world, isDone } = options;
  const { random } = world;
  let failure: Error | undefined;
  const isOver = (): boolean => failure !== undefined || isDone();
  const running = new Set<Process>();
  const end = (process: Process): void => {
    if (running.delete(process) && process.isAlive) process.kill();
  };
  const start = (): Process => {
    const process = new Process(world);
    running.add(process);
    options.program(process).catch((error: unknown) => {
      if (process.isAlive) failure = error instanceof Error ? error : new Error(String(error));
    });
    return process;
  };
  /** Ends every program, and waits for what is on its way to the disk: it may undo the work, as a program does that begins anew. */
  const isDoneForGood = async (): Promise<boolean> => {
    for (const process of running) end(process);
    if (failure !== undefined) throw failure;
    await world.drain();
    return isDone();
  };
  let kills = 0;
  let process = start();
  for (;;) {
    const until = world.steps + 1 + random.int(options.killStepsMax);
    const isToBeKilled = kills < options.kills;
    await world.run(() => isOver() || !process.isAlive || (isToBeKilled && world.steps >= until));
    if (isOver()) {
      if (await isDoneForGood()) return kills;
    } else if (process.isAlive) {
      kills += 1;
      const old = process;
      // Sometimes the next program starts while the last one still runs.
      if (random.once(3)) world.after(random.int(options.overlapMsMax), () => end(old));
      else end(old);
    }
    process = start();
  }
}
