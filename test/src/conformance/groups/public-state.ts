import type { ScriptStep } from '@kontti/devnet/testing/script-contract';
import { script, type GatewayCall } from '../calls';
import type { ScenarioGroup } from '../scenario';
import { inOrder, reads } from './call-lists';
import { deployKeepers } from './collections';

const write = (...steps: ScriptStep[]): GatewayCall => script(steps, { endorsers: ['Org1MSP', 'Org2MSP'] });
const read = (...steps: ScriptStep[]): GatewayCall => script(steps);

/** Keys and values at the edge of what a peer keeps, and pages of them. */
export const publicState: ScenarioGroup = {
  name: 'public-state',
  prepare: deployKeepers,
  scenarios: [
    inOrder('odd public keys and values', [
      write(['put', '', 'empty key']),
      write(['put', 'nul\u0000inside', '1']),
      write(['put', '\u0000first', '1']),
      write(['put', 'umlaut ä 漢 \u{1F600}', 'ä']),
      write(['put', 'empty value', '']),
      write(['putBytes', 'bytes', 'ff00fe']),
      write(['putComposite', '1', 'kind', 'a', '']),
      write(['putComposite', '1', '', 'a']),
      write(['putComposite', '1', 'kind', 'nul\u0000inside']),
      reads(read(['composite', 'kind'])),
      reads(read(['range', '', '\u0001'])),
      reads(read(['query', '{"selector":{}}'])),
    ]),
    inOrder('pages', [
      write(...Array.from({ length: 7 }, (_, index): ScriptStep => ['put', `page/${index}`, '1'])),
      reads(read(['page', 'page/', 'page0', '3'])),
      reads(read(['page', 'page/', 'page0', '3', 'page/3'])),
      reads(read(['page', 'page/', 'page0', '3', 'page/6'])),
      reads(read(['page', 'page/', 'page0', '0'])),
      reads(read(['page', 'page/', 'page0', '100'])),
      write(['page', 'page/', 'page0', '3'], ['put', 'after a page', '1']),
      write(['put', 'before a page', '1'], ['page', 'page/', 'page0', '3']),
    ]),
  ],
};
