import { createClient } from '../client';
import type { KonttiClient } from '../client';
import { createDefinitionGuard } from '../definition/guard';
import { createSemaphore } from '../gateway/semaphore';
import type { Session } from '../gateway/session';
import { SUBMITS_IN_FLIGHT_MAX, SUBMITS_WAITING_MAX } from '../limits';

export type { Session } from '../gateway/session';
export type { Timers } from '../gateway/timers';
export { createClient } from '../client';
export { createSemaphore } from '../gateway/semaphore';

/** A client over any session, for ledgers that no gateway serves; the first definition seen is accepted. */
export async function createSessionClient(session: Session): Promise<KonttiClient> {
  const guard = await createDefinitionGuard({ session, definition: undefined, call: {} });
  const submits = createSemaphore({
    runningMax: SUBMITS_IN_FLIGHT_MAX,
    waitingMax: SUBMITS_WAITING_MAX,
    timers: session.timers,
  });
  return createClient({ session, guard, submits });
}
