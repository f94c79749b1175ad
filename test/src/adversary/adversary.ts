import type { ForgedWrite } from '../cheating/altered-contract';
import { someForgery } from './forgeries';
import { Holding } from './holding';
import { readAll } from './reads';
import { Seeded } from './seeded';
import type { Stage } from './stage';
import { createHonestWorld, isFault, takeSomeStep, type HonestWorld } from './world';

/** How long, from which seed, and how often everything is read. */
interface AdversaryOptions {
  readonly forgeries: number;
  readonly seed: number;
  /** Forgeries between two comparisons of all reads and events: 50, and more where there would be more than {@link CHECKS_MAX} comparisons. */
  readonly forgeriesPerCheck?: number;
  /** Called after each comparison. */
  readonly onProgress?: (result: AdversaryResult) => void;
}

/** What was counted, and what was wrong. */
export interface AdversaryResult {
  readonly forgeries: number;
  /** How many of them peers called valid. */
  readonly valid: number;
  readonly reads: number;
  readonly events: number;
  /** One sentence each; empty when every read and event was true. */
  readonly violations: readonly string[];
}

const VIOLATIONS_MAX = 20;
const FORGERIES_PER_CHECK = 50;
/** Each comparison reads everything, and each adds to what there is to read. */
const CHECKS_MAX = 400;

/**
 * Lets coalitions that the seed picks, up to all companies but the honest one, write what they like, and compares what the honest
 * company reads and is shown as proven with what it really vouched for.
 */
export async function runAdversary(stage: Stage, options: AdversaryOptions): Promise<AdversaryResult> {
  const run = new AdversaryRun(stage, options, await createHonestWorld(stage));
  return await run.play();
}

class AdversaryRun {
  readonly #seeded: Seeded;
  readonly #violations: string[] = [];
  readonly #shown = new Set<string>();
  readonly #later: ForgedWrite[][] = [];
  readonly #holding = new Holding();
  #forgeries = 0;
  #valid = 0;
  #reads = 0;
  #events = 0;
  #fromBlock = 0;

  constructor(
    private readonly stage: Stage,
    private readonly options: AdversaryOptions,
    private readonly world: HonestWorld,
  ) {
    this.#seeded = new Seeded(options.seed);
  }

  async play(): Promise<AdversaryResult> {
    const { forgeries, onProgress } = this.options;
    const leastPerCheck = Math.max(FORGERIES_PER_CHECK, Math.ceil(forgeries / CHECKS_MAX));
    const { forgeriesPerCheck = leastPerCheck } = this.options;
    let expected = await this.#read();
    while (this.#forgeries < forgeries && this.#violations.length < VIOLATIONS_MAX) {
      const count = Math.min(forgeriesPerCheck, forgeries - this.#forgeries);
      for (let n = 0; n < count; n += 1) await this.#forge();
      const seen = await this.#read();
      if (seen !== undefined && seen !== expected) {
        this.#violate(`reads changed: ${difference(expected, seen)}`);
      }
      await this.#readEvents();
      await this.#readHeld();
      await this.#goOn();
      expected = await this.#read();
      onProgress?.(this.#result());
    }
    return this.#result();
  }

  #result(): AdversaryResult {
    return {
      forgeries: this.#forgeries,
      valid: this.#valid,
      reads: this.#reads,
      events: this.#events,
      violations: this.#violations,
    };
  }

  async #forge(): Promise<void> {
    const { honest, others } = this.stage;
    const coalition = this.#seeded.some(others);
    const { world } = this;
    const scope = { honest, coalition, world, seeded: this.#seeded, later: this.#later };
    const forgery = someForgery(scope);
    const { code } = await this.stage.forge(forgery, coalition);
    this.#forgeries += 1;
    if (code !== 'VALID') return;
    this.#valid += 1;
    const sealed = forgery.writes.filter(({ collection }) => collection !== undefined);
    sealed.slice(0, 2).forEach(({ key }) => this.#holding.watch(key));
  }

  /** Everything that the honest company reads, or `undefined` after a fault, which is a violation. */
  async #read(): Promise<string | undefined> {
    try {
      const { text, reads } = await readAll(this.stage, this.world);
      this.#reads += reads;
      return text;
    } catch (error) {
      this.#violate(`a read failed: ${String(error)}`);
      return undefined;
    }
  }

  /** Each event that names the honest company as a voucher has to be of a fact that it vouched for, and none may be missing. */
  async #readEvents(): Promise<void> {
    const { honest, client } = this.stage;
    const toBlock = (await this.stage.height()) - 1;
    try {
      for await (const event of client.events({ fromBlock: this.#fromBlock, toBlock, unproven: 'include' })) {
        this.#events += 1;
        if (!event.proven || !event.vouchers.includes(honest)) continue;
        this.#shown.add(event.digest);
        if (!this.world.vouched.has(event.digest)) this.#violate(`proven, never vouched for: ${event.id}`);
      }
    } catch (error) {
      this.#violate(`the stream ended: ${String(error)}`);
    }
    for (const digest of this.world.vouched) {
      if (!this.#shown.has(digest)) this.#violate(`vouched for, never shown as proven: ${digest}`);
    }
    this.#fromBlock = toBlock + 1;
  }

  /** What the honest company once read as sealed stays so, whoever vouched for it. */
  async #readHeld(): Promise<void> {
    try {
      const { reads, changed } = await this.#holding.check(this.stage.client, this.#seeded);
      this.#reads += reads;
      for (const key of changed) this.#violate(`was sealed, and is not any more: ${key}`);
    } catch (error) {
      this.#violate(`a read failed: ${String(error)}`);
    }
  }

  /** The honest company goes on: nothing that others wrote may stop it. */
  async #goOn(): Promise<void> {
    try {
      await takeSomeStep(this.stage, this.world, this.#seeded);
    } catch (error) {
      const kind = isFault(error) ? 'a fault' : 'a refusal';
      this.#violate(`${kind} stopped the honest company: ${String(error)}`);
    }
  }

  #violate(sentence: string): void {
    if (this.#violations.length < VIOLATIONS_MAX) this.#violations.push(sentence.slice(0, 500));
  }
}

/** The first place where two texts differ. */
function difference(expected: string | undefined, seen: string): string {
  if (expected === undefined) return 'nothing to compare with';
  let index = 0;
  while (index < seen.length && seen[index] === expected[index]) index += 1;
  const around = (text: string): string => text.slice(Math.max(0, index - 80), index + 120);
  return `…${around(expected)}… became …${around(seen)}…`;
}
