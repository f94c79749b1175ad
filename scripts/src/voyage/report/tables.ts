import Table from 'cli-table3';
import type { Check } from '../check/compare';
import { companies, companyRoles } from '../companies';

/** Plain lines: no colours, so that NO_COLOR and files need nothing special. No lines between rows: one check a line. */
const options = {
  style: { head: [], border: [] },
  chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
};

/** One row a check, with a mark for each company: `✓`, or what it found instead; nothing where a company cannot see it. */
export function checksTable(checks: readonly Check[]): string {
  const head = ['check', 'expected', ...companyRoles.map((role) => companies[role].mspId)];
  const table = new Table({ ...options, head });
  for (const { name, expected, found } of checks) {
    const marks = companyRoles.map((role) => {
      const finding = found.find(({ company }) => company === role);
      const content = finding === undefined ? '' : finding.ok ? '✓' : `✗ ${finding.actual}`;
      return { content, hAlign: 'center' as const };
    });
    table.push([name, { content: expected, hAlign: 'right' }, ...marks]);
  }
  return table.toString();
}
