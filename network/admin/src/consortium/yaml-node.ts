import { isMap, isScalar, isSeq, LineCounter, parseDocument, type ParsedNode } from 'yaml';
import { NetworkError } from '@kontti/fabric-protocol/base';

interface File {
  readonly name: string;
  readonly lines: LineCounter;
}

function refuse(
  file: File,
  at: { readonly field: string; readonly offset: number; readonly reason: string },
): NetworkError {
  const { line, col } = file.lines.linePos(at.offset);
  const field = at.field === '' ? '' : `${at.field} `;
  return new NetworkError({
    code: 'CONSORTIUM_INVALID',
    message: `${file.name}:${line}:${col}: ${field}${at.reason}`,
    details: { file: file.name, line, column: col, field: at.field },
  });
}

/** A value of a YAML file that knows where it is, so that what is wrong with it is reported by line and field. */
export class YamlNode {
  readonly #file: File;
  readonly #node: ParsedNode | null;
  readonly #field: string;
  /** Where to point when there is no value. */
  readonly #offset: number;

  constructor(options: { file: File; node: ParsedNode | null; field: string; offset: number }) {
    this.#file = options.file;
    this.#node = options.node;
    this.#field = options.field;
    this.#offset = options.node?.range[0] ?? options.offset;
  }

  /** @throws NetworkError CONSORTIUM_INVALID, always */
  refuse(reason: string): never {
    throw refuse(this.#file, { field: this.#field, offset: this.#offset, reason });
  }

  get isPresent(): boolean {
    return this.#node !== null && !(isScalar(this.#node) && this.#node.value === null);
  }

  /** The values of a mapping; a name that is not among these is refused, one that is not there is absent. */
  fields<Name extends string>(names: readonly Name[]): Readonly<Record<Name, YamlNode>> {
    const found = this.entries();
    for (const [name, { key }] of found) {
      if (!names.some((known) => known === name)) {
        key.refuse(`is no field here: use ${names.join(', ')}`);
      }
    }
    return Object.fromEntries(
      names.map((name) => [name, found.get(name)?.value ?? this.#child(name, null)]),
    ) as Record<Name, YamlNode>;
  }

  /** The names of a mapping and their values. */
  entries(): ReadonlyMap<string, { readonly key: YamlNode; readonly value: YamlNode }> {
    const node = this.#node;
    if (!this.isPresent) return new Map();
    if (!isMap(node)) return this.refuse('is no mapping of names to values');
    return new Map(
      node.items.map(({ key, value }) => {
        const name = isScalar(key) ? String(key.value) : '';
        const pair = {
          key: this.#child(name, key as ParsedNode),
          value: this.#child(name, value as ParsedNode | null, key as ParsedNode),
        };
        return [name, pair] as const;
      }),
    );
  }

  items(): readonly YamlNode[] {
    const node = this.#node;
    if (!this.isPresent) return [];
    if (!isSeq(node)) return this.refuse('is no list');
    return node.items.map(
      (item, index) =>
        new YamlNode({
          file: this.#file,
          node: item as ParsedNode,
          field: `${this.#field}[${index}]`,
          offset: this.#offset,
        }),
    );
  }

  text(): string {
    const { value } = this.#scalar();
    return typeof value === 'string' ? value : this.refuse('is no text');
  }

  integer(range: { readonly min: number; readonly max: number }): number {
    const { value } = this.#scalar();
    const isInteger = typeof value === 'number' && Number.isSafeInteger(value);
    if (isInteger && value >= range.min && value <= range.max) return value;
    return this.refuse(`is no whole number from ${range.min} to ${range.max}`);
  }

  flag(): boolean {
    const { value } = this.#scalar();
    return typeof value === 'boolean' ? value : this.refuse('is neither true nor false');
  }

  choice<T extends string>(choices: readonly T[]): T {
    const text = this.text();
    const chosen = choices.find((choice) => choice === text);
    return chosen ?? this.refuse(`is none of ${choices.join(', ')}`);
  }

  #scalar(): { readonly value: unknown } {
    if (!this.isPresent) return this.refuse('is missing');
    return isScalar(this.#node) ? this.#node : this.refuse('is no single value');
  }

  #child(name: string, node: ParsedNode | null, near: ParsedNode | null = node): YamlNode {
    const field = this.#field === '' ? name : `${this.#field}.${name}`;
    return new YamlNode({ file: this.#file, node, field, offset: near?.range[0] ?? this.#offset });
  }
}

/** Reads a YAML file. @throws NetworkError CONSORTIUM_INVALID when it is none, or says something twice */
export function parseYaml(options: { readonly text: string; readonly name: string }): YamlNode {
  const lines = new LineCounter();
  const document = parseDocument(options.text, { lineCounter: lines, uniqueKeys: true, version: '1.2' });
  const file = { name: options.name, lines };
  const [error] = document.errors;
  if (error !== undefined) {
    const [reason = 'is malformed'] = error.message.split(/ at line |\n/);
    throw refuse(file, { field: '', offset: error.pos[0], reason });
  }
  return new YamlNode({ file, node: document.contents, field: '', offset: 0 });
}
