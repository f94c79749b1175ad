import { Contract, type Context } from 'fabric-contract-api';
import { serializers } from '@kontti/chaincode';

/** One write that no honest contract would make. A key's policy is `SignaturePolicyEnvelope` bytes, base64. */
export interface ForgedWrite {
  readonly key: string;
  /** Base64; without a value the key is deleted. */
  readonly value?: string;
  readonly policy?: string;
  /** Without a collection the public state is meant. */
  readonly collection?: string;
}

/** A key that is read before anything is written, so that the transaction shows that nothing was there. */
export type ForgedRead = Pick<ForgedWrite, 'key' | 'collection'>;

export interface Forgery {
  readonly reads?: readonly ForgedRead[];
  readonly writes: readonly ForgedWrite[];
  readonly event?: { readonly name: string; readonly payload: string };
}

/** What colluding companies run beside the honest contracts: it reads and writes whatever it is asked for. */
export class AlteredContract extends Contract {
  constructor() {
    super('altered');
  }

  async Forge(ctx: Context, text: string): Promise<string> {
    const { reads = [], writes, event } = JSON.parse(text) as Forgery;
    for (const { key, collection } of reads) {
      await (collection === undefined
        ? ctx.stub.getState(key)
        : ctx.stub.getPrivateDataHash(collection, key));
    }
    for (const write of writes) {
      await applyWrite(ctx, write);
    }
    if (event !== undefined) {
      ctx.stub.setEvent(event.name, Buffer.from(event.payload, 'base64'));
    }
    return 'forged';
  }
}

async function applyWrite({ stub }: Context, { key, value, policy, collection }: ForgedWrite): Promise<void> {
  const bytes = value === undefined ? undefined : Buffer.from(value, 'base64');
  const policyBytes = policy === undefined ? undefined : Buffer.from(policy, 'base64');
  if (collection === undefined) {
    await (bytes === undefined ? stub.deleteState(key) : stub.putState(key, bytes));
    if (policyBytes !== undefined) {
      await stub.setStateValidationParameter(key, policyBytes);
    }
    return;
  }
  await (bytes === undefined
    ? stub.deletePrivateData(collection, key)
    : stub.putPrivateData(collection, key, bytes));
  if (policyBytes !== undefined) {
    await stub.setPrivateDataValidationParameter(collection, key, policyBytes);
  }
}

/** Leaves the altered contract's argument as it is; everything else is read as the honest contracts read it. */
export class AlteredSerializer extends serializers.serializers.strict {
  override fromBuffer(
    ...[data, schema]: Parameters<InstanceType<typeof serializers.serializers.strict>['fromBuffer']>
  ): ReturnType<InstanceType<typeof serializers.serializers.strict>['fromBuffer']> {
    if (schema.properties.prop.title !== undefined) {
      return super.fromBuffer(data, schema);
    }
    const text = Buffer.from(data).toString('utf8');
    return { value: text as unknown as object, validateData: text };
  }
}
