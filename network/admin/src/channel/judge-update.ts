import { common } from '@hyperledger/fabric-protos';
import { isWhole, NetworkError } from '@kontti/fabric-protocol/base';
import type { Identity } from '@kontti/fabric-protocol/msp';
import type { PolicyAnswer } from '@kontti/fabric-protocol/policy';
import { configElements, type ConfigElement, type ConfigElements } from './config-elements';
import type { ConfigGroup } from '@kontti/fabric-protocol/configuration';
import { configPolicyToText, createConfigPolicies, type ConfigPolicies } from './config-policies';
import { configValueToJson, type Json } from './config-value-to-json';
import { signatureToSigner, type UpdateSigner } from './update-signature';

/** One thing that an update changes, and who has to agree. */
export interface JudgedChange {
  /** What kind of part of the configuration it is: a group, a value or a policy. */
  readonly kind: ConfigElement['kind'];
  /** E.g. `/Channel/Orderer/BatchSize`. */
  readonly path: string;
  /** Whether the channel gets it, has it changed, or loses it. */
  readonly action: 'added' | 'changed' | 'removed';
  /** What it says from then on; of a group who may change it, and the names of all that belongs to it: what is not named is gone. */
  readonly to?: Json;
  /** The policy that has to hold, e.g. `/Channel/Orderer/Admins`; absent for what comes to a group or leaves it, which has its own. */
  readonly policyPath?: string;
  /** What it says, e.g. `MAJORITY Admins`. */
  readonly policy?: string;
  /** True when the signatures satisfy the policy; also for what comes to a group or leaves it. */
  readonly isSatisfied: boolean;
  /** Whose signatures it lacks, e.g. `1 of Org1MSP.admin, Org2MSP.admin`. */
  readonly missing?: string;
}

/** What a channel will say to an update with the signatures that it has. */
export interface UpdateJudgement {
  /** What the update changes, at least one. */
  readonly changes: readonly JudgedChange[];
  /** Who signed, in the order of the signatures, those that count for nothing included. */
  readonly signers: readonly UpdateSigner[];
  /** True when every policy holds. */
  readonly isComplete: boolean;
  /** False when what is signed holds more than is reported here: parts of a newer Fabric, or data that belongs to no configuration. */
  readonly isWhole: boolean;
}

const noConfig = new common.ConfigGroup();

function stale(path: string, problem: string): NetworkError {
  return new NetworkError({
    code: 'CHANNEL_UPDATE_STALE',
    message: `The channel's configuration has changed since the update was made (${path} ${problem}): make it anew, and have it signed again.`,
    details: { path },
  });
}

/** Mirrors common/configtx/update.go verifyReadSet. */
function checkReadSet(update: common.ConfigUpdate, config: ConfigElements): void {
  for (const [key, read] of configElements(update.getReadSet() ?? noConfig)) {
    const existing = config.get(key);
    if (existing === undefined) throw stale(read.path, 'is gone');
    if (existing.version !== read.version) {
      throw stale(read.path, `is at version ${existing.version}, not ${read.version}`);
    }
  }
}

/** What an update writes, without what it only repeats. Mirrors computeDeltaSet. */
export function updateToDelta(update: common.ConfigUpdate): readonly (readonly [string, ConfigElement])[] {
  const read = configElements(update.getReadSet() ?? noConfig);
  const written = configElements(update.getWriteSet() ?? noConfig);
  return [...written].filter(([key, { version }]) => read.get(key)?.version !== version);
}

/** Whose signatures a policy lacks. */
function answerToMissing(answer: PolicyAnswer): string {
  if (answer.kind === 'principal') return answer.name.replaceAll("'", '');
  const missing = answer.rules.filter(({ isSatisfied }) => !isSatisfied).map(answerToMissing);
  const count = answer.n - (answer.rules.length - missing.length);
  const isAll = count === missing.length;
  if (isAll) return missing.join(' and ');
  return `${count} of ${missing.join(', ')}`;
}

