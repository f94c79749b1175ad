import type { Random } from './random';
import { bytesToFields, fieldToBytes, toVarint, type WireField } from './wire';

/** Lengths and numbers at which decoders tend to go wrong. */
const numbers: readonly [number[], ...number[][]] = [
  [0],
  [1],
  toVarint(127),
  toVarint(2 ** 31 - 1),
  toVarint(2 ** 31),
  toVarint(2 ** 32 - 1),
  toVarint(Number.MAX_SAFE_INTEGER),
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
];
const texts: readonly [string, ...string[]] = [
  '',
  '\u0000',
  '__proto__',
  'constructor',
  'toString',
  '../../x',
  '\u{10FFFF}',
  'x'.repeat(70_000),
  '_lifecycle',
  'qscc',
  'mychannel',
  '{"selector":{}}',
];
const lengthLies: readonly [number, ...number[]] = [0, 1, 0x7fffffff, 0xffffffff, Number.MAX_SAFE_INTEGER];

function cut(bytes: Uint8Array, random: Random): Uint8Array {
  return bytes.subarray(0, random.below(bytes.length + 1));
}

function flip(bytes: Uint8Array, random: Random): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  const at = random.below(bytes.length);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
  return flipped;
}

function insert(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), random.bytes(1 + random.below(8)), bytes.subarray(at)]);
}

function mutateRaw(bytes: Uint8Array, random: Random): Uint8Array {
  return random.pick([cut, flip, insert])(bytes, random);
}

function replaceContent(field: WireField, random: Random): WireField {
  if (field.wireType === 0) return { ...field, content: Uint8Array.from(random.pick(numbers)) };
  if (field.wireType !== 2) return { ...field, content: random.bytes(field.content.length) };
  return {
    ...field,
    content: random.pick([
      () => Buffer.from(random.pick(texts)),
      () => mutateRaw(field.content, random),
      () => Buffer.concat([field.content, field.content]),
    ])(),
  };
}

/** Another message in which one thing, at any depth, is not as it was. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  const fields = bytesToFields(bytes);
  if (fields === undefined || fields.length === 0 || random.below(8) === 0) return mutateRaw(bytes, random);
  const at = random.below(fields.length);
  const field = fields[at];
  if (field === undefined) return bytes;
  // Most of what is interesting is deep inside.
  if (field.wireType === 2 && field.content.length > 1 && random.below(4) > 0) {
    return join(fields, at, [fieldToBytes({ ...field, content: mutate(field.content, random) })]);
  }
  const other = fields[random.below(fields.length)] ?? field;
  return join(
    fields,
    at,
    random.pick([
      () => [],
      () => [fieldToBytes(field), fieldToBytes(field)],
      () => [fieldToBytes(replaceContent(field, random))],
      () => [fieldToBytes({ ...field, number: 1 + random.below(20) })],
      () => [fieldToBytes({ ...field, wireType: random.pick([0, 1, 2, 3, 4, 5]) })],
      () => [fieldToBytes({ ...field, content: other.content })],
      () => [fieldToBytes(field, random.pick(lengthLies))],
    ])(),
  );
}

function join(fields: readonly WireField[], at: number, replacement: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(
    fields.flatMap((field, index) => (index === at ? replacement : [fieldToBytes(field)])),
  );
}
