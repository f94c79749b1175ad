import { InvalidArgumentError, Option, type Command } from 'commander';
import { textToInvocation, type Invocation } from '@kontti/fabric-protocol/envelopes';
import type { NodeRole } from '@kontti/fabric-protocol/msp';
import { parseAttribute } from '../options/arguments';

/** In whose name a check calls a chaincode: with an identity that is made for it. */
export interface CallerOptions {
  /** The first company by default. */
  readonly company?: string;
  readonly role: NodeRole;
  readonly attribute: Readonly<Record<string, string>>;
}

function parseInvocation(text: string, before: readonly Invocation[] = []): readonly Invocation[] {
  try {
    return [...before, textToInvocation(text)];
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

/** What to call, and in whose name. */
export function addCallerOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--invoke <json>', "a call as the peer command's -c takes it; may be repeated")
        .argParser(parseInvocation)
        .makeOptionMandatory(),
    )
    .option('--company <mspid>', 'the company of the caller (default: the first)')
    .addOption(
      new Option('--role <role>', "the caller's role (NodeOU)")
        .choices(['client', 'admin', 'peer', 'orderer'])
        .default('client'),
    )
    .addOption(
      new Option('--attribute <name=value>', "an attribute in the caller's certificate; may be repeated")
        .default({}, 'none')
        .argParser(parseAttribute),
    );
}
