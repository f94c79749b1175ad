import type { StreamCuts } from './stream-cuts';
import { createStreamCuts } from './stream-cuts';
import type { WrongEndorsement } from './types';

/** What is wrong with one company's peer at present. */
export interface PeerFaults {
  /** Its endpoint is closed; above one when several faults keep it so. */
  downs: number;
  readonly delays: Set<{ readonly delayMs: number }>;
  /** While there is one, the peer gives JSON as it was put. */
  readonly caches: Set<object>;
  readonly wrongs: Set<{ readonly wrong: WrongEndorsement }>;
  readonly streams: StreamCuts;
}

export function createPeerFaults(): PeerFaults {
  return { downs: 0, delays: new Set(), caches: new Set(), wrongs: new Set(), streams: createStreamCuts() };
}
