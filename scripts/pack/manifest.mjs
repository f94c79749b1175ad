/**
 * What specs of several packages share is reached by `exports` in this repository, and is not published: while a package is packed, its
 * manifest does not name it. `prepack` calls this with `strip` in the package's folder, `postpack` with `restore`.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const manifest = 'package.json';
/** Where the whole manifest is meanwhile. It is moved, since a changed date would make the compiler build anew. */
const whole = 'package.json.whole';

// Also after a pack that was interrupted.
if (existsSync(whole)) renameSync(whole, manifest);
if (process.argv[2] === 'strip') {
  const published = JSON.stringify(
    JSON.parse(readFileSync(manifest, 'utf8'), (key, /** @type {unknown} */ value) =>
      key === './testing/*' ? undefined : value,
    ),
    undefined,
    2,
  );
  renameSync(manifest, whole);
  writeFileSync(manifest, `${published}\n`);
}
