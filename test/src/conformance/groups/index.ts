import type { ScenarioGroup } from '../scenario';
import { documents } from './documents';
import { contractCalls } from './contract-calls';
import { blocks } from './blocks';
import { endorsements } from './endorsements';
import { gatewayCalls } from './gateway-calls';
import { lifecycleSequences } from './lifecycle';
import { privateData } from './private-data';
import { publicState } from './public-state';
import { streams } from './streams';
import { validationCodes } from './validation-codes';

/** All that is compared with Fabric. */
export const groups: readonly ScenarioGroup[] = [
  contractCalls,
  publicState,
  privateData,
  gatewayCalls,
  validationCodes,
  blocks,
  streams,
  endorsements,
  lifecycleSequences,
  documents,
];
