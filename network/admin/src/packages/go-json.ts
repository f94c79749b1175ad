import type { ArchiveFiles } from './archive';
import { packageInvalid } from './package-invalid';

/** Fields of a Go struct, by the name in JSON. */
type GoFields = Readonly<Record<string, 'string' | 'boolean'>>;

type GoStruct<T extends GoFields> = {
  readonly [Name in keyof T]: T[Name] extends 'string' ? string : boolean;
};

const zeroValues = { string: '', boolean: false } as const;

/** A file of a package. @throws NetworkError PACKAGE_INVALID when it is not there, or under a name that peers do not look for */
export function requirePackageFile(files: ArchiveFiles, name: string): Uint8Array {
  const bytes = files.get(name);
  if (bytes !== undefined) return bytes;
  const isDotted = files.has(`./${name}`);
  throw packageInvalid(
    isDotted
      ? `The package names its file './${name}', which peers do not take for ${name}: give tar the names alone, without './'.`
      : `The package has no ${name}.`,
  );
}

/**
 * Reads a JSON file of a package as Fabric's programs do (Go's encoding/json): names in any case, the last of two counts, `null` and
 * what is missing are empty, others are ignored. @throws NetworkError PACKAGE_INVALID for a value of another type than the field has
 */
export function readGoJsonFile<T extends GoFields>(
  files: ArchiveFiles,
  name: string,
  fields: T,
): GoStruct<T> {
  const bytes = requirePackageFile(files, name);
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch (cause) {
    throw packageInvalid(`The package's ${name} is no JSON.`, cause);
  }
  if (typeof json !== 'object' || Array.isArray(json)) {
    throw packageInvalid(`The package's ${name} is no JSON object.`);
  }
  const found: Record<string, string | boolean> = {};
  for (const [field, type] of Object.entries(fields)) {
    found[field] = zeroValues[type];
    for (const [given, value] of Object.entries(json ?? {})) {
      if (given.toLowerCase() !== field || value === null) continue;
      if (typeof value !== type) {
        throw packageInvalid(
          `The package's ${name} has a ${typeof value} for '${given}', which is a ${type}: peers refuse it.`,
        );
      }
      found[field] = value as string | boolean;
    }
  }
  return found as GoStruct<T>;
}
