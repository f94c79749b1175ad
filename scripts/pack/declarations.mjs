/** Removes the declarations in `dist` that no public type leads to: `prepack` calls this in the package's folder, and `postpack` builds anew. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const declaration = '.d.ts';
const { types } = JSON.parse(readFileSync('package.json', 'utf8'));

/** @type {Set<string>} */
const reached = new Set();
/** @type {string[]} */
const next = [join(types)];
while (next.length > 0) {
  const file = next.pop() ?? '';
  if (reached.has(file)) continue;
  reached.add(file);
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]+)['"]/g)) {
    const place = join(dirname(file), path);
    const found = [`${place}${declaration}`, join(place, `index${declaration}`)].find((each) =>
      existsSync(each),
    );
    if (found === undefined) throw new Error(`${file} imports ${path}, which is not there`);
    next.push(found);
  }
}
for (const path of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
  const file = join('dist', path);
  if (file.endsWith(declaration) && !reached.has(file)) rmSync(file);
}
