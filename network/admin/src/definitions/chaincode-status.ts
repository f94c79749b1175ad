import { NetworkError } from '@kontti/fabric-protocol/base';
import type { LifecycleClient } from './lifecycle-client';
import type { CommittedDefinition } from './lifecycle-queries';

/** A committed chaincode, and how far each company is with it. */
export interface ChaincodeStatus {
  readonly definition: CommittedDefinition;
  readonly companies: readonly {
    readonly mspId: string;
    readonly isApproved: boolean;
    /** Why its peers do not execute the chaincode; undefined when they do. */
    readonly failure?: string;
  }[];
  /** What the asking company approved: empty without a package. */
  readonly own: { readonly packageId: string; readonly isInstalled: boolean };
}

/** A chaincode that refuses has been executed, too. */
const executedPattern = /chaincode response \d/;

/** Why a peer does not execute a chaincode, by `LifecycleClient.checkRuns`; undefined when it does. */
export async function findRunFailure(run: Promise<void>): Promise<string | undefined> {
  try {
    await run;
    return undefined;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return executedPattern.test(error.message) ? undefined : error.message;
  }
}

/** Asks the company's own peer and, through its gateway, the others'. Undefined when nothing is committed. */
export async function readChaincodeStatus(
  client: LifecycleClient,
  chaincode: { channelId: string; name: string },
): Promise<ChaincodeStatus | undefined> {
  const definition = await client.queryCommitted(chaincode);
  if (definition === undefined) return undefined;
  const approved = await client.queryApproved({ ...chaincode, sequence: definition.sequence });
  const packageId = approved?.packageId ?? '';
  const installed = await client.queryInstalled();
  const mspIds = [...definition.approvals.keys()].toSorted();
  const companies = await Promise.all(
    mspIds.map(async (mspId) => {
      const failure = await findRunFailure(client.checkRuns({ ...chaincode, mspId }));
      const isApproved = definition.approvals.get(mspId) === true;
      return { mspId, isApproved, ...(failure === undefined ? {} : { failure }) };
    }),
  );
  const isInstalled = installed.some((entry) => entry.packageId === packageId);
  return { definition, companies, own: { packageId, isInstalled } };
}
