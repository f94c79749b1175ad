import { createClient } from '../client';
import type { KonttiClient } from '../client';
import { createDefinitionGuard } from '../definition/guard';
import type { DefinitionOptions } from '../definition/guard';
import { createSemaphore } from '../gateway/semaphore';
import type { Session } from '../gateway/session';
import { SUBMITS_IN_FLIGHT_MAX, SUBMITS_WAITING_MAX } from '../limits';

export type { Session } from '../gateway/session';

/** The client that `connect` would make, over a session of a test's own. */
export async function createSessionClient(
  session: Session,
  definition?: DefinitionOptions,
): Promise<KonttiClient> {
  const guard = await createDefinitionGuard({ session, definition, call: {} });
  const submits = createSemaphore({ runningMax: SUBMITS_IN_FLIGHT_MAX, waitingMax: SUBMITS_WAITING_MAX });
  return createClient({ session, guard, submits });
}
