import { rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { RejectedRows } from '@kontti/client-sdk';
import type { FileRow } from '@kontti/readings';

/** The file of rows that are not on the ledger: NDJSON, a row a line with the reason. It is made anew by every import, since each judges every row. */
export class RejectedFile {
  readonly path: string;
  #file: FileHandle | undefined;

  constructor(path: string) {
    this.path = path;
    rmSync(path, { force: true });
  }

  async add({ rows, error }: RejectedRows<FileRow>): Promise<void> {
    this.#file ??= await open(this.path, 'w', 0o600);
    const { code, message } = error;
    const lines = rows.map(({ line, text }) => `${JSON.stringify({ line, code, message, text })}\n`);
    await this.#file.appendFile(lines.join(''));
  }

  /** Has everything on disk. */
  async close(): Promise<void> {
    await this.#file?.sync();
    await this.#file?.close();
    this.#file = undefined;
  }
}
