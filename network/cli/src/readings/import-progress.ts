import type { RecordSummary, RowsOutcome } from '@kontti/client-sdk';
import type { Terminal } from '../options/terminal';

const tenths = 10;
const redrawMs = 500;
const reportMs = 1_000;

interface ProgressOptions {
  readonly terminal: Terminal;
  readonly errors: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly nowMs: () => number;
  /** Bytes of the file. */
  readonly size: number;
}

/** How far an import is: a line that is redrawn on a terminal, a line for each tenth elsewhere, and an object a second for programs. */
export class ImportProgress {
  /** Bytes of the file up to the row that was taken last. */
  bytes = 0;
  readonly #counts = { recorded: 0, present: 0, rejected: 0 };
  readonly #startMs: number;
  readonly #options: ProgressOptions;
  #shownMs = 0;
  #shownTenth = -1;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#startMs = options.nowMs();
  }

  add({ status, rows }: RowsOutcome<unknown>): void {
    this.#counts[status] += rows.length;
    this.#show();
  }

  counts(): RecordSummary {
    return { ...this.#counts };
  }

  /** What a result says of the time that it took. */
  pace(): { readonly seconds: number; readonly rowsPerSecond: number } {
    const seconds = Math.max(this.#options.nowMs() - this.#startMs, 1) / 1_000;
    const { recorded, present, rejected } = this.#counts;
    return { seconds, rowsPerSecond: Math.round((recorded + present + rejected) / seconds) };
  }

  end(): void {
    if (this.#isTerminal && this.#shownMs > 0) this.#options.errors.write('\n');
  }

  get #isTerminal(): boolean {
    const { terminal, errors } = this.#options;
    return !terminal.isJson && errors.isTTY === true;
  }

  #show(): void {
    const { terminal, errors, nowMs, size } = this.#options;
    // What is shown first is that something is on the ledger, unless that takes long.
    const isEarly = this.#counts.recorded + this.#counts.present === 0 && nowMs() - this.#startMs < reportMs;
    if (this.#shownMs === 0 && isEarly) return;
    const share = size === 0 ? 1 : Math.min(1, this.bytes / size);
    const tenth = Math.floor(share * tenths);
    const sinceMs = nowMs() - this.#shownMs;
    const isDue = this.#isTerminal ? sinceMs >= redrawMs : tenth !== this.#shownTenth;
    if (terminal.isJson ? sinceMs < reportMs : !isDue) return;
    this.#shownMs = nowMs();
    this.#shownTenth = tenth;
    const { seconds, rowsPerSecond } = this.pace();
    const secondsLeft = share === 0 ? undefined : Math.round((seconds / share) * (1 - share));
    const json = { event: 'progress', share, ...this.#counts, rowsPerSecond, secondsLeft };
    if (terminal.isJson) {
      terminal.result({ text: '', json });
      return;
    }
    const { recorded, present, rejected } = this.#counts;
    const left = secondsLeft === undefined ? '' : `  ${secondsLeft} s left`;
    const text = `${Math.floor(share * 100)} %  ${recorded} recorded, ${present} there before, ${rejected} rejected  ${rowsPerSecond}/s${left}`;
    if (this.#isTerminal) {
      errors.write(`\r${text}\u001B[K`);
    } else {
      terminal.note(text);
    }
  }
}
