import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnvironment } from './clean-environment';

// Every run of the specs is the first one on its machine, and so is every program that it starts.
const home = mkdtempSync(join(tmpdir(), 'kontti-home-'));
process.once('exit', () => {
  rmSync(home, { recursive: true, force: true });
});
const clean = cleanEnvironment(process.env, home);
for (const name of Object.keys(process.env)) if (!(name in clean)) Reflect.deleteProperty(process.env, name);
Object.assign(process.env, clean);
