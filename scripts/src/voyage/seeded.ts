import { createHash } from 'node:crypto';

/** The same seed and label always give the same number, from 0 to `below` − 1; labels are independent of each other. */
export function seededIndex(options: { seed: number; label: string; below: number }): number {
  const digest = createHash('sha256').update(`${options.seed}|${options.label}`).digest();
  return digest.readUInt32BE(0) % options.below;
}
