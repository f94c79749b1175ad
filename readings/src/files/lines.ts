import { StringDecoder } from 'node:string_decoder';
import { sourceLimits } from '../limits';

/** A line of a file. */
export interface FileLine {
  /** From 1. */
  readonly line: number;
  /** Bytes of the file up to its end. */
  readonly bytes: number;
  /** Cut where it is too long. */
  readonly text: string;
  readonly isTooLong: boolean;
}

/** Cuts chunks of a file into lines that are not empty, each within a bound. */
export class Lines {
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  /** What a line had that is too long to be kept. */
  #dropped = 0;
  #line = 0;
  #bytes = 0;

  *add(chunk: Uint8Array | string): Generator<FileLine, void, undefined> {
    const text =
      typeof chunk === 'string'
        ? chunk
        : this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) {
      yield* this.#cut(part, 1);
    }
    if (this.#rest.length > 2 * sourceLimits.lineLengthMax) {
      const kept = this.#rest.slice(0, sourceLimits.lineLengthMax + 1);
      this.#dropped += Buffer.byteLength(this.#rest) - Buffer.byteLength(kept);
      this.#rest = kept;
    }
  }

  *end(): Generator<FileLine, void, undefined> {
    yield* this.#cut(this.#rest + this.#decoder.end(), 0);
  }

  *#cut(part: string, endBytes: number): Generator<FileLine, void, undefined> {
    this.#line += 1;
    this.#bytes += Buffer.byteLength(part) + this.#dropped + endBytes;
    this.#dropped = 0;
    const text = (this.#line === 1 ? part.replace(/^\uFEFF/, '') : part).trim();
    const isTooLong = text.length > sourceLimits.lineLengthMax;
    if (text !== '') {
      yield {
        ...{ line: this.#line, bytes: this.#bytes, isTooLong },
        text: isTooLong ? text.slice(0, sourceLimits.lineLengthMax) : text,
      };
    }
  }
}

/** Why a line cannot be read. */
export function tooLong({ line }: FileLine): { readonly because: string; readonly rule: string } {
  const rule = `at most ${sourceLimits.lineLengthMax} characters`;
  return { because: `line ${line} is longer than ${sourceLimits.lineLengthMax} characters`, rule };
}
