import type { Consortium, ConsortiumCompany } from '../consortium/types';
import { configToBatch, setBatch } from './change-batch';
import { addCompany } from './change-companies';
import { childGroups, requireGroup, type ConfigGroup } from '@kontti/fabric-protocol/configuration';
import { configToGovernanceKind, setGovernance } from './governance';
import type { MspMaterial } from './msp-config';

/** One thing in which a channel differs from what its companies agreed on. */
export interface ConsortiumDifference {
  /** Who belongs to the channel, when blocks are cut, or who must agree to a chaincode definition. */
  readonly what: 'company' | 'batch' | 'governance';
  /** As the channel has it; absent for a company that is missing. */
  readonly from?: string;
  /** As the file says it; absent for a company of which it knows nothing. */
  readonly to?: string;
}

function batchToText({ messagesMax, timeoutMs }: Consortium['batch']): string {
  return `${messagesMax} messages or ${timeoutMs} ms`;
}

/**
 * What of a running channel differs from the consortium's file; orderers and collections are not compared.
 * @example const differences = compareConsortium(configToChannelGroup(config), await readConsortium('consortium.yaml'));
 * @throws NetworkError CHANNEL_CONFIG_UNUSABLE, MALFORMED_MESSAGE
 */
export function compareConsortium(
  channel: ConfigGroup,
  { companies, batch, governance }: Consortium,
): readonly ConsortiumDifference[] {
  const members = [...childGroups(requireGroup(channel, 'Application')).keys()].toSorted();
  const agreed = companies.map(({ mspId }) => mspId);
  const differences: ConsortiumDifference[] = [
    ...agreed.filter((mspId) => !members.includes(mspId)).map((to) => ({ what: 'company' as const, to })),
    ...members.filter((mspId) => !agreed.includes(mspId)).map((from) => ({ what: 'company' as const, from })),
  ];
  const running = batchToText(configToBatch(channel));
  if (running !== batchToText(batch)) {
    differences.push({ what: 'batch', from: running, to: batchToText(batch) });
  }
  const kind = configToGovernanceKind(channel);
  if (kind !== governance) differences.push({ what: 'governance', from: kind, to: governance });
  return differences;
}

/** What a company that joins brings. */
export interface JoiningCompany {
  /** The company's certificates, as `readMspMaterial` reads them. */
  readonly material: MspMaterial;
  /** Host and port of its anchor peers; empty for none. */
  readonly anchors: readonly string[];
}

/** The companies of the file that the channel does not have. */
export function missingCompanies(
  channel: ConfigGroup,
  { companies }: Consortium,
): readonly ConsortiumCompany[] {
  const members = requireGroup(channel, 'Application').getGroupsMap();
  return companies.filter(({ mspId }) => !members.has(mspId));
}

/**
 * Changes a configuration into what the file says. Companies that the file does not know stay: who takes one away says so
 * (`removeCompany`).
 * @example
 * const consortium = await readConsortium('consortium.yaml');
 * const change = (channel: common.ConfigGroup) => applyConsortium(channel, consortium, [{ material, anchors: [] }]);
 * const update = await createChannelUpdate({ channelId: consortium.channel, config, change });
 * @throws NetworkError CHANNEL_SETTING_INVALID, CHANNEL_CONFIG_UNUSABLE
 */
export function applyConsortium(
  channel: ConfigGroup,
  { batch, governance }: Consortium,
  joining: readonly JoiningCompany[],
): void {
  for (const company of joining) addCompany(channel, company);
  setBatch(channel, batch);
  if (configToGovernanceKind(channel) !== governance) setGovernance(channel, governance);
}
