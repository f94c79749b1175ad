import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** One import of a source file, of values or of types alone. */
export interface Import {
  /** The importing file, from the package's `src`. */
  readonly file: string;
  /** What it names: `../base/errors`, `@kontti/model`. */
  readonly specifier: string;
  /** The imported file, from the same `src`; undefined for another package. */
  readonly target: string | undefined;
}

const specifierPatterns = [
  /(?:^|\n)(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]/g,
  /(?:^|\n)import\s*['"]([^'"]+)['"]/g,
  /\b(?:import|require|require\.resolve)\(\s*['"]([^'"]+)['"]/g,
];

function findTarget(source: string, file: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = join(source, dirname(file), specifier.replace(/\.js$/, ''));
  const found = [`${path}.ts`, join(path, 'index.ts')].find((candidate) => existsSync(candidate));
  return found === undefined ? undefined : relative(source, found);
}

/** Every import in a package's sources. */
export function readImports(source: string): readonly Import[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  );
  return files.flatMap((file) => {
    const text = readFileSync(join(source, file), 'utf8');
    const specifiers = specifierPatterns.flatMap((pattern) =>
      [...text.matchAll(pattern)].map(([, specifier = '']) => specifier),
    );
    return specifiers.map((specifier) => ({ file, specifier, target: findTarget(source, file, specifier) }));
  });
}

/** The folder of `src` in which a file is, or the file itself where it is in none. */
export function roomOf(file: string): string {
  return file.split('/')[0] ?? file;
}
