import { randomBytes } from 'node:crypto';
import { systemClock } from '@kontti/fabric-protocol/base';
import { createLifecycleClient } from '@kontti/fabric-admin/definitions';
import { applicationPolicyBytesToText } from '@kontti/fabric-protocol/policy';
import { readAdministrations } from '@kontti/fabric-admin/access';

/** A committed definition in short. */
export interface CommittedChaincode {
  readonly name: string;
  readonly version: string;
  readonly sequence: number;
  readonly endorsementPolicy: string;
}

/** The chaincode that a channel knows, as the first company's peer shows it to its admin. @throws NetworkError */
export async function readCommitted(options: {
  directory: string;
  channelId: string;
  callTimeoutMs: number;
}): Promise<readonly CommittedChaincode[]> {
  const { directory, channelId, callTimeoutMs } = options;
  const [administration] = await readAdministrations(directory);
  if (administration === undefined) return [];
  const client = createLifecycleClient({
    ...administration,
    clock: systemClock,
    randomBytes,
    callTimeoutMs,
  });
  try {
    const definitions = await client.queryAllCommitted(channelId);
    return definitions.map(({ name, version, sequence, validationParameter }) => ({
      name,
      version,
      sequence,
      endorsementPolicy: applicationPolicyBytesToText(validationParameter),
    }));
  } finally {
    client.close();
  }
}
