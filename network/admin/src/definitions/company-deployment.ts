import { NetworkError } from '@kontti/fabric-protocol/base';
import type { LifecycleGovernance } from '../access/channel-config';
import { optionsToDefinition, type DefinitionOptions } from './definition-messages';
import type { LifecycleClient } from './lifecycle-client';
import type { CommittedDefinition } from './lifecycle-queries';
import { isSameDefinition } from './same-definition';

/** A definition whose sequence is the next one unless it was said. */
export type WantedDefinition = Omit<DefinitionOptions, 'sequence'> & {
  /** The one that is committed, or the one after it; which of them, the content decides when it is absent. */
  readonly sequence?: number;
};

/** A wanted definition beside what the channel holds. */
export interface PlacedDefinition {
  readonly definition: DefinitionOptions;
  readonly committed: CommittedDefinition | undefined;
  /** True when the channel holds exactly this. */
  readonly isCommitted: boolean;
}

function refuseSequence(wanted: WantedDefinition, committed: CommittedDefinition | undefined): NetworkError {
  const current = committed?.sequence ?? 0;
  const { name, channelId, sequence } = wanted;
  const holds = current === 0 ? 'holds no such chaincode' : `holds sequence ${current}`;
  const same = current === sequence ? ' with other content' : '';
  return new NetworkError({
    code: 'DEFINITION_REFUSED',
    message: `${name} cannot have sequence ${sequence}: channel ${channelId} ${holds}${same}, so the next is ${current + 1} (leave --sequence out to get it).`,
    details: { name, channelId, sequence, committed: current },
  });
}

/**
 * Finds the sequence of a wanted definition.
 * @example const { definition, isCommitted } = await placeDefinition(client, { channelId: 'mychannel', name: 'basic', version: '1.0' });
 * @throws NetworkError DEFINITION_REFUSED when it cannot be the one that was said; LIFECYCLE_FAILED, POLICY_INVALID, COLLECTION_INVALID
 */
export async function placeDefinition(
  client: LifecycleClient,
  wanted: WantedDefinition,
): Promise<PlacedDefinition> {
  const committed = await client.queryCommitted(wanted);
  const current = committed?.sequence ?? 0;
  const isSame =
    committed !== undefined &&
    isSameDefinition(committed, optionsToDefinition({ ...wanted, sequence: current }));
  const sequence = wanted.sequence ?? (isSame ? current : current + 1);
  const isCommitted = isSame && sequence === current;
  if (!isCommitted && sequence !== current + 1) throw refuseSequence({ ...wanted, sequence }, committed);
  return { definition: { ...wanted, sequence }, committed, isCommitted };
}

/**
 * Approves for the company unless it approved just that before; peers refuse an approval that changes nothing.
 * @example
 * const { definition } = await placeDefinition(client, { channelId: 'mychannel', name: 'basic', version: '1.0' });
 * const outcome = await approveOnce(client, { ...definition, packageId });
 * @throws NetworkError LIFECYCLE_FAILED, POLICY_INVALID, COLLECTION_INVALID
 */
export async function approveOnce(
  client: LifecycleClient,
  { packageId, ...definition }: DefinitionOptions & { packageId: string },
): Promise<'approved' | 'present'> {
  const approved = await client.queryApproved(definition);
  const isPresent =
    approved?.packageId === packageId && isSameDefinition(approved, optionsToDefinition(definition));
  if (isPresent) return 'present';
  await client.approve({ ...definition, packageId });
  return 'approved';
}

/** Who approved a definition, and whether that is enough. */
export interface Approvals {
  readonly approved: readonly string[];
  readonly missing: readonly string[];
  readonly isEnough: boolean;
  readonly governance: LifecycleGovernance;
}

/** Asks the company's own peer. @throws NetworkError LIFECYCLE_FAILED */
export async function readApprovals(
  client: LifecycleClient,
  { definition, committed, isCommitted }: PlacedDefinition,
): Promise<Approvals> {
  const governance = await client.queryGovernance(definition.channelId);
  const approvals =
    isCommitted && committed !== undefined
      ? committed.approvals
      : await client.checkCommitReadiness(definition);
  const mspIds = [...approvals.keys()].toSorted();
  const approved = mspIds.filter((mspId) => approvals.get(mspId) === true);
  const missing = mspIds.filter((mspId) => approvals.get(mspId) !== true);
  return { approved, missing, isEnough: governance.isSatisfiedBy(approved), governance };
}

function tooFewApprovals(definition: DefinitionOptions, approvals: Approvals): NetworkError {
  const { approved, missing, governance } = approvals;
  const { name, sequence } = definition;
  const by = approved.length === 0 ? 'no company' : approved.join(', ');
  return new NetworkError({
    code: 'APPROVALS_MISSING',
    message: `${name} sequence ${sequence} is approved by ${by}, and the channel asks for ${governance.text}: ${missing.join(', ')} can still approve exactly this definition (kontti chaincode approve).`,
    details: { name, sequence, approved, missing, policy: governance.text },
  });
}

/**
 * Commits what enough companies approved; what is committed already stays.
 * @example const { outcome } = await commitOnce(client, { channelId: 'mychannel', name: 'basic', version: '1.0' });
 * @throws NetworkError APPROVALS_MISSING before anything is ordered; DEFINITION_REFUSED, LIFECYCLE_FAILED
 */
export async function commitOnce(
  client: LifecycleClient,
  wanted: WantedDefinition,
): Promise<{ definition: DefinitionOptions; outcome: 'committed' | 'present' }> {
  const placed = await placeDefinition(client, wanted);
  const { definition } = placed;
  if (placed.isCommitted) return { definition, outcome: 'present' };
  const approvals = await readApprovals(client, placed);
  if (!approvals.isEnough) throw tooFewApprovals(definition, approvals);
  try {
    await client.commit(definition);
    return { definition, outcome: 'committed' };
  } catch (error) {
    // Another company's admin may have been faster with the same definition.
    const { isCommitted } = await placeDefinition(client, definition).catch(() => ({ isCommitted: false }));
    if (isCommitted) return { definition, outcome: 'present' };
    throw error;
  }
}
