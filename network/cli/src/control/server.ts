import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { NetworkError } from '@kontti/fabric-protocol/base';
import type { ChaincodeProcesses, ProcessRequest } from '@kontti/fabric-admin/processes';
import { controlLimits } from './limits';

interface ControlServerOptions {
  readonly token: string;
  readonly processes: ChaincodeProcesses;
  /** What `status` says beside the processes. */
  readonly describe: () => Readonly<Record<string, unknown>>;
  /** What this network can do beside that. */
  readonly routes?: ControlRoutes;
  /** Called with what is no refusal but a defect of the network's own. */
  readonly onDefect: (error: unknown) => void;
  /** Called once somebody asks the network to stop, after the answer was sent. */
  readonly onShutdown: () => void;
}

/** The loopback endpoint by which other commands reach a running network. */
export interface ControlServer {
  /** Host and port. */
  readonly address: string;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const notFound: Answer = {
  status: 404,
  body: {
    code: 'ARGUMENT_INVALID',
    message:
      'This network cannot do that: only a devnet of this version can ("kontti network up" without --engine).',
  },
};
const unauthorized: Answer = {
  status: 401,
  body: { code: 'NETWORK_ABSENT', message: 'The token is wrong.' },
};

function isAuthorized(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > controlLimits.requestBytesMax) throw invalid('The request is too large.');
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw invalid('The request is no JSON.', cause);
  }
  throw invalid('The request is no JSON object.');
}

function invalid(message: string, cause?: unknown): NetworkError {
  return new NetworkError({ code: 'ARGUMENT_INVALID', message, cause });
}

/** A text of a request's body. @throws NetworkError ARGUMENT_INVALID */
export function textField(body: Record<string, unknown>, name: string): string {
  const value = body[name];
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`The request has no text '${name}'.`);
}

/** @throws NetworkError ARGUMENT_INVALID */
function variablesField(value: unknown): Readonly<Record<string, string>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
  if (entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string') !== true) {
    throw invalid("The request's 'env' has no names and texts.");
  }
  return Object.fromEntries(entries ?? []) as Record<string, string>;
}

function bodyToProcessRequest(body: Record<string, unknown>): ProcessRequest {
  return {
    name: textField(body, 'name'),
    path: textField(body, 'path'),
    address: textField(body, 'address'),
    packageId: textField(body, 'packageId'),
    mspId: textField(body, 'mspId'),
    ...(body['env'] === undefined ? {} : { env: variablesField(body['env']) }),
  };
}

/** Answers a request's body; the bodies of requests and answers are JSON objects. */
type ControlRoute = (body: Record<string, unknown>) => Promise<Readonly<Record<string, unknown>>>;

/** Requests by method and path, e.g. `POST /snapshots`, that the network offers beside those of every network. */
export type ControlRoutes = Readonly<Record<string, ControlRoute>>;

function restartNamed(processes: ChaincodeProcesses, name: string): Promise<number> {
  return processes.restart((request) => request.name === name);
}

function chaincodeRoutes(processes: ChaincodeProcesses): ControlRoutes {
  return {
    'POST /chaincode-processes': async (body) => ({
      pid: (await processes.start(bodyToProcessRequest(body))).pid,
    }),
    'POST /chaincode-processes/restart': async (body) => ({
      restarted: await restartNamed(processes, textField(body, 'name')),
    }),
    'POST /chaincode-processes/end': async ({ packageIds }) => {
      if (!Array.isArray(packageIds)) throw invalid("The request has no list 'packageIds'.");
      await processes.end(packageIds.map(String));
      return {};
    },
  };
}

async function answerRequest(request: IncomingMessage, options: ControlServerOptions): Promise<Answer> {
  const { processes, describe } = options;
  const name = `${request.method} ${request.url}`;
  if (name === 'GET /status') {
    return { status: 200, body: { ...describe(), chaincode: processes.list() } };
  }
  if (name === 'POST /shutdown') {
    return { status: 202, body: {} };
  }
  const routes: ControlRoutes = { ...chaincodeRoutes(processes), ...options.routes };
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  return route === undefined ? notFound : { status: 200, body: await route(await readBody(request)) };
}

function errorToAnswer(error: unknown, { onDefect }: ControlServerOptions): Answer {
  if (error instanceof NetworkError) {
    const { code, message, details } = error;
    return { status: 422, body: { code, message, details } };
  }
  onDefect(error);
  const message = 'The network failed to answer: the terminal of "kontti network up" says why.';
  return { status: 500, body: { code: 'NETWORK_ABSENT', message } };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: ControlServerOptions,
): Promise<void> {
  const answer = isAuthorized(request, options.token)
    ? await answerRequest(request, options).catch((error: unknown) => errorToAnswer(error, options))
    : unauthorized;
  response.writeHead(answer.status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(answer.body), () => {
    if (answer.status === 202) options.onShutdown();
  });
}

/** Opens the control endpoint on a free loopback port. */
export async function startControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const server = createServer((request, response) => {
    void handle(request, response, options);
  });
  server.maxConnections = controlLimits.controlConnectionsMax;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
