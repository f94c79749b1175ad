import type { DecodedValue } from './types';
import { decodingLimits } from './limits';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Control and format characters, and what is no character; line ends and tabs are text. */
const unprintable = /[^\P{C}\n\r\t]/u;

function bytesToText(bytes: Uint8Array): string | undefined {
  try {
    const text = utf8.decode(bytes);
    return unprintable.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Where a character starts at or before a position: nothing is cut within a character. */
function characterStart(bytes: Uint8Array, position: number): number {
  let start = position;
  while (start > 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}

/** Describes bytes that somebody else wrote. */
export function decodeValue(bytes: Uint8Array): DecodedValue {
  const { length } = bytes;
  const { valueBytesMax } = decodingLimits;
  if (length <= valueBytesMax) {
    const text = bytesToText(bytes);
    if (text !== undefined) return { kind: isJson(text) ? 'json' : 'text', value: text, bytes: length };
    return { kind: 'hex', value: toHex(bytes), bytes: length };
  }
  const text = bytesToText(bytes.subarray(0, characterStart(bytes, valueBytesMax)));
  if (text !== undefined) return { kind: 'text', value: text, bytes: length, isCut: true };
  return { kind: 'hex', value: toHex(bytes.subarray(0, valueBytesMax)), bytes: length, isCut: true };
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