/** What an element says, by the bytes that are signed. */
function elementToJson(element: ConfigElement): Json {
  const { kind, path, message } = element;
  const modPolicy = message.getModPolicy();
  if (kind === 'group') {
    const namesOf = (map: { keys(): Iterable<string> }): readonly string[] => [...map.keys()].toSorted();
    return {
      modPolicy,
      groups: namesOf(message.getGroupsMap()),
      values: namesOf(message.getValuesMap()),
      policies: namesOf(message.getPoliciesMap()),
    };
  }
  if (kind === 'policy') return { policy: configPolicyToText(message), modPolicy };
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { value: configValueToJson(name, message.getValue_asU8()), modPolicy };
}

/** What belongs to a group and is named no more by an update that changes who does. */
function findRemoved(
  delta: readonly (readonly [string, ConfigElement])[],
  config: ConfigElements,
  update: common.ConfigUpdate,
): readonly JudgedChange[] {
  const written = configElements(update.getWriteSet() ?? noConfig);
  const groups = delta.filter(([, { kind }]) => kind === 'group').map(([, { path }]) => path);
  return [...config].flatMap(([key, { kind, path }]) => {
    const parent = path.slice(0, path.lastIndexOf('/'));
    const isGone = groups.includes(parent) && !written.has(key);
    return isGone ? [{ kind, path, action: 'removed' as const, isSatisfied: true }] : [];
  });
}

function judgeChange(
  element: ConfigElement,
  existing: ConfigElement | undefined,
  options: { config: ConfigElements; policies: ConfigPolicies; identities: readonly Identity[] },
): JudgedChange {
  const { kind, path, version } = element;
  const to = elementToJson(element);
  if (existing === undefined) {
    if (version !== 0) throw stale(path, 'is gone');
    return { kind, path, action: 'added', to, isSatisfied: true };
  }
  if (version !== existing.version + 1) throw stale(path, `is at version ${existing.version}`);
  const policyPath = existing.modPolicyPath;
  const answer = options.policies.policy(policyPath)?.explain(options.identities);
  const named = options.config.get(`policy ${policyPath}`);
  const judged = { kind, path, action: 'changed' as const, to, policyPath };
  if (answer === undefined || named?.kind !== 'policy') {
    return { ...judged, isSatisfied: false, missing: 'anybody at all: the channel has no such policy' };
  }
  const { isSatisfied } = answer;
  return {
    ...judged,
    policy: configPolicyToText(named.message),
    isSatisfied,
    ...(isSatisfied ? {} : { missing: answerToMissing(answer) }),
  };
}

/**
 * What a channel with this configuration says to an update: whether the update still fits it, and which policies its signatures
 * satisfy. Mirrors common/configtx/update.go.
 * @example
 * const { update, bytes: updateBytes, signatures } = parseChannelUpdate(text);
 * const { isComplete } = judgeUpdate({ channel: configToChannelGroup(config), update, updateBytes, signatures });
 * @throws NetworkError CHANNEL_UPDATE_STALE, CHANNEL_UPDATE_INVALID, CHANNEL_CONFIG_UNUSABLE
 */
export function judgeUpdate(options: {
  readonly channel: ConfigGroup;
  readonly updateBytes: Uint8Array;
  readonly update: common.ConfigUpdate;
  readonly signatures: readonly common.ConfigSignature[];
}): UpdateJudgement {
  const { channel, update, updateBytes, signatures } = options;
  const config = configElements(channel);
  checkReadSet(update, config);
  const policies = createConfigPolicies(channel);
  const { mspManager } = policies;
  const judged = signatures.map((signature) => signatureToSigner({ signature, updateBytes, mspManager }));
  const identities = new Map(
    judged.flatMap(({ identity }) => (identity ? [[identity.fingerprint, identity]] : [])),
  );
  const delta = updateToDelta(update);
  const judging = { config, policies, identities: [...identities.values()] };
  const changes = [
    ...delta.map(([key, element]) => judgeChange(element, config.get(key), judging)),
    ...findRemoved(delta, config, update),
  ];
  if (changes.length === 0) {
    throw new NetworkError({ code: 'CHANNEL_UPDATE_INVALID', message: 'The update changes nothing.' });
  }
  return {
    changes,
    signers: judged.map(({ signer }) => signer),
    isComplete: changes.every(({ isSatisfied }) => isSatisfied),
    isWhole: isWhole(update, updateBytes) && update.getIsolatedDataMap().getLength() === 0,
  };
}
