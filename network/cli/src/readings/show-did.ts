import { writeFile } from 'node:fs/promises';
import { deviceToDid } from '@kontti/client-sdk';
import { openClient, type ClientArguments } from '../options/open-client';
import type { Terminal } from '../options/terminal';

/** Of which device, and where its document will be. */
export interface DidArguments extends ClientArguments {
  readonly device: string;
  readonly host: string;
  readonly port?: number;
  readonly path?: string;
  readonly out?: string;
}

/** `kontti readings did` */
export async function showDid(options: DidArguments, terminal: Terminal): Promise<void> {
  const { device: deviceId, host, port, path, out } = options;
  const client = await openClient(options);
  try {
    const { document, url } = deviceToDid(await client.companies.getDevice({ deviceId }), {
      host,
      ...(port === undefined ? {} : { port }),
      ...(path === undefined ? {} : { path: path.split('/').filter((part) => part !== '') }),
    });
    const text = `${JSON.stringify(document, undefined, 2)}\n`;
    if (out !== undefined) await writeFile(out, text);
    terminal.result({
      text: out === undefined ? text.trimEnd() : `written: ${out}, for ${url}`,
      json: { event: 'did', deviceId, url, document, ...(out === undefined ? {} : { file: out }) },
      isPlain: true,
    });
  } finally {
    client.close();
  }
}
