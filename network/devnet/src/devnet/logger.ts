/** Where the devnet says what people should know. Never receives secrets. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
}

/** Says nothing. */
export const silentLogger: Logger = { info: () => undefined, warn: () => undefined };
