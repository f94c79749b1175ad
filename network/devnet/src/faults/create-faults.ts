import { NetworkError, unknownCompany } from '@kontti/fabric-protocol/base';
import type { Orderer } from '../orderer/orderer';
import { faultLimits } from './limits';
import type { PeerFaults } from './peer-faults';
import { droppedByFault } from './stream-cuts';
import { streamKinds } from './types';
import type { Fault, FaultDescription, Faults } from './types';

/** One company's peer, as faults act on it. */
export interface FaultyPeer {
  readonly faults: PeerFaults;
  /** Closes its endpoint; nobody plans with it any more. */
  takeDown(): Promise<void>;
  /** Opens it again at the same port. @throws NetworkError PORT_TAKEN */
  bringUp(): Promise<void>;
}

/** The orderer, as faults act on it. */
export interface FaultyOrderer extends Pick<Orderer, 'suspend'> {
  takeDown(): Promise<void>;
  /** @throws NetworkError PORT_TAKEN */
  bringUp(): Promise<void>;
}

type End = () => Promise<void> | void;

function checkDelay(delayMs: number): void {
  if (delayMs >= 0 && delayMs <= faultLimits.delayMsMax) return;
  const message = `an endorser is slow by 0 to ${faultLimits.delayMsMax} ms, not by ${delayMs}`;
  throw new NetworkError({ code: 'OPTION_INVALID', message, details: { delayMs } });
}

/** Adds something to a set of faults until it is ended. */
function during<T>(set: Set<T>, entry: T): End {
  set.add(entry);
  return () => {
    set.delete(entry);
  };
}

interface FaultsOptions {
  readonly peers: ReadonlyMap<string, FaultyPeer>;
  readonly orderer: FaultyOrderer;
  /** Whether peers keep state as documents. */
  readonly hasDocuments: boolean;
}

class NetworkFaults implements Faults {
  readonly #peers: ReadonlyMap<string, FaultyPeer>;
  readonly #orderer: FaultyOrderer;
  readonly #hasDocuments: boolean;
  #ordererDowns = 0;
  readonly #active = new Map<number, Fault>();
  #lastId = 0;

  constructor(options: FaultsOptions) {
    this.#hasDocuments = options.hasDocuments;
    this.#peers = options.peers;
    this.#orderer = options.orderer;
  }

  get active(): readonly Fault[] {
    return [...this.#active.values()];
  }

  async companyDown({ mspId }: { mspId: string }): Promise<Fault> {
    const peer = this.#peer(mspId);
    this.#checkRoom();
    await this.#takeDown(peer);
    return this.#add({ kind: 'company-down', mspId }, () => this.#bringUp(peer));
  }

  slowEndorser({ mspId, delayMs }: { mspId: string; delayMs: number }): Promise<Fault> {
    return this.#start({ kind: 'slow-endorser', mspId, delayMs }, () => {
      checkDelay(delayMs);
      return during(this.#peer(mspId).faults.delays, { delayMs });
    });
  }

  wrongEndorser(options: Parameters<Faults['wrongEndorser']>[0]): Promise<Fault> {
    const { mspId, wrong } = options;
    return this.#start({ kind: 'wrong-endorser', mspId, wrong }, () =>
      during(this.#peer(mspId).faults.wrongs, { wrong }),
    );
  }

  cachedJson({ mspId }: { mspId: string }): Promise<Fault> {
    return this.#start({ kind: 'cached-json', mspId }, () => {
      if (this.#hasDocuments) return during(this.#peer(mspId).faults.caches, {});
      const message =
        'peers with LevelDB give values as they were put: start the network with state in CouchDB';
      throw new NetworkError({ code: 'OPTION_INVALID', message });
    });
  }

  droppedStreams(options: Parameters<Faults['droppedStreams']>[0]): Promise<Fault> {
    const { mspId, streams = streamKinds } = options;
    return this.#start({ kind: 'dropped-streams', mspId, streams }, () =>
      this.#peer(mspId).faults.streams.cut({ kinds: streams, error: droppedByFault }),
    );
  }

  async ordererDown({ losesPending = false }: { losesPending?: boolean } = {}): Promise<Fault> {
    this.#checkRoom();
    const resume = this.#orderer.suspend({ losesPending });
    this.#ordererDowns += 1;
    if (this.#ordererDowns === 1) await this.#orderer.takeDown();
    return this.#add({ kind: 'orderer-down', losesPending }, async () => {
      this.#ordererDowns -= 1;
      if (this.#ordererDowns === 0) await this.#orderer.bringUp();
      resume();
    });
  }

  async restart({ mspId }: { mspId: string }): Promise<void> {
    const peer = this.#peer(mspId);
    await this.#takeDown(peer);
    await this.#bringUp(peer);
  }

  async endAll(): Promise<void> {
    for (const fault of this.active) await fault.end();
  }

  async #takeDown(peer: FaultyPeer): Promise<void> {
    peer.faults.downs += 1;
    if (peer.faults.downs === 1) await peer.takeDown();
  }

  async #bringUp(peer: FaultyPeer): Promise<void> {
    peer.faults.downs -= 1;
    if (peer.faults.downs === 0) await peer.bringUp();
  }

  /** @throws NetworkError COMPANY_UNKNOWN */
  #peer(mspId: string): FaultyPeer {
    const peer = this.#peers.get(mspId);
    if (peer === undefined) throw unknownCompany({ mspId, known: this.#peers.keys() });
    return peer;
  }

  /** @throws NetworkError OPTION_INVALID */
  #checkRoom(): void {
    if (this.#active.size >= faultLimits.activeMax) {
      const message = `${this.#active.size} faults are at work already: end some first`;
      throw new NetworkError({ code: 'OPTION_INVALID', message });
    }
  }

  /** Rejects when the fault cannot begin. */
  async #start(description: FaultDescription, begin: () => End): Promise<Fault> {
    this.#checkRoom();
    return Promise.resolve(this.#add(description, begin()));
  }

  #add(description: FaultDescription, onEnd: End): Fault {
    this.#lastId += 1;
    const id = this.#lastId;
    let ended: Promise<void> | undefined;
    const end = (): Promise<void> => {
      this.#active.delete(id);
      ended ??= Promise.resolve(onEnd());
      return ended;
    };
    const fault = { id, description, end, [Symbol.asyncDispose]: end };
    this.#active.set(id, fault);
    return fault;
  }
}

export function createFaults(options: FaultsOptions): Faults {
  return new NetworkFaults(options);
}
