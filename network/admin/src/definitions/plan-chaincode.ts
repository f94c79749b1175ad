import { NetworkError } from '@kontti/fabric-protocol/base';
import {
  placeDefinition,
  readApprovals,
  type Approvals,
  type PlacedDefinition,
  type WantedDefinition,
} from './company-deployment';
import { contractChanges, type ContractChange } from './contract-changes';
import { definitionChanges, type DefinitionChange } from './definition-changes';
import { optionsToDefinition } from './definition-messages';
import type { LifecycleClient } from './lifecycle-client';

/** How a new contract relates to the running one; why not, where that cannot be said. */
type ContractComparison =
  | { readonly kind: 'compared'; readonly changes: readonly ContractChange[] }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What a definition would change, and what it still takes. */
export interface ChaincodePlan {
  /** The channel that was asked. */
  readonly channelId: string;
  /** The chaincode, by its name on the channel. */
  readonly name: string;
  /** The committed sequence, 0 before the first. */
  readonly from: number;
  /** The sequence that the definition would have; equal to `from` when it is committed. */
  readonly to: number;
  /** What the definition would change; empty when it is committed. */
  readonly changes: readonly DefinitionChange[];
  /** The company's package: what it approved, what it would run, and whether its peer has that. */
  readonly package: {
    /** What the company approved last. */
    readonly approved: string | undefined;
    /** What it would run; undefined when no package was named. */
    readonly next: string | undefined;
    readonly isInstalled: boolean;
  };
  /** What changes in the contract's own description. */
  readonly contract: ContractComparison;
  /** Who approved exactly this definition, and whether that is enough. */
  readonly approvals: Approvals;
  /** True when nothing is left to do for anybody who approves now. */
  readonly isDone: boolean;
}

/** Compares what runs with what would run. @throws NetworkError METADATA_INVALID when the new metadata is none */
async function compareContracts(options: {
  client: LifecycleClient;
  placed: PlacedDefinition;
  metadata: string | undefined;
}): Promise<ContractComparison> {
  const { client, placed, metadata } = options;
  if (metadata === undefined) {
    return { kind: 'unknown', reason: 'name the new chaincode by --path or --metadata' };
  }
  if (placed.committed === undefined) {
    return { kind: 'compared', changes: contractChanges({ before: '{"contracts":{}}', after: metadata }) };
  }
  let before: string;
  try {
    before = await client.queryContractMetadata(placed.definition);
  } catch (error) {
    const reason = error instanceof NetworkError ? error.message : String(error);
    return { kind: 'unknown', reason: `the running chaincode does not describe itself: ${reason}` };
  }
  return { kind: 'compared', changes: contractChanges({ before, after: metadata }) };
}

/**
 * What a wanted definition changes against the channel's, asked at the company's own peer.
 * @example
 * const wanted = { channelId: 'mychannel', name: 'basic', version: '2.0' };
 * const { from, to, changes } = await planChaincode({ client, wanted, packageId, metadata: undefined });
 * @throws NetworkError DEFINITION_REFUSED, METADATA_INVALID, LIFECYCLE_FAILED, POLICY_INVALID, COLLECTION_INVALID
 */
export async function planChaincode(options: {
  client: LifecycleClient;
  wanted: WantedDefinition;
  packageId: string | undefined;
  /** The new contract's own description. */
  metadata: string | undefined;
}): Promise<ChaincodePlan> {
  const { client, wanted, packageId, metadata } = options;
  const placed = await placeDefinition(client, wanted);
  const { definition, committed, isCommitted } = placed;
  const { channelId, name, sequence } = definition;
  const approved = (await client.queryApproved({ channelId, name }))?.packageId;
  const installed = await client.queryInstalled();
  return {
    ...{ channelId, name, to: sequence, from: committed?.sequence ?? 0 },
    changes: isCommitted ? [] : definitionChanges(committed, optionsToDefinition(definition)),
    package: {
      approved,
      next: packageId,
      isInstalled: installed.some((entry) => entry.packageId === packageId),
    },
    contract: await compareContracts({ client, placed, metadata }),
    approvals: await readApprovals(client, placed),
    isDone: isCommitted && (packageId === undefined || packageId === approved),
  };
}
