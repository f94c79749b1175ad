import type {
  Contract,
  GatewayError,
  ProposalOptions,
  SubmittedTransaction,
} from '@hyperledger/fabric-gateway';
import type { CompanyGateway } from '../engine/peers';
import type { SampleNetwork } from './sample-network';

/** A call with more than a name and arguments. */
interface SampleCall extends Pick<ProposalOptions, 'transientData' | 'endorsingOrganizations'> {
  readonly name: string;
  readonly args?: readonly string[];
}

/** What a user of a company does with one chaincode, by the official client. */
export interface SampleClient {
  readonly contract: Contract;
  evaluate(name: string, ...args: string[]): Promise<string>;
  /** The result, once every company's peer has committed it. @throws Error when it was committed as invalid */
  submit(name: string, ...args: string[]): Promise<string>;
  /** Its validation code, once every company's peer has committed it. */
  codeOf(call: SampleCall): Promise<number>;
}

const utf8 = new TextDecoder();

/** What the peer or the chaincode said when the call was refused. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    const { message, details = [] } = error as Partial<GatewayError>;
    return [message, ...details.map((detail) => detail.message)].join('\n');
  }
  throw new Error('the call was not refused');
}

/** A client of a user, who is there already or made by `createUser`. */
export async function createSampleClient(options: {
  network: SampleNetwork;
  mspId: string;
  user?: string;
  chaincode: string;
}): Promise<SampleClient> {
  const { network, mspId, user = 'User1', chaincode } = options;
  const { channelId } = network;
  const own = await network.connect({ mspId, user });
  // What one peer has committed, another may not have yet; each is asked as somebody of its own company.
  const others: CompanyGateway[] = [];
  for (const company of network.companies.filter((each) => each.mspId !== mspId)) {
    others.push(await network.connect({ mspId: company.mspId, user: 'User1' }));
  }
  const contract = own.gateway.getNetwork(channelId).getContract(chaincode);
  const submitCall = async ({ name, args = [], ...rest }: SampleCall): Promise<SubmittedTransaction> => {
    const commit = await contract.submitAsync(name, { ...rest, arguments: [...args] });
    await commit.getStatus();
    await Promise.all(others.map((other) => other.whenCommitted(commit, channelId)));
    return commit;
  };
  return {
    contract,
    async evaluate(name, ...args) {
      return utf8.decode(await contract.evaluateTransaction(name, ...args));
    },
    async submit(name, ...args) {
      const commit = await submitCall({ name, args });
      const { successful, code } = await commit.getStatus();
      if (!successful) throw new Error(`${name} was committed with the code ${code}`);
      return utf8.decode(commit.getResult());
    },
    async codeOf(call) {
      const commit = await submitCall(call);
      return (await commit.getStatus()).code;
    },
  };
}
