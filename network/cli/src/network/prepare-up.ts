import { checkCompanyPorts } from './explain-port';
import { withConsortium } from './consortium-settings';
import { withKeptSettings } from './kept-settings';
import { checkJoinOptions } from './test-network-engine';
import type { NetworkUpOptions } from './up-options';

/**
 * What a network is started with: options that go together, what a `consortium.yaml` says, and what a kept network has.
 * @throws NetworkError ARGUMENT_INVALID, CONSORTIUM_INVALID, LEDGER_CORRUPT
 */
export async function prepareUp(
  options: NetworkUpOptions,
  isGiven: (name: keyof NetworkUpOptions) => boolean,
): Promise<NetworkUpOptions> {
  checkJoinOptions(options, isGiven);
  const prepared = await withKeptSettings(await withConsortium(options, isGiven), isGiven);
  checkCompanyPorts(prepared);
  return prepared;
}
