/** Where the devnet says what people should know. Never receives secrets. */
export interface Logger {
  /** Called with what goes as it should. */
  info(message: string): void;
  /** Called with what somebody should look at. */
  warn(message: string): void;
}

/** Says nothing. */
export const silentLogger: Logger = { info: () => undefined, warn: () => undefined };
