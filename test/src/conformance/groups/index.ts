import type { ScenarioGroup } from '../scenario';
import { contractCalls } from './contract-calls';
import { gatewayCalls } from './gateway-calls';

/** All that is compared with Fabric. */
export const groups: readonly ScenarioGroup[] = [contractCalls, gatewayCalls];
