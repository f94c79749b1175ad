import type { ChainInfo } from './chain-info';
import type { StoreOperation } from '../state/store-operations';

/** What a block replaced: enough to take the block back. */
interface UndoRecord {
  /** The chain without the block. */
  readonly chain: ChainInfo;
  /** What was in the store before, key by key. */
  readonly operations: readonly StoreOperation[];
}

const lengthBytes = 4;
const absent = 0xffffffff;

/** Byte strings one after the other, each behind its length; an absent one is a length alone. */
function encodeParts(parts: readonly (Uint8Array | undefined)[]): Buffer {
  const total = parts.reduce((sum, part) => sum + lengthBytes + (part?.length ?? 0), 0);
  const bytes = Buffer.allocUnsafe(total);
  let offset = 0;
  for (const part of parts) {
    bytes.writeUInt32BE(part?.length ?? absent, offset);
    offset += lengthBytes;
    if (part) bytes.set(part, offset);
    offset += part?.length ?? 0;
  }
  return bytes;
}

function decodeParts(bytes: Buffer): (Uint8Array | undefined)[] {
  const parts: (Uint8Array | undefined)[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const length = bytes.readUInt32BE(offset);
    offset += lengthBytes;
    parts.push(length === absent ? undefined : bytes.subarray(offset, offset + length));
    offset += length === absent ? 0 : length;
  }
  return parts;
}

export function encodeUndo({ chain, operations }: UndoRecord): Uint8Array {
  const { height, currentBlockHash, previousBlockHash } = chain;
  const entries = operations.flatMap((operation) => [
    operation.key,
    operation.type === 'put' ? operation.value : undefined,
  ]);
  return encodeParts([Buffer.from(String(height)), currentBlockHash, previousBlockHash, ...entries]);
}

export function decodeUndo(bytes: Uint8Array): UndoRecord {
  const none = new Uint8Array();
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [height = none, currentBlockHash = none, previousBlockHash = none, ...entries] = decodeParts(view);
  const operations: StoreOperation[] = [];
  for (let index = 0; index < entries.length; index += 2) {
    const key = entries[index] ?? none;
    const value = entries[index + 1];
    operations.push(value ? { type: 'put', key, value } : { type: 'del', key });
  }
  return {
    chain: { height: Number(Buffer.from(height).toString()), currentBlockHash, previousBlockHash },
    operations,
  };
}
