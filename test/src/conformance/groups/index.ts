import type { ScenarioGroup } from '../scenario';
import { documents } from './documents';
import { contractCalls } from './contract-calls';
import { blocks } from './blocks';
import { endorsements } from './endorsements';
import { gatewayCalls } from './gateway-calls';
import { lifecycleSequences } from './lifecycle';
import { packages } from './packages';
import { privateData } from './private-data';
import { publicState } from './public-state';
import { submittedQueries } from './submitted-queries';
import { streams } from './streams';
import { validationCodes } from './validation-codes';

/** All that is compared with Fabric. */
export const groups: readonly ScenarioGroup[] = [
  contractCalls,
  publicState,
  submittedQueries,
  privateData,
  gatewayCalls,
  validationCodes,
  blocks,
  streams,
  endorsements,
  lifecycleSequences,
  packages,
  documents,
];
