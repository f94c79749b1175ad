// Preloaded into chaincode processes. The shim's logger formats every line, with a time and colours, before it drops what its level
// does not want: two fifths of a small call's processor time. Lines that would be dropped are not made; all others are as ever.
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Log = (...args: unknown[]) => unknown;

interface Logger {
  /** Lower is graver. */
  readonly levels: Readonly<Record<string, number>>;
  readonly level: string;
  [method: string]: unknown;
}

interface LoggerModule {
  getLogger(name?: string): Logger;
}

const lazy = new WeakSet<Logger>();

/** A level that is unknown wants nothing, as in winston's transports. */
function isWanted(logger: Logger, level: string): boolean {
  return (logger.levels[logger.level] ?? -1) >= (logger.levels[level] ?? Number.POSITIVE_INFINITY);
}

function makeLazy(logger: Logger): Logger {
  if (lazy.has(logger)) return logger;
  lazy.add(logger);
  for (const level of Object.keys(logger.levels)) {
    const log = logger[level];
    if (typeof log !== 'function') continue;
    logger[level] = (...args: unknown[]): unknown =>
      isWanted(logger, level) ? (log as Log).apply(logger, args) : logger;
  }
  return logger;
}

function loadLogger(): LoggerModule | undefined {
  try {
    return createRequire(join(process.cwd(), 'package.json'))('fabric-shim/lib/logger') as LoggerModule;
  } catch {
    // Another shim, whose logger is elsewhere: it logs as it likes.
    return undefined;
  }
}

const shim = loadLogger();
if (shim !== undefined) {
  const getLogger = shim.getLogger.bind(shim);
  shim.getLogger = (name) => makeLazy(getLogger(name));
}
