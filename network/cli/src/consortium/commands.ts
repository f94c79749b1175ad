import { Command } from 'commander';
import { consortiumCollections, readConsortium } from '@kontti/fabric-admin/consortium';
import { configToCollection } from '@kontti/fabric-admin/definitions';
import { jsonOption, terminalOf } from '../options/common-options';

const examples = `
Examples:
  kontti consortium check consortium.yaml
  kontti consortium collections consortium.yaml > collections.json
  kontti network up --engine fabric --consortium consortium.yaml
  kontti chaincode deploy --name kontti --path ./chaincode --consortium consortium.yaml
`;

function createCheck(): Command {
  return new Command('check')
    .description('say what a consortium.yaml means, or at which line and field it is wrong')
    .argument('<file>')
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (file: string, options: { json?: boolean }) => {
      const consortium = await readConsortium(file);
      const collections = consortiumCollections(consortium);
      for (const collection of collections) configToCollection(collection);
      const { channel, governance, batch, orderers, companies } = consortium;
      const members = companies.map(
        ({ mspId, domain, jurisdiction, peers }) =>
          `\n  ${mspId}  ${domain}  ${jurisdiction ?? '-'}  peers: ${peers}`,
      );
      const text = [
        `valid: channel ${channel}, governance ${governance}, blocks of ${batch.messagesMax} or ${batch.timeoutMs} ms, ${orderers.consensus} of ${orderers.count}`,
        ...members,
        ...collections.map(({ name, policy }) => `\n  ${name}  ${policy}`),
      ].join('');
      terminalOf(options).result({ text, json: { event: 'valid', ...consortium, collections } });
    });
}

function createCollections(): Command {
  return new Command('collections')
    .description("print the collections of a consortium, in the form of the peer command's collections file")
    .argument('<file>')
    .addHelpText('after', examples)
    .action(async (file: string) => {
      const collections = consortiumCollections(await readConsortium(file));
      process.stdout.write(`${JSON.stringify(collections, undefined, 2)}\n`);
    });
}

/** `kontti consortium …` */
export function createConsortiumCommand(): Command {
  return new Command('consortium').addCommand(createCheck()).addCommand(createCollections());
}
