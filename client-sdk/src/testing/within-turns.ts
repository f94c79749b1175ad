/** Turns of the event loop after which work in memory has ended, or never ends. */
const TURNS_MAX = 50_000;

/** What work without sockets, files and timers gives; fails where it does not end, so that a spec does not wait for ever. */
export async function withinTurns<T>(work: Promise<T>): Promise<T> {
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  work.then(end, end);
  for (let turns = 0; !isOver; turns += 1) {
    if (turns === TURNS_MAX) {
      throw new Error(`no end after ${turns} turns`);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return work;
}
