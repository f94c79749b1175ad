import { Process, type World } from './world';

/** Programs that do the same work, one after the other or overlapping. */
export interface KilledPrograms {
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
  const start = (): Process => {
    const process = new Process(world);
    options.program(process).catch((error: unknown) => {
      if (process.isAlive) failure = error instanceof Error ? error : new Error(String(error));
    });
    return process;
  };
  let kills = 0;
  let process = start();
  while (!isOver()) {
    const until = world.steps + 1 + random.int(options.killStepsMax);
    const isToBeKilled = kills < options.kills;
    await world.run(() => isOver() || !process.isAlive || (isToBeKilled && world.steps >= until));
    if (isOver()) break;
    if (process.isAlive) {
      kills += 1;
      const old = process;
      // Sometimes the next program starts while the last one still runs.
      if (random.once(3)) world.after(random.int(options.overlapMsMax), () => old.kill());
      else old.kill();
    }
    process = start();
  }
  process.kill();
  if (failure !== undefined) throw failure;
  await world.drain();
  return kills;
}
