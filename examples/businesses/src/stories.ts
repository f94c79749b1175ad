import { airline } from './airline';
import { battery } from './battery';
import { car } from './car';
import { containers } from './containers';
import { jurisdiction } from './jurisdiction';
import { leases } from './leases';
import { meters } from './meters';
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
  car,
  containers,
  jurisdiction,
  leases,
  meters,
  mistakes,
  notarisation,
  pharma,
  rewards,
  settlement,
  trade,
  walkout,
};
