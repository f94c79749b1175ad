import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { unreadableFile } from '@kontti/fabric-admin/data-files';
import { systemClock, NetworkError, readBounded } from '@kontti/fabric-protocol/base';
import {
  type CompanyAccess,
  readTextFile,
  createPeerClient,
  type ChaincodeArguments,
} from '@kontti/fabric-admin/access';
import {
  beginSigning,
  continueSigning,
  isLastStep,
  describeSigningRequest,
  attachSignature,
  signRequest,
  parseSigningRequest,
  signingRequestToText,
  type SignedAction,
  type SigningRequest,
} from '@kontti/fabric-admin/offline';
import type { AccessArguments } from '../options/access-options';
import { readAccess } from '../options/open-company';
import { addOutputOptions, answer, type OutputArguments } from './output';
import { writeNewFile } from './new-file';

/** What the options of `addOfflineOptions` give. */
export interface OfflineArguments {
  readonly unsignedOut?: string;
  readonly signed?: string;
  readonly signature?: string;
}

/** The words for signatures that are made where the key is, with no network there. */
export function addOfflineOptions(command: Command): Command {
  return command
    .option('--unsigned-out <file>', 'sign elsewhere: write what is to be signed next into this file')
    .option('--signed <file>', 'go on with the request of this file, signed')
    .option('--signature <file>', 'its signature, DER or base64, if it is not in the file');
}

/** True when the options ask for signatures from elsewhere. */
export function isOffline({ unsignedOut, signed }: OfflineArguments): boolean {
  return unsignedOut !== undefined || signed !== undefined;
}

function refuse(message: string): NetworkError {
  return new NetworkError({ code: 'ARGUMENT_INVALID', message });
}

async function readSignature(file: string): Promise<Uint8Array> {
  let bytes: Buffer;
  try {
    bytes = await readBounded(file);
  } catch (cause) {
    throw unreadableFile({ file, what: 'The signature', cause });
  }
  const text = bytes.toString('latin1').trim();
  return /^[A-Za-z0-9+/\s]+=*$/.test(text) ? Buffer.from(text, 'base64') : bytes;
}

async function readRequest(file: string): Promise<SigningRequest> {
  return parseSigningRequest(await readTextFile(file, 'The signing request'));
}

async function writeRequest(
  options: OfflineArguments & OutputArguments,
  request: SigningRequest,
): Promise<void> {
  const { unsignedOut = '' } = options;
  const { action, step, transactionId } = request;
  await writeNewFile(resolve(unsignedOut), Buffer.from(signingRequestToText(request)));
  answer(options, {
    event: 'unsigned',
    text: `written: ${unsignedOut}, the ${step} of ${action}; sign it (kontti chaincode sign) and go on with --signed`,
    fields: { action, step, transaction_id: transactionId, file: resolve(unsignedOut) },
  });
}

async function goOn(
  options: OfflineArguments & OutputArguments & { signed: string },
  action: SignedAction,
  access: () => Promise<CompanyAccess>,
): Promise<void> {
  const given = await readRequest(options.signed);
  if (given.action !== action) {
    throw refuse(`The file ${options.signed} is of kontti chaincode ${given.action}.`);
  }
  if (!isLastStep(given) && options.unsignedOut === undefined) {
    throw refuse('There is more to sign after this: say where it goes, --unsigned-out FILE.');
  }
  const request =
    options.signature === undefined
      ? given
      : await attachSignature(given, await readSignature(options.signature));
  const {
    targets: [target],
  } = await access();
  const client = createPeerClient(target);
  try {
    const next = await continueSigning(client, request);
    if (next !== undefined) {
      await writeRequest(options, next);
      return;
    }
  } finally {
    client.close();
  }
  const { lines } = await describeSigningRequest(request);
  const { transactionId } = request;
  answer(options, {
    event: 'done',
    text: `done: ${action === 'install' ? (lines[0] ?? '') : `${action}, transaction ${transactionId} is committed`}`,
    fields: { action, transaction_id: transactionId },
  });
}

/** Begins an action whose signatures are made elsewhere, or goes on with it. `begin` says what is proposed. */
export async function runOffline(
  options: AccessArguments & OfflineArguments & OutputArguments,
  action: SignedAction,
  begin: () => Promise<ChaincodeArguments>,
): Promise<void> {
  const access = (): Promise<CompanyAccess> => readAccess(options, { withKey: false });
  const { signed } = options;
  if (signed !== undefined) {
    await goOn({ ...options, signed }, action, access);
    return;
  }
  const call = await begin();
  const { identity } = await access();
  // Only the company's own peer may write to its approvals.
  const endorsers = action === 'approve' ? [identity.mspId] : [];
  await writeRequest(
    options,
    beginSigning({ action, call, identity, endorsers, clock: systemClock, randomBytes }),
  );
}

const signExamples = `
The file is signed where the key is, without a network; what is agreed to is read from the bytes themselves and shown.
A signature by other means is as good: ECDSA over the SHA-256 of the file's "bytes", given with --signature.

Examples:
  kontti chaincode approve --name basic --sequence 1 --package-id basic_1.0:3f… --company Org1MSP --unsigned-out 1.json
  kontti chaincode sign 1.json --key admin.pem --out 1-signed.json
  kontti chaincode approve --signed 1-signed.json --company Org1MSP --unsigned-out 2.json
  (and so on with 2.json, the transaction, and 3.json, the question whether it was committed)
`;

/** `kontti chaincode sign` */
export function createSignCommand(): Command {
  const command = new Command('sign')
    .description('sign a request of approve, commit or install, without a network')
    .argument('<file>', 'the request')
    .addOption(new Option('--key <file>', "the admin's private key, PEM").makeOptionMandatory())
    .requiredOption('--out <file>', 'where the signed request goes');
  return addOutputOptions(command)
    .addHelpText('after', signExamples)
    .action(async (file: string, options: OutputArguments & { key: string; out: string }) => {
      const privateKeyPem = await readTextFile(options.key, 'The key');
      const { signed, described } = await signRequest(await readRequest(file), privateKeyPem);
      await writeNewFile(resolve(options.out), Buffer.from(signingRequestToText(signed)));
      const { mspId, lines } = described;
      answer(options, {
        event: 'signed',
        text: [`signed for ${mspId}: the ${signed.step} of`, ...lines.map((line) => `  ${line}`)].join('\n'),
        fields: { mspId, step: signed.step, agreed: lines, file: resolve(options.out) },
      });
    });
}
