import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { damaged, isAbsent } from '@kontti/fabric-admin/data-files';

/** Up to where the chain was reported committed. */
interface MarkedHeight {
  readonly height: number;
  /** Header hash of the newest block. */
  readonly currentBlockHash: Uint8Array;
}

/**
 * A file beside the ledger that says how many blocks were reported committed. LevelDB drops the end of its log without a word when
 * that is torn, as it is after a crash in the middle of a write; only with this mark can such an end be distinguished from blocks that are gone.
 */
export interface HeightMark {
  /** What the file said when it was opened; undefined without a file. */
  readonly found: MarkedHeight | undefined;
  /** Must be called after the block is on disk and before it is reported. `isLower` is for a revert: called before, and durable. */
  write(marked: MarkedHeight, options?: { readonly isLower: boolean }): void;
  close(): void;
}

const secretMode = 0o600;
const digits = 16;

/** Of constant length, and shorter than a disk's sector: one write replaces all of it. */
function toText({ height, currentBlockHash }: MarkedHeight): string {
  const content = `${String(height).padStart(digits, '0')} ${Buffer.from(currentBlockHash).toString('hex')}`;
  return `${content} ${createHash('sha256').update(content).digest('hex')}\n`;
}

function read(file: string): MarkedHeight | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (isAbsent(cause)) return undefined;
    throw damaged({ file, reason: 'it cannot be read', cause });
  }
  // Made, and not yet written when the process ended.
  if (text === '') return undefined;
  const [height = '', blockHash = ''] = text.split(' ');
  const marked = { height: Number(height), currentBlockHash: Buffer.from(blockHash, 'hex') };
  if (!Number.isSafeInteger(marked.height) || toText(marked) !== text) {
    throw damaged({ file, reason: 'its content does not match its hash' });
  }
  return marked;
}

/** @throws NetworkError LEDGER_CORRUPT */
export function openHeightMark(file: string): HeightMark {
  const found = read(file);
  let descriptor: number | undefined;
  return {
    found,
    write(marked, { isLower } = { isLower: false }) {
      // Not truncated when it is opened: the file is never empty.
      descriptor ??= openSync(file, found === undefined ? 'w' : 'r+', secretMode);
      writeSync(descriptor, toText(marked), 0);
      // The page cache outlives this process, and a mark that is too low after a power failure refuses nothing.
      if (isLower) fsyncSync(descriptor);
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}
