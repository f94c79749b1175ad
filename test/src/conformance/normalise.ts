/** Words of Fabric's texts that differ from run to run, or from build to build, and what takes their place. */
const patterns: readonly (readonly [RegExp, string])[] = [
  // Go's protobuf library writes one of two kinds of space there, so that nobody compares its texts.
  [/proto:[\s\u00a0]+/g, 'proto: '],
  [/localhost:\d+|127\.0\.0\.1:\d+/g, '<address>'],
  [/\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?( ?(Z|[+-]\d{4}))?( UTC)?( m=[+-][\d.]+)?/g, '<time>'],
  [/[0-9a-f]{200,}/g, '<identity>'],
  // The client's own words, with how long it waited.
  [/Deadline exceeded after .*/g, 'Deadline exceeded'],
  [/serial number \d+/g, 'serial number <number>'],
];

/** Names that a run gave by chance (transaction ids, package ids), and what takes their place. */
export class Labels {
  readonly #labels = new Map<string, string>();

  add(name: string, label: string): void {
    if (name !== '') {
      this.#labels.set(name, label);
    }
  }

  /** The same value with every such word replaced, at any depth; what is undefined is left out, as in JSON. */
  normalise(value: unknown): unknown {
    if (typeof value === 'string') {
      return this.#normaliseText(value);
    }
    if (Array.isArray(value)) {
      return value.map((item: unknown) => this.normalise(item));
    }
    if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).filter(([, item]) => item !== undefined);
      return Object.fromEntries(entries.map(([key, item]) => [key, this.normalise(item)]));
    }
    return typeof value === 'bigint' ? Number(value) : value;
  }

  #normaliseText(text: string): string {
    let result = text;
    for (const [name, label] of this.#labels) {
      result = result.replaceAll(name, label);
    }
    return patterns.reduce((current, [pattern, label]) => current.replace(pattern, label), result);
  }
}
