/** Where the tests' network comes from; `absent` when Fabric's own peers were asked for and are not on this machine. */
export type Engine = 'devnet' | 'fabric' | 'absent';

/** The variable by which the runner tells the specs which engine it was asked for. */
export const engineVariable = 'KONTTI_TEST_ENGINE';

/** The engines that people can ask for. */
export const engines = ['devnet', 'fabric'] as const;

function readEngine(): Engine {
  const named = process.env[engineVariable] ?? 'devnet';
  if (named === 'devnet' || named === 'fabric' || named === 'absent') {
    return named;
  }
  throw new Error(`${engineVariable} is neither of ${engines.join(', ')}: ${named}`);
}

/** The engine of this run: the devnet unless told otherwise. */
export const engine: Engine = readEngine();

/** A suite that needs a network: its title names the engine, and without the engine all its tests are pending. */
export function describeOnNetwork(title: string, suite: () => void): void {
  if (engine === 'absent') {
    // Real peers were asked for and are not here: the tests count as pending, never as passed.
    describe.skip(`${title} (on fabric, whose binaries are absent)`, suite);
  } else {
    describe(`${title} (on ${engine})`, suite);
  }
}
