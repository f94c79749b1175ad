/** What the reference has of one name, as its JSON shows it. */
export interface Reflection {
  readonly name: string;
  readonly children?: readonly Reflection[];
}

/** The names that a declaration file exports in braces and that the reference does not have. */
export function findMissing(project: Reflection, declarations: string): readonly string[] {
  const found = new Set(namesOf(project));
  const groups = [...declarations.matchAll(/^export (?:type )?\{([^}]*)\}/gm)];
  const exported = groups.flatMap(([, group = '']) =>
    group
      .split(',')
      .map((each) =>
        each
          .trim()
          .replace(/^type /, '')
          .replace(/^.* as /, ''),
      )
      .filter((name) => name !== ''),
  );
  return exported.filter((name) => !found.has(name));
}

function namesOf({ name, children = [] }: Reflection): readonly string[] {
  return [name, ...children.flatMap(namesOf)];
}
