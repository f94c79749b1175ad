import type {
  DecodedCollection,
  DecodedMetadataWrite,
  DecodedNamespace,
  DecodedRange,
} from '@kontti/fabric-protocol/decoding';
import type { Height } from '@kontti/fabric-protocol/envelopes';
import { boundLines, quote, toPrintable, valueToText } from './quote';

/** A height as `block/transaction`. */
export function heightToText(height: Height | undefined): string {
  return height === undefined ? 'none' : `${height.blockNumber}/${height.txNumber}`;
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

function rangeToText({ startKey, endKey, isExhausted, reads, summary }: DecodedRange): string {
  const bounds = `${quote(startKey)} to ${endKey === '' ? 'the end' : quote(endKey)}`;
  const found = summary === undefined ? `${reads.length} keys` : 'summarised by a Merkle tree';
  return `range   ${bounds}: ${found}${isExhausted ? '' : ', left early'}`;
}

function metadataToLines({ key, policy, entries }: DecodedMetadataWrite, keyText: string): string[] {
  const lines = policy === undefined ? [] : [`policy  ${keyText}: ${policy === '' ? 'dropped' : policy}`];
  for (const [name, value] of Object.entries(entries)) {
    lines.push(`metadata ${keyText} ${toPrintable(name)} = ${valueToText(value)}`);
  }
  return lines.length === 0 ? [`metadata ${key === '' ? '' : keyText} dropped`] : lines;
}

function collectionToLines(set: DecodedCollection): string[] {
  const lines = [
    ...set.reads.map(({ keyHash, version }) => `read    hash ${keyHash}, version ${heightToText(version)}`),
    ...set.writes.map(({ keyHash, valueHash, isPurge }) =>
      valueHash === undefined
        ? `${isPurge === true ? 'purge ' : 'delete'}  hash ${keyHash}`
        : `write   hash ${keyHash} = hash ${valueHash}`,
    ),
    ...set.metadataWrites.flatMap((write) => metadataToLines(write, `hash ${write.key}`)),
  ];
  return [`collection ${toPrintable(set.collection)}`, ...indent(boundLines(lines))];
}

/** What a transaction read and wrote in one namespace, a line each. */
export function namespaceToLines(set: DecodedNamespace): string[] {
  const lines = [
    ...set.reads.map(({ key, version }) => `read    ${quote(key)}, version ${heightToText(version)}`),
    ...set.ranges.map(rangeToText),
    ...set.writes.map(({ key, value }) =>
      value === undefined ? `delete  ${quote(key)}` : `write   ${quote(key)} = ${valueToText(value)}`,
    ),
    ...set.metadataWrites.flatMap((write) => metadataToLines(write, quote(write.key))),
  ];
  return [
    toPrintable(set.namespace),
    ...indent([...boundLines(lines), ...boundLines(set.collections.flatMap(collectionToLines))]),
  ];
}
