import { startConsortium, colluders, victim } from '../cheating/consortium';
import type { Stage } from './stage';

/** A stage on the devnet: three companies run altered chaincode beside the honest one. */
export async function startDevnetStage(): Promise<Stage> {
  const consortium = await startConsortium();
  return {
    honest: victim,
    others: colluders,
    client: consortium.client(victim),
    clientOf: (mspId) => consortium.client(mspId),
    forge: async (forgery, coalition) => {
      try {
        return { code: await consortium.forge({ forgery, endorsers: coalition, as: coalition[0] ?? '' }) };
      } catch (error) {
        // What a peer refuses to simulate is never ordered.
        return { code: error instanceof Error ? error.message : String(error) };
      }
    },
    height: () => consortium.network.height(),
    [Symbol.asyncDispose]: () => consortium[Symbol.asyncDispose](),
  };
}
