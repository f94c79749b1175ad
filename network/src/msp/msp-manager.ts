import type { MspConfig, MspManager } from './types';

export interface MspManagerOptions {
  readonly configs: readonly MspConfig[];
}

/** Knows the companies of a channel and judges their identities. */
export function createMspManager(options: MspManagerOptions): MspManager {
  throw new Error(`not built: ${options.configs.length}`);
}
