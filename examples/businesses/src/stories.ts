import { notarisation } from './notarisation';
import type { Story } from './story';

/** Every story by its name. */
export const STORIES: Readonly<Record<string, Story>> = { notarisation };
