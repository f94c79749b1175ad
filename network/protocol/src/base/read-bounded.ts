import { open } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { limits } from './limits';

/** The content of a file, or of a pipe that a shell put in its place. Fails as reading does, and where there is more than is read. */
export async function readBounded(file: string, bytesMax: number = limits.fileBytesMax): Promise<Buffer> {
  await using handle = await open(file, 'r');
  // What the system says of the size is not asked: of a pipe or a device that is 0.
  const content = await buffer(handle.createReadStream({ end: bytesMax, autoClose: false }));
  if (content.length > bytesMax) throw new RangeError(`${file} has more than ${bytesMax} bytes.`);
  return content;
}
