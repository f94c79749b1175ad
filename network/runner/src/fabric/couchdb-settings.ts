/** Settings of one CouchDB. */
interface CouchdbSettingsOptions {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Databases and indexes go there. */
  readonly dataDirectory: string;
}

/** Its ini file: one node on loopback, one administrator. CouchDB itself puts a hash in the password's place. */
export function couchdbSettings(options: CouchdbSettingsOptions): string {
  const { port, user, password, dataDirectory } = options;
  const sections = {
    couchdb: { single_node: 'true', database_dir: dataDirectory, view_index_dir: dataDirectory },
    chttpd: { bind_address: '127.0.0.1', port },
    admins: { [user]: password },
    cluster: { n: 1 },
    log: { writer: 'stderr', level: 'warning' },
    smoosh: { state_dir: dataDirectory },
  };
  return Object.entries(sections)
    .map(([name, values]) => {
      const lines = Object.entries(values).map(([key, value]) => `${key} = ${value}`);
      return `[${name}]\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

/** Arguments of Erlang: no name, so that neither a port for other nodes nor Erlang's port mapper is opened. */
export const couchdbRuntimeArguments =
  '-kernel error_logger silent\n-sasl sasl_error_logger false\n+Bd -noinput\n';
