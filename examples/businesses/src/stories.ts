import { airline } from './airline';
import { battery } from './battery';
import { containers } from './containers';
import { jurisdiction } from './jurisdiction';
import { leases } from './leases';
import { mistakes } from './mistakes';
import { notarisation } from './notarisation';
import { pharma } from './pharma';
import { rewards } from './rewards';
import { settlement } from './settlement';
import { trade } from './trade';
import { walkout } from './walkout';
import type { Story } from './story';

/** Every story by its name. */
export const STORIES: Readonly<Record<string, Story>> = {
  airline,
  battery,
  containers,
  jurisdiction,
  leases,
  mistakes,
  notarisation,
  pharma,
  rewards,
  settlement,
  trade,
  walkout,
};
