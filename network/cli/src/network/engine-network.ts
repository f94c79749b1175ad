import type { KeptProcessesOptions } from '../control/kept-processes';
import type { ControlRoutes } from '../control/server';
import type { CompanyEndpoints, NodeStatus } from '../control/network-state';
import type { NetworkUpOptions } from './up-options';

/** What the command does beside the network. */
export interface RouteHooks {
  /** Called when the network has gone back to a snapshot. */
  readonly onReverted: () => Promise<void>;
}

/** What the command does with a network, whatever runs it. */
export interface EngineNetwork {
  readonly channelId: string;
  readonly companies: readonly CompanyEndpoints[];
  /** host:port of the first orderer. */
  readonly orderer: string;
  /** What people should know about it. */
  readonly note: string;
  /** Its programs, where it has some. */
  readonly nodes?: () => readonly NodeStatus[];
  /** What other commands may ask of it over the control endpoint. */
  readonly routes?: (hooks: RouteHooks) => ControlRoutes;
  /** True where peers run in containers, whose loopback is not this machine's. */
  readonly isContained?: boolean;
  /** The address of this machine by which they reach it. */
  readonly chaincodeHost?: string;
  /** What a company's peer runs under a name; without it the network remembers no chaincode that it ran. */
  readonly wantedPackageId?: KeptProcessesOptions['wantedPackageId'];
  stop(): Promise<void>;
}

/** What every engine is started with. */
export interface StartOptions extends NetworkUpOptions {
  /** Ends the wait for peers that have not found one another. */
  readonly signal: AbortSignal;
}
