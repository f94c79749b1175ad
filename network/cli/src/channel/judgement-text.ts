import { toPrintable } from '../explorer/quote';
import { cliLimits } from '../options/limits';
import type { JudgedChange, UpdateJudgement } from '@kontti/fabric-admin/channel';

const signs = { added: '+', changed: '~', removed: '-' } as const;

function changeToLine({ kind, path, action, to }: JudgedChange): string {
  const head = `  ${signs[action]} ${kind} ${path}`;
  if (to === undefined) return head;
  const text = JSON.stringify(to);
  // Who belongs to a group is never cut: whoever is left out there is taken out of the channel.
  const max = kind === 'group' ? text.length : cliLimits.shownCharactersMax;
  return `${head}  ${text.length > max ? `${text.slice(0, max)}… (all of it: kontti channel decode)` : text}`;
}

function policiesToLines(changes: readonly JudgedChange[]): readonly string[] {
  const lines = changes.flatMap(({ policyPath, policy = 'unknown', isSatisfied, missing }) => {
    if (policyPath === undefined) return [];
    const state = isSatisfied ? 'satisfied' : `lacks ${missing ?? ''}`;
    return [`  ${policyPath} (${policy}): ${state}`];
  });
  return [...new Set(lines)];
}

/** Of which channel an update is, what it changes, which policies have to hold, who signed, and whose signatures it lacks. */
export function judgementToText(judgement: UpdateJudgement, channelId: string): string {
  const { changes, signers, isComplete, isWhole } = judgement;
  const signed = signers.map(
    ({ mspId, subject = '', problem }) =>
      `  ${mspId}  ${subject}${problem === undefined ? '' : `  COUNTS FOR NOTHING: ${problem}`}`,
  );
  const lines = [
    ...(isWhole
      ? []
      : ['NOT WHOLE: the update holds more than is shown here; look at all of it: kontti channel decode']),
    `changes of channel ${channelId}:`,
    ...changes.map(changeToLine),
    'policies that have to hold:',
    ...policiesToLines(changes),
    signed.length === 0 ? 'signed by no admin' : 'signed by:',
    ...signed,
    isComplete
      ? 'complete: it can be submitted'
      : 'incomplete: it needs more signatures (kontti channel sign)',
  ];
  return lines.map(toPrintable).join('\n');
}
