import type { NodeOus, NodeRole } from './types';

const nodeRoles: readonly NodeRole[] = ['client', 'peer', 'admin', 'orderer'];

/** Units that are named like the roles, of any authority. */
export const standardNodeUnits: NodeOus = Object.fromEntries(nodeRoles.map((role) => [role, { unit: role }]));

/** The roles that a unit says. */
function unitToRoles(nodeOus: NodeOus, unit: string): NodeRole[] {
  return nodeRoles.filter((role) => nodeOus[role]?.unit === unit);
}

/** The one role that the organisational units name; none when there are several. Mirrors validateIdentityOUsV142. */
export function nodeRoleOf(
  units: readonly string[],
  nodeOus: NodeOus = standardNodeUnits,
): NodeRole | undefined {
  const roles = units.flatMap((unit) => unitToRoles(nodeOus, unit));
  return roles.length === 1 ? roles[0] : undefined;
}

/** The units among these that say a role; each counts, even a second time. */
export function nodeUnitsOf(units: readonly string[], nodeOus: NodeOus): string[] {
  return units.filter((unit) => unitToRoles(nodeOus, unit).length > 0);
}
