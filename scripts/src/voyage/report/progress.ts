/** Where progress goes: a line that rewrites itself on a terminal, plain lines elsewhere. */
export interface Progress {
  /** A step begins; `total` items are expected. */
  step(options: { name: string; total: number }): StepProgress;
  /** A line that stays. */
  note(text: string): void;
}

interface StepProgress {
  advance(count?: number): void;
  done(): void;
}

interface ProgressOptions {
  readonly write: (text: string) => void;
  /** True where `\r` and erasing a line mean something. */
  readonly isTerminal: boolean;
  readonly nowMs: () => number;
}

const eraseLine = '\r\u001b[2K';
const redrawMs = 100;

export function createProgress({ write, isTerminal, nowMs }: ProgressOptions): Progress {
  return {
    note(text) {
      write(`${text}\n`);
    },
    step({ name, total }) {
      const startMs = nowMs();
      let count = 0;
      let drawnMs = -Infinity;
      const line = (): string => `  ${name.padEnd(34)} ${String(count).padStart(6)} of ${total}`;
      return {
        advance(by = 1) {
          count += by;
          if (isTerminal && nowMs() - drawnMs >= redrawMs) {
            drawnMs = nowMs();
            write(eraseLine + line());
          }
        },
        done() {
          const seconds = ((nowMs() - startMs) / 1000).toFixed(1);
          write(`${isTerminal ? eraseLine : ''}${line()}  ${seconds.padStart(5)} s\n`);
        },
      };
    },
  };
}
