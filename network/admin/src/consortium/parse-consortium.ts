import { durationToMs } from '@kontti/fabric-protocol/base';
import { consortiumLimits as limits } from './limits';
import { fillPlaceholders, policyToCompanies } from './placeholders';
import type { CollectionTemplate, Consortium, ConsortiumCompany } from './types';
import { parseYaml, type YamlNode } from './yaml-node';

const batchDefault = { messagesMax: 500, timeoutMs: 50 };
const peersOfBftMin = 4;
const mspIdPattern = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$/;
const domainPattern = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;
const channelPattern = /^[a-z][a-z0-9.-]{0,248}$/;
const jurisdictionPattern = /^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/;
/** Those of the chaincode's rules; each means some company. */
const ruleRoles = ['self', 'consignor', 'consignee', 'custodian', 'operator', 'issuer', 'partner'];

function matching(node: YamlNode, rule: { readonly pattern: RegExp; readonly what: string }): string {
  const text = node.text();
  return rule.pattern.test(text) ? text : node.refuse(`is no ${rule.what}`);
}

function parseBatch(node: YamlNode): Consortium['batch'] {
  const { messages, timeout } = node.fields(['messages', 'timeout']);
  const timeoutMs = timeout.isPresent ? durationToMs(timeout.text()) : batchDefault.timeoutMs;
  if (timeoutMs === undefined || timeoutMs < 1 || timeoutMs > limits.batchTimeoutMsMax) {
    return timeout.refuse('is no duration from 1ms to 60s, such as 50ms or 2s');
  }
  const range = { min: 1, max: limits.batchMessagesMax };
  return { messagesMax: messages.isPresent ? messages.integer(range) : batchDefault.messagesMax, timeoutMs };
}

function parseOrderers(node: YamlNode): Consortium['orderers'] {
  const { consensus: kind, count: number } = node.fields(['consensus', 'count']);
  const consensus = kind.isPresent ? kind.choice(['raft', 'bft'] as const) : 'raft';
  const count = number.isPresent
    ? number.integer({ min: 1, max: peersOfBftMin })
    : consensus === 'bft'
      ? peersOfBftMin
      : 1;
  const allowed = consensus === 'bft' ? [peersOfBftMin] : [1, 3];
  if (!allowed.includes(count)) {
    return number.refuse(`is no number of orderers for ${consensus}: use ${allowed.join(' or ')}`);
  }
  return { consensus, count };
}

function parseRules(node: YamlNode, mspIds: readonly string[]): Readonly<Record<string, string>> {
  const rules: Record<string, string> = {};
  for (const [type, { value }] of node.entries()) {
    const text = value.text();
    const values = Object.fromEntries(ruleRoles.map((role) => [role, `${mspIds[0] ?? ''}.peer`]));
    // A principal of a rule is a company or a placeholder: its peers are meant.
    const filled = fillPlaceholders({ text, values, node: value });
    const policy = `AND(${filled.replaceAll(/'([^']+?)(?:\.peer)?'/g, "'$1.peer'")})`;
    checkCompanies({ named: policyToCompanies({ policy, node: value }), mspIds, node: value });
    rules[type] = text;
  }
  return rules;
}

function checkCompanies(options: {
  named: readonly string[];
  mspIds: readonly string[];
  node: YamlNode;
}): void {
  const stranger = options.named.find((mspId) => !options.mspIds.includes(mspId));
  if (stranger !== undefined) options.node.refuse(`names ${stranger}, which is no company of the consortium`);
}

function parseCompany(node: YamlNode, mspIds: readonly string[]): ConsortiumCompany {
  const fields = node.fields(['mspId', 'domain', 'jurisdiction', 'peers', 'rules']);
  const { jurisdiction, peers } = fields;
  return {
    mspId: fields.mspId.text(),
    domain: matching(fields.domain, {
      pattern: domainPattern,
      what: 'domain in small letters, such as org1.example.com',
    }),
    jurisdiction: jurisdiction.isPresent
      ? matching(jurisdiction, { pattern: jurisdictionPattern, what: 'ISO 3166 code, such as FI or DE-BY' })
      : undefined,
    peers: peers.isPresent ? peers.integer({ min: 1, max: limits.peersPerCompanyMax }) : 1,
    rules: parseRules(fields.rules, mspIds),
  };
}

