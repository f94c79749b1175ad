import { rmSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { NetworkError } from '@kontti/fabric-protocol/base';
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

  /** @throws NetworkError DIRECTORY_UNUSABLE, e.g. where the disk is full */
  async add({ rows, error }: RejectedRows<FileRow>): Promise<void> {
    const { code, message } = error;
    const lines = rows.map(({ line, text }) => `${JSON.stringify({ line, code, message, text })}\n`);
    await this.#writing(async () => {
      this.#file ??= await open(this.path, 'w', 0o600);
      await this.#file.appendFile(lines.join(''));
    });
  }

  /** Has everything on disk. @throws NetworkError DIRECTORY_UNUSABLE */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    if (file === undefined) return;
    try {
      await this.#writing(() => file.sync());
    } finally {
      await file.close();
    }
  }

  async #writing(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      const message = `The rejected rows cannot be written to ${this.path}.`;
      throw new NetworkError({ code: 'DIRECTORY_UNUSABLE', message, details: { file: this.path }, cause });
    }
  }
}
