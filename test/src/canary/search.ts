import { createHash } from 'node:crypto';

/** What is looked for: 256 random bits, in every form in which they could have got somewhere. */
export class Canaries {
  /** The first characters of each form lead to its canary, so that bytes are walked over once. */
  readonly #forms = new Map<string, string[]>();
  #count = 0;

  /** Adds one: its bytes, and the text of them that values contain. */
  add(canary: Uint8Array): void {
    this.#count += 1;
    const bytes = Buffer.from(canary);
    const hex = bytes.toString('hex');
    const hashes = [bytes, Buffer.from(hex)].map((each) => createHash('sha256').update(each).digest());
    const texts = [hex, hex.toUpperCase(), ...base64Forms(bytes), ...base64Forms(Buffer.from(hex))];
    const forms = [
      ...[bytes, ...hashes].map((each) => each.toString('latin1')),
      ...texts,
      ...hashes.flatMap((hash) => [hash.toString('hex'), ...base64Forms(hash)]),
    ];
    for (const form of forms) {
      const head = form.slice(0, HEAD);
      this.#forms.set(head, [...(this.#forms.get(head) ?? []), form]);
    }
  }

  get count(): number {
    return this.#count;
  }

  /** How many forms of canaries are in the bytes. */
  countIn(bytes: Uint8Array): number {
    const text = Buffer.from(bytes).toString('latin1');
    let found = 0;
    for (let index = 0; index + HEAD <= text.length; index += 1) {
      const forms = this.#forms.get(text.slice(index, index + HEAD));
      if (forms?.some((form) => text.startsWith(form, index)) === true) found += 1;
    }
    return found;
  }
}

const HEAD = 8;

/** Base64 of bytes at any place among others: for each of the three shifts, the part that does not depend on the bytes around. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const middle = text.slice(shift === 0 ? 0 : 4, -4);
    return [middle, middle.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
