import type { LinkAction, LinkKind } from './links';
import type { MarkKind } from './marks';

/** How far an enforced item is: what became of it last, and the item that it is in. */
export interface ItemState {
  readonly status: 'made' | MarkKind;
  readonly parent: string | undefined;
}

/** One step of an item. */
export type ItemStep =
  | { readonly mark: MarkKind }
  | { readonly link: LinkKind; readonly action: LinkAction; readonly parent: string };

/** An item that nothing happened to. */
export const NEW_ITEM: ItemState = { status: 'made', parent: undefined };

const FREE = ['made', 'returned', 'released', 'repurposed'] as const;

/** After what an item can become something. */
const AFTER: Readonly<Record<MarkKind, readonly ItemState['status'][]>> = {
  sold: FREE,
  dispensed: FREE,
  returned: ['sold'],
  quarantined: [...FREE, 'sold'],
  released: ['quarantined', 'stolen'],
  stolen: [...FREE, 'quarantined'],
  repurposed: [...FREE, 'sold'],
  decommissioned: [...FREE, 'sold', 'quarantined', 'stolen'],
};

/** The state after a step, or `undefined` where the state does not allow it: the one rule of contracts and readers. */
export function takeStep(state: ItemState, step: ItemStep): ItemState | undefined {
  if ('mark' in step) {
    const { mark } = step;
    return AFTER[mark].includes(state.status) ? { ...state, status: mark } : undefined;
  }
  if (step.action === 'remove') {
    return state.parent === step.parent ? { ...state, parent: undefined } : undefined;
  }
  const isFree = state.parent === undefined && [...FREE, 'sold'].includes(state.status);
  return isFree ? { ...state, parent: step.parent } : undefined;
}
