/** What a run of a simulation showed. */
export interface Played {
  readonly violations: readonly string[];
  /** Programs that ended before their work was done. */
  readonly crashes: number;
}

/** Which runs are played. */
export interface ManyRuns {
  readonly firstSeed: number;
  /** Programs that end, at least. */
  readonly crashes: number;
  readonly play: (seed: number) => Promise<Played>;
}

/** Plays seed after seed until so many programs have ended; stops at the first violation, and names its seed. */
export async function runMany({ firstSeed, crashes, play }: ManyRuns): Promise<Played> {
  let ended = 0;
  for (let seed = firstSeed; ended < crashes; seed += 1) {
    const played = await play(seed).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      return { violations: [message], crashes: 0 };
    });
    ended += played.crashes;
    if (played.violations.length > 0) {
      return {
        violations: played.violations.map((violation) => `seed ${seed}: ${violation}`),
        crashes: ended,
      };
    }
  }
  return { violations: [], crashes: ended };
}
