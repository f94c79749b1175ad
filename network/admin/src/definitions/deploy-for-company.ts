import { setTimeout as delay } from 'node:timers/promises';
import { NetworkError } from '@kontti/fabric-protocol/base';
import {
  approveOnce,
  commitOnce,
  placeDefinition,
  readApprovals,
  type WantedDefinition,
} from './company-deployment';
import type { DefinitionOptions } from './definition-messages';
import type { LifecycleClient } from './lifecycle-client';
import { approvalPolling } from './limits';

/** A step that a deployment took, or found taken before. */
export interface CompanyStep {
  readonly action: 'installed' | 'approved' | 'committed';
  readonly isRepeat: boolean;
}

interface DeployForCompanyOptions {
  /** At the company's peers; the first is asked for the channel's business. */
  readonly clients: readonly [LifecycleClient, ...LifecycleClient[]];
  /** Without bytes it has to be installed already. */
  readonly chaincodePackage: { readonly packageId: string; readonly bytes?: Uint8Array };
  readonly wanted: WantedDefinition;
  /** How long the approvals of others are waited for; not at all by default. */
  readonly waitMs?: number;
  readonly onStep?: (step: CompanyStep) => void;
  /** Called once when the others' approvals are waited for. */
  readonly onWait?: (waiting: Waiting) => void;
}

/** Whose approvals a deployment lacks. */
export interface Waiting {
  readonly approved: readonly string[];
  readonly missing: readonly string[];
  readonly policy: string;
}

/** How far one company's admin came. */
export type CompanyDeployment =
  | {
      /** The channel holds the definition. */
      readonly kind: 'committed';
      /** What is committed, with its sequence. */
      readonly definition: DefinitionOptions;
    }
  | {
      /** The company has installed and approved; too few others approved to commit. */
      readonly kind: 'waiting';
      /** What the company approved, with its sequence. */
      readonly definition: DefinitionOptions;
      /** Who approved, who did not, and what the channel asks for. */
      readonly waiting: Waiting;
    };

async function installOn(
  client: LifecycleClient,
  { packageId, bytes }: DeployForCompanyOptions['chaincodePackage'],
): Promise<boolean> {
  const installed = await client.queryInstalled();
  if (installed.some((entry) => entry.packageId === packageId)) return true;
  if (bytes === undefined) {
    throw new NetworkError({
      code: 'PACKAGE_UNKNOWN',
      message: `${client.mspId}'s peer has no package ${packageId}: install it first, or give its file with --package.`,
      details: { packageId, mspId: client.mspId },
    });
  }
  await client.install({ packageId, bytes });
  return false;
}

/** Undefined once enough companies approved. */
async function findWaiting(client: LifecycleClient, wanted: WantedDefinition): Promise<Waiting | undefined> {
  const placed = await placeDefinition(client, wanted);
  if (placed.isCommitted) return undefined;
  const { approved, missing, isEnough, governance } = await readApprovals(client, placed);
  return isEnough ? undefined : { approved, missing, policy: governance.text };
}

/**
 * Does all that is in one company's power: installs, approves, and commits once enough companies approved. A repeat goes on
 * where the last one stopped and doubles nothing.
 * @example
 * const wanted = { channelId: 'mychannel', name: 'basic', version: '1.0' };
 * const { kind } = await deployForCompany({ clients: [client], chaincodePackage, wanted, waitMs: 60_000 });
 * @throws NetworkError PACKAGE_UNKNOWN, DEFINITION_REFUSED, LIFECYCLE_FAILED
 */
export async function deployForCompany(options: DeployForCompanyOptions): Promise<CompanyDeployment> {
  const { clients, chaincodePackage, waitMs = 0, onStep, onWait } = options;
  const [client] = clients;
  const { definition } = await placeDefinition(client, options.wanted);
  const present = await Promise.all(clients.map((peer) => installOn(peer, chaincodePackage)));
  onStep?.({ action: 'installed', isRepeat: present.every(Boolean) });
  const approval = await approveOnce(client, { ...definition, packageId: chaincodePackage.packageId });
  onStep?.({ action: 'approved', isRepeat: approval === 'present' });
  const attempts = Math.ceil(waitMs / approvalPolling.intervalMs);
  let waiting = await findWaiting(client, definition);
  if (waiting !== undefined && attempts > 0) onWait?.(waiting);
  for (let attempt = 0; attempt < attempts && waiting !== undefined; attempt += 1) {
    await delay(approvalPolling.intervalMs);
    waiting = await findWaiting(client, definition);
  }
  if (waiting !== undefined) return { kind: 'waiting', definition, waiting };
  const { outcome } = await commitOnce(client, definition);
  onStep?.({ action: 'committed', isRepeat: outcome === 'present' });
  return { kind: 'committed', definition };
}
