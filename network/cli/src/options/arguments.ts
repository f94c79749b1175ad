import { InvalidArgumentError } from 'commander';
import { approvalPolling, channelLimits } from '@kontti/fabric-admin/limits';
import type { BlockCutting } from '@kontti/devnet/orderer';
import { fabricLimits } from '@kontti/fabric-runner/limits';
import { faultLimits } from '@kontti/devnet/faults';
import { durationToMs, textToAddress } from '@kontti/fabric-protocol/base';
import { cliLimits } from './limits';

/** A company as the command names it. */
export interface CompanyArgument {
  readonly mspId: string;
  readonly domain: string;
  /** Its own number of peers, where a consortium says it. */
  readonly peers?: number;
}

/** fabric-samples' test network. */
export const defaultCompanies: readonly CompanyArgument[] = [
  { mspId: 'Org1MSP', domain: 'org1.example.com' },
  { mspId: 'Org2MSP', domain: 'org2.example.com' },
];

/** Where the first peer listens, and how far the next ones are: 7051, 9051, 11051. */
export const defaultPeerPort = 7_051;
const peerPortStep = 2_000;

const mspIdPattern = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$/;
const domainPattern = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;
const channelPattern = /^[a-z][a-z0-9.-]{0,248}$/;

function textToInteger(text: string, range: { min: number; max: number }): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= range.min && value <= range.max) return value;
  throw new InvalidArgumentError(`Use a whole number from ${range.min} to ${range.max}.`);
}

/** Bytes: a number, or one with KB or MB, e.g. `2MB`. */
export function parseBytes(text: string): number {
  const [, digits, unit = ''] = /^(\d{1,10})\s*(|B|KB|MB)$/i.exec(text.trim()) ?? [];
  const scale = { '': 1, B: 1, KB: 1024, MB: 1024 * 1024 }[unit.toUpperCase()] ?? 1;
  const bytes = Number(digits) * scale;
  if (digits !== undefined && bytes >= 1 && bytes <= channelLimits.batchBytesMax) return bytes;
  throw new InvalidArgumentError('Use a number of bytes, such as 2097152, 512KB or 2MB.');
}

/** Transactions of a block. */
export function parseBatchMessages(text: string): number {
  return textToInteger(text, { min: 1, max: cliLimits.batchMessagesMax });
}

/** A Go duration such as `50ms` or `2s`, in milliseconds. */
export function parseBatchTimeout(text: string): number {
  const value = durationToMs(text);
  if (value !== undefined && value >= 1 && value <= cliLimits.batchTimeoutMsMax) return value;
  throw new InvalidArgumentError('Use a duration from 1ms to 60s, such as 50ms or 2s.');
}

/** What cuts blocks: `automatic`, `by-hand`, or how often. */
export function parseBlocks(text: string): BlockCutting {
  if (text === 'automatic' || text === 'by-hand') return text;
  const everyMs = durationToMs(text);
  if (everyMs !== undefined && everyMs >= 1 && everyMs <= cliLimits.blockIntervalMsMax) {
    return { everyMs: Math.round(everyMs) };
  }
  throw new InvalidArgumentError('Use automatic, by-hand, or a duration from 1ms to 1h, such as 500ms.');
}

/** A definition's sequence number. */
export function parseSequence(text: string): number {
  return textToInteger(text, { min: 1, max: Number.MAX_SAFE_INTEGER });
}

/** A port; 0 means any free one. */
export function parsePort(text: string): number {
  return textToInteger(text, { min: 0, max: cliLimits.portMax });
}

/** Lines of a log. */
export function parseLogLines(text: string): number {
  return textToInteger(text, { min: 1, max: cliLimits.logLinesMax });
}

/** Peers of each company. */
export function parsePeers(text: string): number {
  return textToInteger(text, { min: 1, max: fabricLimits.peersPerCompanyMax });
}

/** A channel's name by Fabric's rule (common/configtx/validator.go). */
export function parseChannel(text: string): string {
  if (channelPattern.test(text)) return text;
  throw new InvalidArgumentError('Use small letters, digits, dots and dashes, starting with a letter.');
}

/** Host and port. */
export function parseAddress(text: string): string {
  if (textToAddress(text) !== undefined) return text;
  throw new InvalidArgumentError('Use host and port, such as 127.0.0.1:9999.');
}

function textToCompany(text: string): CompanyArgument {
  const [mspId = '', domain = `${mspId.replace(/MSP$/, '').toLowerCase()}.example.com`] = text
    .trim()
    .split('=');
  if (mspIdPattern.test(mspId) && domainPattern.test(domain)) return { mspId, domain };
  throw new InvalidArgumentError(
    `'${text}' is no company: use MSPID or MSPID=domain, such as Org1MSP=org1.example.com.`,
  );
}

