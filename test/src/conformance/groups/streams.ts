import type { ScenarioGroup } from '../scenario';
import { blockStreams } from './block-streams';
import { deployKeepers } from './collections';
import { eventStreams } from './event-streams';

/** What listeners get, from where on, and who may listen. */
export const streams: ScenarioGroup = {
  name: 'streams',
  prepare: deployKeepers,
  scenarios: [...eventStreams, ...blockStreams],
};
