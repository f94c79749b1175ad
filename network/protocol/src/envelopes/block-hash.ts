import { createHash } from 'node:crypto';
import type { common } from '@hyperledger/fabric-protos';

function derLength(length: number): number[] {
  if (length < 0x80) {
    return [length];
  }
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    digits.unshift(rest % 256);
  }
  return [0x80 | digits.length, ...digits];
}

function derElement(tag: number, content: Uint8Array): Uint8Array {
  return Uint8Array.of(tag, ...derLength(content.length), ...content);
}

function derInteger(value: number): Uint8Array {
  const digits: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) {
    digits.unshift(rest % 256);
  }
  const first = digits[0] ?? 0x80;
  return derElement(0x02, Uint8Array.from(first >= 0x80 ? [0, ...digits] : digits));
}

/** The ASN.1 form of a header that hashes and signatures cover. Mirrors protoutil/blockutils.go BlockHeaderBytes. */
export function blockHeaderBytes(header: common.BlockHeader): Uint8Array {
  return derElement(
    0x30,
    Buffer.concat([
      derInteger(header.getNumber()),
      derElement(0x04, header.getPreviousHash_asU8()),
      derElement(0x04, header.getDataHash_asU8()),
    ]),
  );
}

/** Mirrors protoutil/blockutils.go BlockHeaderHash. */
export function blockHeaderHash(header: common.BlockHeader): Uint8Array {
  return createHash('sha256').update(blockHeaderBytes(header)).digest();
}

/** Mirrors protoutil/blockutils.go ComputeBlockDataHash. */
export function blockDataHash(data: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const bytes of data) {
    hash.update(bytes);
  }
  return hash.digest();
}
