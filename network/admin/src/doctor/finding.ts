/** `skipped` is what could not be looked at, and says why. */
export type FindingStatus = 'ok' | 'warning' | 'problem' | 'skipped';

/** What is looked at. */
const checkNames = [
  'folder',
  'certificate',
  'chain',
  'key',
  'node-ous',
  'tls',
  'channel',
  'gateway',
  'discovery',
  'anchors',
  'orderers',
  'chaincode',
  'code',
  'clock',
  'versions',
] as const;

export type CheckName = (typeof checkNames)[number];

/** What one check saw of one thing. */
export interface Finding {
  /** What was looked at, e.g. `certificate` or `tls`. */
  readonly check: CheckName;
  /** `problem` keeps the company from working, `warning` may; `skipped` was not looked at. */
  readonly status: FindingStatus;
  /** A folder, a file, a peer, a channel, a chaincode. */
  readonly subject: string;
  /** What was found, or why nothing was looked at, in a sentence for people. */
  readonly message: string;
  /** What helps; with every warning and problem. */
  readonly remedy?: string;
}

/** Makes the findings of one check about one thing. */
export interface Reporter {
  ok(message: string): Finding;
  skipped(message: string): Finding;
  warning(message: string, remedy: string): Finding;
  problem(message: string, remedy: string): Finding;
}

export function createReporter(check: CheckName, subject: string): Reporter {
  return {
    ok: (message) => ({ check, subject, status: 'ok', message }),
    skipped: (message) => ({ check, subject, status: 'skipped', message }),
    warning: (message, remedy) => ({ check, subject, status: 'warning', message, remedy }),
    problem: (message, remedy) => ({ check, subject, status: 'problem', message, remedy }),
  };
}
