import { notarisation } from './notarisation';
import { rewards } from './rewards';
import { settlement } from './settlement';
import { trade } from './trade';
import type { Story } from './story';

/** Every story by its name. */
export const STORIES: Readonly<Record<string, Story>> = {
  notarisation,
  rewards,
  settlement,
  trade,
};
