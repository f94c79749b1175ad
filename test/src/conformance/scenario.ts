import type { StateDatabase } from '../engine/engine';
import type { Stage } from './stage';

/** What a network answered, as JSON. */
export type Observation = unknown;

/** A named course of calls; what it observes must not depend on the engine. */
export interface Scenario {
  readonly name: string;
  run(stage: Stage): Promise<Observation>;
}

/** Scenarios that follow one another on one network. */
export interface ScenarioGroup {
  /** The vectors' file is named after it. */
  readonly name: string;
  /** Blocks are cut at so many transactions: at each one by default. */
  readonly messagesMax?: number;
  /** One execution of chaincode; the engine's default otherwise. */
  readonly executeTimeoutMs?: number;
  /** Where its peers keep state, where scenarios need a certain one: that of the run otherwise. */
  readonly stateDatabase?: StateDatabase;
  /** Deploys what the scenarios call. */
  prepare(stage: Stage): Promise<void>;
  readonly scenarios: readonly Scenario[];
}