function parseCompanies(node: YamlNode): readonly ConsortiumCompany[] {
  const items = node.items();
  if (items.length === 0 || items.length > limits.companiesMax) {
    return node.refuse(`has to list 1 to ${limits.companiesMax} companies`);
  }
  const taken = new Set<string>();
  // All are known before any rule is read, since a rule may name each of them.
  const mspIds = items.map((item) => {
    const { mspId: named } = item.fields(['mspId', 'domain', 'jurisdiction', 'peers', 'rules']);
    const mspId = matching(named, { pattern: mspIdPattern, what: 'MSP id' });
    if (taken.has(mspId)) named.refuse(`is the MSP id of two companies: ${mspId}`);
    taken.add(mspId);
    return mspId;
  });
  const companies = items.map((item) => parseCompany(item, mspIds));
  for (const [index, { domain }] of companies.entries()) {
    if (companies.findIndex((other) => other.domain === domain) < index) {
      items[index]?.refuse(`has the domain of another company: ${domain}`);
    }
  }
  return companies;
}

function parseCollection(node: YamlNode): CollectionTemplate {
  const fields = node.fields([
    ...(['each', 'name', 'policy', 'endorsement', 'requiredPeerCount', 'maxPeerCount'] as const),
    ...(['blockToLive', 'memberOnlyRead', 'memberOnlyWrite'] as const),
  ]);
  const each = fields.each.choice(['company', 'jurisdiction'] as const);
  const count = (field: YamlNode, byDefault: number): number =>
    field.isPresent ? field.integer({ min: 0, max: limits.countMax }) : byDefault;
  const flag = (field: YamlNode): boolean => (field.isPresent ? field.flag() : false);
  const policy = (field: YamlNode): string => {
    const text = field.text();
    policyToCompanies({
      policy: fillPlaceholders({ text, values: { members: "'M.peer'" }, node: field }),
      node: field,
    });
    return text;
  };
  const name = fields.name.text();
  if (!name.includes(`{${each}}`)) {
    fields.name.refuse(`has to hold {${each}}, so that each gets a collection of its own`);
  }
  fillPlaceholders({ text: name, values: { [each]: '' }, node: fields.name });
  return {
    ...{ each, name, policy: policy(fields.policy) },
    endorsement: fields.endorsement.isPresent ? policy(fields.endorsement) : undefined,
    requiredPeerCount: count(fields.requiredPeerCount, 0),
    maxPeerCount: count(fields.maxPeerCount, 1),
    blockToLive: count(fields.blockToLive, 0),
    memberOnlyRead: flag(fields.memberOnlyRead),
    memberOnlyWrite: flag(fields.memberOnlyWrite),
  };
}

/**
 * Reads what companies agreed on. Every error says file, line, column and field.
 * @example const { companies } = parseConsortium({ text, name: 'consortium.yaml' });
 * @throws NetworkError CONSORTIUM_INVALID
 */
export function parseConsortium(file: { readonly text: string; readonly name: string }): Consortium {
  const root = parseYaml(file);
  if (file.text.length > limits.fileBytesMax) root.refuse('is too long');
  const { channel, governance, batch, orderers, stateDatabase, companies, collections } = root.fields([
    ...(['channel', 'governance', 'batch', 'orderers', 'stateDatabase', 'companies', 'collections'] as const),
  ]);
  const templates = collections.items();
  if (templates.length > limits.collectionsMax) {
    collections.refuse(`has more than ${limits.collectionsMax} entries`);
  }
  return {
    channel: channel.isPresent
      ? matching(channel, { pattern: channelPattern, what: 'name of a channel' })
      : 'mychannel',
    governance: governance.isPresent ? governance.choice(['unanimous', 'majority'] as const) : 'unanimous',
    batch: parseBatch(batch),
    orderers: parseOrderers(orderers),
    stateDatabase: stateDatabase.isPresent
      ? stateDatabase.choice(['leveldb', 'couchdb'] as const)
      : 'leveldb',
    companies: parseCompanies(companies),
    collections: templates.map(parseCollection),
  };
}
