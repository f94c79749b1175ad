import { NetworkError } from '@kontti/fabric-protocol/base';
import type { BatchOptions, BlockCutting } from '../orderer/block-cutter';

/** How blocks are cut: taken from the folder unless something else is asked for. */
export interface BlockSettings {
  readonly batch: BatchOptions;
  readonly blocks: BlockCutting;
}

/** What a data directory was made with, and only goes on with. */
export interface DataSettings {
  readonly channelId: string;
  readonly governance: string;
  /** Absent from what was kept before there was a choice. */
  readonly channelCapability?: string;
  readonly stateDatabase: string;
  readonly companies: readonly { readonly mspId: string; readonly domain: string }[];
}

const companiesToText = (companies: DataSettings['companies']): string =>
  companies.map(({ mspId, domain }) => `${mspId}=${domain}`).join(',');

/** @throws NetworkError DATA_DIRECTORY_DIFFERS naming the first difference */
export function checkSettings(options: { directory: string; made: DataSettings; asked: DataSettings }): void {
  const { directory, made, asked } = options;
  const compared = [
    { name: 'channel', was: made.channelId, is: asked.channelId },
    { name: 'companies', was: companiesToText(made.companies), is: companiesToText(asked.companies) },
    { name: 'governance', was: made.governance, is: asked.governance },
    {
      name: 'channel capability',
      was: made.channelCapability ?? 'V2_0',
      is: asked.channelCapability ?? 'V2_0',
    },
    { name: 'state database', was: made.stateDatabase, is: asked.stateDatabase },
  ];
  for (const { name, was, is } of compared) {
    if (was === is) continue;
    throw new NetworkError({
      code: 'DATA_DIRECTORY_DIFFERS',
      message: `${directory} was made with ${name} ${was}, not ${is}: ask for the same, or choose another data directory.`,
      details: { directory, setting: name, was, is },
    });
  }
}
