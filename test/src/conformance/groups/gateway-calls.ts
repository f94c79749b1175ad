import type { ScenarioGroup } from '../scenario';
import { deployKeepers } from './collections';
import { proposalScenarios } from './proposals';
import { requestScenarios } from './requests';

/** Every method of the gateway with requests that it, a peer or the orderer refuses. */
export const gatewayCalls: ScenarioGroup = {
  name: 'gateway-calls',
  prepare: deployKeepers,
  scenarios: [...proposalScenarios, ...requestScenarios],
};
