/** The tags that signatures and block headers use. */
export const derTags = { integer: 0x02, octetString: 0x04, sequence: 0x30 } as const;

/** One element of a DER encoding: where its content starts and ends. */
interface DerElement {
  readonly tag: number;
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
}

/** Reads the element at an offset; undefined when the bytes are no DER there. Lengths must be minimal. */
export function readDer(bytes: Uint8Array, offset: number): DerElement | undefined {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) return undefined;
  if (first < 0x80) {
    return boundedElement(bytes, { tag, start: offset, contentStart: offset + 2, length: first });
  }
  const lengthBytes = first & 0x7f;
  if (lengthBytes === 0 || lengthBytes > 4) return undefined;
  let length = 0;
  for (let index = 0; index < lengthBytes; index += 1) {
    const byte = bytes[offset + 2 + index];
    if (byte === undefined || (index === 0 && byte === 0)) return undefined;
    length = length * 256 + byte;
  }
  if (length < 0x80) return undefined;
  return boundedElement(bytes, { tag, start: offset, contentStart: offset + 2 + lengthBytes, length });
}

function boundedElement(
  bytes: Uint8Array,
  header: { tag: number; start: number; contentStart: number; length: number },
): DerElement | undefined {
  const { tag, start, contentStart, length } = header;
  const end = contentStart + length;
  return end <= bytes.length ? { tag, start, contentStart, end } : undefined;
}

/** The first element inside the outer sequence: of a certificate or a revocation list what its authority signed. */
export function toBeSigned(der: Uint8Array): Uint8Array | undefined {
  const outer = readDer(der, 0);
  const inner = outer && readDer(der, outer.contentStart);
  return inner && der.subarray(inner.start, inner.end);
}

/** The elements inside a sequence; undefined when something in it is no DER. */
export function derChildren(bytes: Uint8Array, parent: DerElement): DerElement[] | undefined {
  const children: DerElement[] = [];
  for (let offset = parent.contentStart; offset < parent.end;) {
    const child = readDer(bytes.subarray(0, parent.end), offset);
    if (!child) return undefined;
    children.push(child);
    offset = child.end;
  }
  return children;
}

/** An element with its tag and content. */
export function encodeDer(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), encodeLength(content.length), content]);
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const digits = Buffer.alloc(4);
  digits.writeUInt32BE(length);
  const start = digits.findIndex((digit) => digit !== 0);
  return Buffer.of(0x80 | (digits.length - start), ...digits.subarray(start));
}

/** An integer, minimal and positive, of its digits in base 256. */
export function encodeDerInteger(digits: Uint8Array): Buffer {
  const first = digits.findIndex((digit) => digit !== 0);
  const minimal = first === -1 ? Buffer.of(0) : digits.subarray(first);
  const sign = (minimal[0] ?? 0) >= 0x80 ? Buffer.of(0) : Buffer.alloc(0);
  return encodeDer(derTags.integer, sign, minimal);
}
