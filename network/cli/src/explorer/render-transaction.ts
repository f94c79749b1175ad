import type {
  DecodedConfig,
  DecodedInvocation,
  DecodedLifecycle,
  DecodedSigner,
  DecodedTransaction,
} from '@kontti/fabric-protocol/decoding';
import { quote, toPrintable, valueToText } from './quote';
import { namespaceToLines } from './render-read-write-set';

const labelWidth = 10;

function line(label: string, text: string): string {
  return `  ${label.padEnd(labelWidth)}${text}`;
}

function signerToText({ mspId, role, subject, isSignatureValid }: DecodedSigner): string {
  const who = `${toPrintable(mspId)}${role === undefined ? '' : `.${role}`}`;
  const name = subject === undefined ? '' : `  ${toPrintable(subject)}`;
  return `${who}${name}${isSignatureValid === false ? '  SIGNATURE INVALID' : ''}`;
}

/** The call as a programmer would write it. */
export function invocationToText({ name, functionName, args }: DecodedInvocation): string {
  return `${toPrintable(name)}.${toPrintable(functionName)}(${args.map(valueToText).join(', ')})`;
}

/** A step of the lifecycle, where a call's own arguments are bytes. */
export function lifecycleToText(step: DecodedLifecycle): string {
  const { action, name, version, sequence, endorsementPolicy, collections, packageId } = step;
  const parts = [`${action} ${name} ${version}, sequence ${sequence}, policy ${endorsementPolicy}`];
  if (collections.length > 0) parts.push(`collections ${collections.join(', ')}`);
  if (packageId !== undefined) parts.push(`package ${packageId}`);
  return toPrintable(parts.join(', '));
}

function configToLines(config: DecodedConfig): string[] {
  const { sequence, companies, ordererOrganizations, ordererEndpoints, consensus, batch, capabilities } =
    config;
  const orderers = [...ordererOrganizations, ...ordererEndpoints].join(', ');
  return [
    line('config', `sequence ${sequence}`),
    line('companies', toPrintable(companies.join(', '))),
    line('orderers', toPrintable(`${consensus}: ${orderers}`)),
    line('blocks', toPrintable(`${batch.messagesMax} messages or ${batch.timeout}`)),
    line(
      'needs',
      toPrintable(
        `channel ${capabilities.channel.join(' ')}, application ${capabilities.application.join(' ')}, orderer ${capabilities.orderer.join(' ')}`,
      ),
    ),
  ];
}

function callToLines({ chaincode, lifecycle, response, event }: DecodedTransaction): string[] {
  const lines: string[] = [];
  if (lifecycle !== undefined) lines.push(line('call', lifecycleToText(lifecycle)));
  else if (chaincode !== undefined) {
    const version = chaincode.version === '' ? '' : `  (version ${toPrintable(chaincode.version)})`;
    lines.push(line('call', `${invocationToText(chaincode)}${version}`));
  }
  if (response !== undefined) {
    const message = response.message === '' ? '' : ` ${quote(response.message)}`;
    lines.push(line('response', `${response.status}${message} ${valueToText(response.payload)}`));
  }
  if (event !== undefined) lines.push(line('event', `${quote(event.name)} ${valueToText(event.payload)}`));
  return lines;
}

/** A transaction with all that it did, for people. */
export function transactionToLines(blockNumber: number, transaction: DecodedTransaction): string[] {
  const { txId, txNumber, type, time, validation, creator, endorsers, readWriteSet, config } = transaction;
  return [
    `transaction ${toPrintable(txId)}`,
    line('place', `block ${blockNumber}, number ${txNumber}`),
    line('result', validation === undefined ? 'not validated' : `${validation.name} (${validation.code})`),
    ...(type === 'ENDORSER_TRANSACTION' ? [] : [line('type', type)]),
    ...(time === undefined ? [] : [line('time', time)]),
    ...(creator === undefined ? [] : [line('creator', signerToText(creator))]),
    ...endorsers.map((endorser) => line('endorser', signerToText(endorser))),
    ...callToLines(transaction),
    ...(config === undefined ? [] : configToLines(config)),
    ...(readWriteSet ?? []).flatMap(namespaceToLines).map((text) => `  ${text}`),
  ];
}
