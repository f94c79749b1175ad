/** A fault that a person can mend: its message is one line that says how. */
export class VoyageError extends Error {
  readonly code: 'BAD_OPTION' | 'INPUT_UNREADABLE' | 'INPUT_INVALID' | 'PORT_TAKEN';

  constructor(options: { code: VoyageError['code']; message: string; cause?: unknown }) {
    super(options.message, { cause: options.cause });
    this.name = 'VoyageError';
    this.code = options.code;
  }
}
