import { createDocumentQueries } from './document-queries';
import type { HistoryReader } from './history';
import { SimulationContext, type SimulationContextOptions } from './simulation-context';
import { createPrivateState } from './simulator-private';
import { createPublicState } from './simulator-public';
import type { SimulationResult, Simulator } from './types';

interface SimulatorOptions extends SimulationContextOptions {
  readonly history: HistoryReader;
  /** Called once, when the simulation ends. */
  readonly onFinish: () => void;
}

/** A simulation against one committed state. */
export function createSimulator(options: SimulatorOptions): Simulator {
  const context = new SimulationContext(options);
  return {
    ...createPublicState(context, options.history),
    ...createPrivateState(context),
    ...createDocumentQueries(context),
    finish(): SimulationResult {
      context.guard.beforeRead();
      context.guard.close();
      context.ranges.record();
      options.onFinish();
      return { ...context.builder.build(), touched: context.touches.touched() };
    },
  };
}
