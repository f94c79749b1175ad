import type { ScenarioGroup } from '../scenario';
import { contractCalls } from './contract-calls';
import { blocks } from './blocks';
import { gatewayCalls } from './gateway-calls';

import { validationCodes } from './validation-codes';

/** All that is compared with Fabric. */
export const groups: readonly ScenarioGroup[] = [contractCalls, gatewayCalls, validationCodes, blocks];
