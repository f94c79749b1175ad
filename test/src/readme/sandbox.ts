import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** The repository's folder. */
export const root = join(__dirname, '..', '..', '..');

/** A folder of its own in which commands run as in the repository's: with its packages and their commands. */
export interface Sandbox {
  readonly directory: string;
  write(file: { readonly path: string; readonly content: string }): Promise<void>;
  /** Standard output of a command. @throws Error with everything that it wrote when it fails */
  run(command: string, env?: NodeJS.ProcessEnv): Promise<string>;
  /** Settles with standard output once it has the text; the command goes on. @throws Error when it ends before */
  start(command: string, text: string): Promise<string>;
  /** Ends what still runs and removes the folder. */
  remove(): Promise<void>;
}

const isWindows = process.platform === 'win32';

/** A command and all that it starts is a group of processes, which may outlive the command. */
function endGroup({ pid, exitCode }: ChildProcess): void {
  if (pid === undefined || (isWindows && exitCode !== null)) return;
  try {
    process.kill(isWindows ? pid : -pid);
  } catch {
    // The group has ended by itself.
  }
}

class Command {
  readonly child: ChildProcess;
  /** Settles when the command has ended and everything that it wrote was read. */
  readonly ended: Promise<number | null>;
  readonly #text: string;
  #written = '';
  #output = '';
  readonly #watchers: (() => void)[] = [];

  constructor(text: string, options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv }) {
    this.#text = text;
    // A README's commands are written for a shell.
    this.child = spawn(text, {
      ...options,
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !isWindows,
    });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.#output += chunk.toString();
      this.#written += chunk.toString();
      for (const watch of this.#watchers) watch();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.#written += chunk.toString();
    });
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', resolve);
    });
  }

  async output(): Promise<string> {
    if ((await this.ended) !== 0) throw this.#failure();
    return this.#output;
  }

  async outputWith(text: string): Promise<string> {
    const seen = new Promise<true>((resolve) => {
      this.#watchers.push(() => {
        if (this.#output.includes(text)) resolve(true);
      });
    });
    if ((await Promise.race([seen, this.ended])) !== true) throw this.#failure();
    return this.#output;
  }

  #failure(): Error {
    return new Error(`'${this.#text}' ended with ${this.child.exitCode}:\n${this.#written}`);
  }
}

class FolderSandbox implements Sandbox {
  readonly directory: string;
  readonly #commands: Command[] = [];

  constructor(directory: string) {
    this.directory = directory;
  }

  async write({ path, content }: { readonly path: string; readonly content: string }): Promise<void> {
    const file = join(this.directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  run(command: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
    return this.#spawn(command, env).output();
  }

  start(command: string, text: string): Promise<string> {
    return this.#spawn(command, {}).outputWith(text);
  }

  async remove(): Promise<void> {
    for (const { child } of this.#commands) endGroup(child);
    await Promise.all(this.#commands.map(({ ended }) => ended));
    await rm(this.directory, { recursive: true, force: true });
  }

  #spawn(text: string, env: NodeJS.ProcessEnv): Command {
    const path = [join(root, 'node_modules', '.bin'), env['PATH'] ?? process.env['PATH'] ?? ''];
    const command = new Command(text, {
      cwd: this.directory,
      env: { ...process.env, NO_COLOR: '1', ...env, PATH: path.join(delimiter) },
    });
    this.#commands.push(command);
    return command;
  }
}

/** Makes an empty folder. */
export async function createEmptySandbox(): Promise<Sandbox> {
  return new FolderSandbox(await mkdtemp(join(tmpdir(), 'kontti-sandbox-')));
}

/** Makes an empty folder with the repository's `node_modules` in it. */
export async function createSandbox(): Promise<Sandbox> {
  const sandbox = await createEmptySandbox();
  await symlink(join(root, 'node_modules'), join(sandbox.directory, 'node_modules'), 'junction');
  return sandbox;
}
