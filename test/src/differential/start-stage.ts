import { keeperContracts } from '../conformance/groups/collections';
import { Stage } from '../conformance/stage';
import type { Engine } from '../engine/engine';
import { startTestNetwork } from '../engine/start-network';
import { collections } from './collections';
import { companies, historyShape } from './history';
import { differentialLimits } from './limits';

/** A network on which histories can be played, side by side. */
export interface DifferentialStage extends AsyncDisposable {
  readonly stage: Stage;
}

async function fillBlock(stage: Stage): Promise<void> {
  for (let index = 0; index < stage.messagesMax; index += 1) {
    await stage.submitEnvelope(await stage.forgeTransaction({}));
  }
}

/** Block numbers are in read-write sets: whatever an engine needed for its deployments, histories begin at one height. */
async function fillUpTo(stage: Stage, startHeight: number): Promise<void> {
  for (let height = await stage.network.height(); height !== startHeight; height += 1) {
    if (height > startHeight) {
      throw new Error(`the network is at block ${height} before the first history`);
    }
    await fillBlock(stage);
    await stage.blockCodes(height);
  }
}

async function prepare(stage: Stage): Promise<void> {
  for (const name of ['keeper', 'second']) {
    await stage.network.deployChaincode({ name, contracts: keeperContracts, collections });
  }
  // One after the other: what they share is made once.
  for (const mspId of companies) {
    await stage.client(mspId);
    await stage.signer(`${mspId}.peer`);
  }
  await fillUpTo(stage, differentialLimits.startHeight);
}

/** Starts a network of three companies whose blocks are full with the places of `lanes` histories. */
export async function startDifferentialStage(options: {
  engine: Engine;
  lanes: number;
}): Promise<DifferentialStage> {
  const { engine, lanes } = options;
  const { batchTimeoutMs: timeoutMs, preferredBytesMax } = differentialLimits;
  const messagesMax = lanes * historyShape.slots;
  const batch = { messagesMax, timeoutMs, preferredBytesMax };
  const network = await startTestNetwork({ mspIds: companies, engine, batch });
  const stage = new Stage({ network, messagesMax });
  const stop = async (): Promise<void> => {
    stage.close();
    await network[Symbol.asyncDispose]();
  };
  try {
    await prepare(stage);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stage, [Symbol.asyncDispose]: stop };
}
