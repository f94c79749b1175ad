/** What lies between two times. */
export interface SeriesPoint {
  /** Begin of the time. */
  readonly from: Date;
  /** Its end. */
  readonly to: Date;
  /** How many readings it has. */
  readonly count: number;
  /** The least value. */
  readonly min: number;
  /** The greatest value. */
  readonly max: number;
  /** The mean of the values. */
  readonly mean: number;
}

interface Bucket {
  count: number;
  min: number;
  max: number;
  sum: number;
}

/** Width of the finest points, in milliseconds. */
const WIDTH_MS = 1_000;

/** Sums values up by time, into a bounded number of points: when there would be more, pairs of them become one. */
export class Downsampler {
  readonly #pointsMax: number;
  #buckets = new Map<number, Bucket>();
  #widthMs = WIDTH_MS;

  constructor(pointsMax: number) {
    this.#pointsMax = pointsMax;
  }

  add(atMs: number, value: number): void {
    this.#merge(this.#buckets, Math.floor(atMs / this.#widthMs), {
      count: 1,
      min: value,
      max: value,
      sum: value,
    });
    while (this.#buckets.size > this.#pointsMax) {
      const wider = new Map<number, Bucket>();
      for (const [index, bucket] of this.#buckets) this.#merge(wider, Math.floor(index / 2), bucket);
      this.#buckets = wider;
      this.#widthMs *= 2;
    }
  }

  /** In the order of time. */
  points(): SeriesPoint[] {
    return [...this.#buckets]
      .toSorted(([a], [b]) => a - b)
      .map(([index, { count, min, max, sum }]) => ({
        from: new Date(index * this.#widthMs),
        to: new Date((index + 1) * this.#widthMs),
        ...{ count, min, max, mean: sum / count },
      }));
  }

  #merge(buckets: Map<number, Bucket>, index: number, { count, min, max, sum }: Bucket): void {
    const bucket = buckets.get(index);
    if (bucket === undefined) {
      buckets.set(index, { count, min, max, sum });
      return;
    }
    bucket.count += count;
    bucket.min = Math.min(bucket.min, min);
    bucket.max = Math.max(bucket.max, max);
    bucket.sum += sum;
  }
}
