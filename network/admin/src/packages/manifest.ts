import { readFile } from 'node:fs/promises';
import { isJsonObject } from '../data-files/json-object';
import { packageInvalid } from './package-invalid';

/** What is read of a `package.json`. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  /** Everything that is in it. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** These run when a package is installed from its source, and want what only its developers have. */
const developerScripts = [
  'prepare',
  'preprepare',
  'postprepare',
  'prepublish',
  'prepublishOnly',
  'prepack',
  'postpack',
];
const developerFields = ['devDependencies', 'workspaces', 'overrides'];

/** A JSON object in a file. @throws NetworkError PACKAGE_INVALID */
export async function readJsonObject(file: string): Promise<Readonly<Record<string, unknown>>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw packageInvalid(`${file} cannot be read as JSON.`, cause);
  }
  if (isJsonObject(value)) return value;
  throw packageInvalid(`${file} is no JSON object.`);
}

/** A record of texts, empty when there is none. */
export function textRecord(value: unknown): Readonly<Record<string, string>> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** @throws NetworkError PACKAGE_INVALID */
export async function readManifest(file: string): Promise<Manifest> {
  const json = await readJsonObject(file);
  const { name, version } = json;
  if (typeof name !== 'string' || typeof version !== 'string') {
    throw packageInvalid(`${file} names no package and version.`);
  }
  return { name, version, dependencies: textRecord(json['dependencies']), json };
}

/** The manifest of the folder that peers build: without what only developers need, and with these dependencies. */
export function shippedManifest(
  { json }: Manifest,
  dependencies: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const kept = Object.entries(json).filter(([field]) => !developerFields.includes(field));
  const scripts = Object.entries(textRecord(json['scripts'])).filter(
    ([name]) => !developerScripts.includes(name),
  );
  return { ...Object.fromEntries(kept), scripts: Object.fromEntries(scripts), dependencies };
}
