/** Replays a random test: `SEED=… npm test`. The title of each random test names it. */
export const SEED = Number(process.env['SEED'] ?? 20261121);
