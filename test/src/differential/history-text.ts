import type { HistoryPlan } from './history';

/** A history for people: who has what endorsed by whom, and the places of each block. */
export function historyText({ drafts, rounds }: HistoryPlan): string {
  const lines = rounds.flatMap(({ endorse, block }, round) => [
    ...endorse.map((number) => {
      const draft = drafts[number];
      return `  draft ${number}, by ${draft?.by}, endorsed by ${draft?.endorsers.join(' ')}: ${JSON.stringify(draft?.steps)}`;
    }),
    `  block ${round}: ${block.map(({ draft, bend }) => (bend === undefined ? draft : `${draft} (${bend})`)).join(', ')}`,
  ]);
  return lines.join('\n');
}
