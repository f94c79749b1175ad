import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { block, evaluate, script, type Draft, type GatewayCall } from '../calls';
import type { Scenario } from '../scenario';

/** Transactions that share a block. */
export interface BlockCase {
  readonly name: string;
  /** Before: in a block of their own. */
  readonly given?: readonly Draft[];
  readonly block: readonly Draft[];
  /** What is read after. */
  readonly then: readonly ScriptStep[];
}

export const put = (key: string, value = '1'): ScriptStep => ['put', key, value];
export const get = (key: string): ScriptStep => ['get', key];

/** The keys that begin with the prefix and a slash; only the first of them, where `max` says so. */
export const range = (prefix: string, max?: number): ScriptStep => [
  'range',
  `${prefix}/`,
  `${prefix}0`,
  ...(max === undefined ? [] : [String(max)]),
];

export const by = (...numbers: number[]): string[] => numbers.map((n) => `Org${n}MSP`);

/** A transaction that these companies endorse. */
export const stepsBy = (endorsers: readonly string[], ...list: ScriptStep[]): GatewayCall =>
  script(list, { endorsers });

/** A transaction that all companies endorse. */
export const steps = (...list: ScriptStep[]): GatewayCall => stepsBy(by(1, 2, 3), ...list);

export const toScenario = ({ name, given = [], block: drafts, then }: BlockCase): Scenario => ({
  name: `in a block: ${name}`,
  run: async (stage) => {
    const before = given.length === 0 ? [] : await block(stage, given);
    return { before, codes: await block(stage, drafts), state: await evaluate(stage, script(then)) };
  },
});
