import { Command, Option } from 'commander';
import { jsonOption, terminalOf } from '../options/common-options';
import type { StorePlace } from './open-outbox';

const examples = `
Examples:
  kontti outbox count --file outbox.db
  kontti outbox pending --file outbox.db
  kontti outbox failed --file outbox.db --json
  kontti outbox retry order-4711 --file outbox.db
  kontti outbox drop order-4712 --postgres postgresql://erp@db.example.com/erp
`;

interface OutboxOptions extends StorePlace {
  readonly json?: boolean;
}

function createVerb(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(new Option('--file <file>', 'the file of SQLite in which the outbox is').conflicts('postgres'))
    .addOption(
      new Option(
        '--postgres <url>',
        'the database in which it is; what the URL does not say is in PGHOST and so on',
      ),
    )
    .addOption(jsonOption())
    .addHelpText('after', examples);
}

function createList(name: 'pending' | 'failed', description: string): Command {
  return createVerb(name, description).action(async (options: OutboxOptions) => {
    const { listRows } = await import('./rows.js');
    await listRows(name, options, terminalOf(options));
  });
}

function createChange(name: 'retry' | 'drop', description: string): Command {
  return createVerb(name, description)
    .argument('<id>', 'the id of the row')
    .action(async (id: string, options: OutboxOptions) => {
      const { changeRow } = await import('./rows.js');
      await changeRow(name, { ...options, id }, terminalOf(options));
    });
}

/** `kontti outbox …` */
export function createOutboxCommand(): Command {
  const count = createVerb('count', 'say how many rows wait, were sent, are committed or failed').action(
    async (options: OutboxOptions) => {
      const { countRows } = await import('./rows.js');
      await countRows(options, terminalOf(options));
    },
  );
  return new Command('outbox')
    .addCommand(count)
    .addCommand(
      createList('pending', 'list the rows that wait or were sent, each with the reason why it waits'),
    )
    .addCommand(createList('failed', 'list the rows that somebody has to look at, each with a remedy'))
    .addCommand(createChange('retry', 'take a row up again that failed'))
    .addCommand(createChange('drop', 'remove a row that was not sent; the next one of its key follows'));
}