/** The number of a block. */
export function parseBlockNumber(text: string): number {
  return textToInteger(text, { min: 0, max: Number.MAX_SAFE_INTEGER });
}

/** How many blocks are shown. */
export function parseBlockCount(text: string): number {
  return textToInteger(text, { min: 1, max: cliLimits.shownBlocksMax });
}

/** A transaction's id, or its place as `BLOCK/NUMBER`. */
export function parseTransactionName(text: string): string | { blockNumber: number; txNumber: number } {
  const [, blockNumber, txNumber] = /^(\d{1,15})\/(\d{1,9})$/.exec(text) ?? [];
  if (blockNumber !== undefined) return { blockNumber: Number(blockNumber), txNumber: Number(txNumber) };
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError('Use the 64 hex digits of a transaction id, or BLOCK/NUMBER such as 7/0.');
}

/** `Org1MSP,Org2MSP` or `Org1MSP=org1.example.com,…`. */
export function parseCompanies(text: string): readonly CompanyArgument[] {
  const companies = text.split(',').map(textToCompany);
  const mspIds = new Set(companies.map(({ mspId }) => mspId));
  const domains = new Set(companies.map(({ domain }) => domain));
  if (mspIds.size !== companies.length || domains.size !== companies.length) {
    throw new InvalidArgumentError('Each company and each domain can be named only once.');
  }
  if (companies.length > cliLimits.companiesMax) {
    throw new InvalidArgumentError(`At most ${cliLimits.companiesMax} companies run in one network.`);
  }
  return companies;
}

/** How much later something happens, in milliseconds. */
export function parseDelay(text: string): number {
  const delayMs = durationToMs(text);
  if (delayMs !== undefined && delayMs <= faultLimits.delayMsMax) return delayMs;
  throw new InvalidArgumentError('Use a duration up to 1h, such as 500ms or 2s.');
}

/** A fault's number. */
export function parseFaultId(text: string): number {
  return textToInteger(text, { min: 1, max: Number.MAX_SAFE_INTEGER });
}

/** `name=value`, added to those that were read before. */
export function parseAttribute(
  text: string,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const [, name, value] = /^([^=\s]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('Use NAME=VALUE, such as kontti.role=operator.');
  }
  if (Object.keys(before).length >= cliLimits.attributesMax) {
    throw new InvalidArgumentError(`An identity has at most ${cliLimits.attributesMax} attributes.`);
  }
  return { ...before, [name]: value };
}

/** `NAME=COLUMN`, added to those that were read before; without a column the name is left out. */
export function parseColumn(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const [, name, column] = /^(.+)=([A-Za-z0-9]*)$/s.exec(text) ?? [];
  if (name === undefined || column === undefined) {
    throw new InvalidArgumentError(
      'Use NAME=COLUMN, such as Temp=temperatureC, or NAME= for a column to leave out.',
    );
  }
  return { ...before, [name]: column };
}

/** Readings of a batch. */
export function parseReadings(text: string): number {
  return textToInteger(text, { min: 1, max: cliLimits.batchReadingsMax });
}

/** Points of a series. */
export function parsePoints(text: string): number {
  return textToInteger(text, { min: 1, max: cliLimits.seriesPointsMax });
}

/** What is between two cells of CSV. */
export function parseDelimiter(text: string): string {
  if (text === '\\t') return '\t';
  if (text.length === 1 && text !== '"') return text;
  throw new InvalidArgumentError('Use one character, such as ; or \\t.');
}

/** The port of each company's peer; all are free ports when the first is 0. */
export function companyToPeerPort(options: { index: number; firstPort: number }): number {
  const { index, firstPort } = options;
  return firstPort === 0 ? 0 : firstPort + index * peerPortStep;
}

/** The port of the first orderer: 7050 below a first peer at 7051; any free one where peers take free ones. */
export function peerToOrdererPort(firstPort: number): number {
  return Math.max(0, firstPort - 1);
}

/** The one format that the `peer` command knows beside text. */
export function parseOutputFormat(text: string): 'json' {
  if (text.toLowerCase() === 'json') return 'json';
  throw new InvalidArgumentError('The only other format is json.');
}

/** How long to wait: a Go duration such as `10m`, in milliseconds. */
export function parseWait(text: string): number {
  const value = durationToMs(text);
  if (value !== undefined && value <= approvalPolling.timeoutMsMax) return value;
  throw new InvalidArgumentError('Use a duration up to 168h, such as 30s, 10m or 12h.');
}

/** Addresses as `HOST:PORT,HOST:PORT`. */
export function parseAddresses(text: string): readonly string[] {
  const addresses = text.split(',');
  if (addresses.every((address) => textToAddress(address) !== undefined)) return addresses;
  throw new InvalidArgumentError('Use addresses such as localhost:5984,localhost:7984.');
}
