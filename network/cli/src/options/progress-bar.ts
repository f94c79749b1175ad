/** How far something is, on a terminal as a bar that is redrawn, elsewhere as a line for each tenth. */
interface ProgressBar {
  show(state: { done: number; total: number | undefined }): void;
  end(): void;
}

const width = 30;
const tenths = 10;
const bytesPerMegabyte = 1_000_000;

function megabytes(bytes: number): string {
  return (bytes / bytesPerMegabyte).toFixed(1);
}

/** A bar for bytes. */
export function createProgressBar(options: {
  output: NodeJS.WritableStream & { readonly isTTY?: boolean };
  title: string;
}): ProgressBar {
  const { output, title } = options;
  let shown = '';
  return {
    show({ done, total }) {
      const share = total === undefined || total === 0 ? 0 : Math.min(1, done / total);
      const amount = `${megabytes(done)}${total === undefined ? '' : ` of ${megabytes(total)}`} MB`;
      const isTerminal = output.isTTY === true;
      const filled = Math.round(share * width);
      const text = isTerminal
        ? `${title} [${'#'.repeat(filled)}${'-'.repeat(width - filled)}] ${amount}`
        : `${title} ${Math.floor(share * tenths) * tenths} %`;
      if (text === shown) return;
      shown = text;
      output.write(isTerminal ? `\r${text}` : `${text}\n`);
    },
    end() {
      if (shown !== '' && output.isTTY === true) output.write('\n');
    },
  };
}
