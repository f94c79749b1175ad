/** What a release is asked to be. */
interface Release {
  readonly version: string;
  readonly publishes: boolean;
}

/** A command, and what it is for. */
interface Step {
  readonly purpose: string;
  readonly command: readonly [string, ...string[]];
}

const pattern = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/** What is against a release, each in one line; none when it may begin. */
export function findObstacles(
  { version }: Release,
  found: { readonly changes: string; readonly changelog: string; readonly tags: readonly string[] },
): readonly string[] {
  return [
    ...(pattern.test(version) ? [] : [`"${version}" is no version: give one like 0.2.0`]),
    ...(found.changes === '' ? [] : ['there are changes that are not committed']),
    ...(found.changelog.split('\n').includes(`## ${version}`)
      ? []
      : [`CHANGELOG.md has no section "## ${version}"`]),
    ...(found.tags.includes(`v${version}`) ? [`the tag v${version} is there already`] : []),
  ];
}

/** The commands of a release, in order; each has to succeed before the next. */
export function releaseSteps({ version, publishes }: Release): readonly Step[] {
  const lerna = ['npx', 'lerna'] as const;
  return [
    { purpose: 'install what the lockfile names', command: ['npm', 'ci'] },
    { purpose: 'remove what earlier builds left', command: ['npm', 'run', 'clean'] },
    { purpose: 'check everything', command: ['npm', 'run', 'check'] },
    { purpose: 'use the packages as others do', command: ['npm', 'run', 'consumer-check'] },
    {
      purpose: 'set the version, commit and tag',
      command: [...lerna, 'version', version, '--yes', '--no-push', '--force-publish'],
    },
    ...(publishes
      ? [
          {
            purpose: 'publish what npm does not have',
            command: [...lerna, 'publish', 'from-package', '--yes'],
          } as const,
        ]
      : []),
  ];
}
