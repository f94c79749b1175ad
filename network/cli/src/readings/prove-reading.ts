import { writeFile } from 'node:fs/promises';
import { keyAt, verifyBatch, verifyReading } from '@kontti/client-sdk';
import { unreadableFile } from '@kontti/fabric-admin/data-files';
import { NetworkError, readBounded } from '@kontti/fabric-protocol/base';
import type { Terminal } from '../options/terminal';
import { openClient, type ClientArguments } from '../options/open-client';

/** Which reading, and where its proof goes. */
export interface ProveArguments extends ClientArguments {
  readonly device: string;
  readonly sequence: number;
  readonly out: string;
}

/** What a file of a proof has. */
interface ProofFile {
  readonly publicKey: string;
  readonly proof: Parameters<typeof verifyReading>[0];
}

/** `kontti readings prove` */
export async function proveReading(options: ProveArguments, terminal: Terminal): Promise<void> {
  const { device: deviceId, sequence, out } = options;
  const client = await openClient(options);
  try {
    const device = await client.companies.getDevice({ deviceId });
    for await (const batch of client.readings.queryBatches({ deviceId })) {
      const { firstSequence, count } = batch;
      if (sequence < firstSequence || sequence >= firstSequence + count) continue;
      const { publicKey } = keyAt(device, { sequence });
      const proof = verifyBatch({ bytes: Buffer.from(batch.bytes, 'base64'), publicKey }).prove(sequence);
      await writeFile(out, `${JSON.stringify({ publicKey, proof } satisfies ProofFile)}\n`);
      const json = { event: 'proven', deviceId, sequence, fact: batch.fact, file: out };
      terminal.result({ text: `proven: reading ${sequence} of ${deviceId}, in ${out}`, json });
      return;
    }
  } finally {
    client.close();
  }
  const message = `${deviceId} has no reading ${sequence} on the ledger.`;
  throw new NetworkError({ code: 'ARGUMENT_INVALID', message, details: { deviceId, sequence } });
}

/** `kontti readings check`: offline. */
export async function checkProof(
  file: string,
  { publicKey: expected }: { readonly publicKey?: string },
  terminal: Terminal,
): Promise<void> {
  const { publicKey, proof } = await readProof(file);
  const reading = verifyReading(proof, { publicKey: expected ?? publicKey });
  const { device, shipment: shipmentId, site: siteId, agreement: agreementId } = proof.header;
  const subject = shipmentId ?? siteId ?? agreementId ?? '';
  const values = Object.entries(reading).map(
    ([name, value]) => `${name} ${value instanceof Date ? value.toISOString() : value}`,
  );
  const isKeyGiven = expected !== undefined;
  terminal.result({
    text: `holds: ${device} about ${subject}: ${values.join(', ')}`,
    json: { event: 'holds', deviceId: device, shipmentId, siteId, agreementId, reading, isKeyGiven },
  });
  if (!isKeyGiven) {
    terminal.note(
      'by the key in the file; give the registered one with --public-key to know that it is of the device',
    );
  }
}

/** @throws DIRECTORY_UNUSABLE, ARGUMENT_INVALID */
async function readProof(file: string): Promise<ProofFile> {
  let text: string;
  try {
    text = (await readBounded(file)).toString('utf8');
  } catch (cause) {
    throw unreadableFile({ file, cause });
  }
  try {
    const { publicKey, proof } = JSON.parse(text) as Partial<ProofFile>;
    if (typeof publicKey === 'string' && typeof proof === 'object') return { publicKey, proof };
  } catch {
    // It is no JSON.
  }
  throw new NetworkError({ code: 'ARGUMENT_INVALID', message: `${file} has no proof of a reading.` });
}
