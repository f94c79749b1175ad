import type { Finding, FindingStatus } from '@kontti/fabric-admin/doctor';
import type { Terminal } from '../options/terminal';

const statuses: readonly FindingStatus[] = ['problem', 'warning', 'skipped', 'ok'];

function columnWidth(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}

/** One line for each finding, with its remedy below, and a last one that counts them. */
export function showFindings(findings: readonly Finding[], terminal: Terminal): void {
  const statusWidth = columnWidth(statuses);
  const checkWidth = columnWidth(findings.map(({ check }) => check));
  for (const finding of findings) {
    const { check, status, subject, message, remedy } = finding;
    const head = `${status.padEnd(statusWidth)}  ${check.padEnd(checkWidth)}  ${subject}: ${message}`;
    const indent = ' '.repeat(statusWidth + checkWidth + '  '.length * 2);
    terminal.result({
      text: remedy === undefined ? head : `${head}\n${indent}-> ${remedy}`,
      json: { event: 'finding', ...finding },
      isPlain: status !== 'ok',
    });
  }
  const counts = statuses.map(
    (status) => [status, findings.filter((one) => one.status === status).length] as const,
  );
  terminal.result({
    text: counts.map(([status, count]) => `${count} ${status}`).join(', '),
    json: { event: 'summary', ...Object.fromEntries(counts) },
    isPlain: true,
  });
}
