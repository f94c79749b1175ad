import { MemoryDisk } from './memory-outbox-store';
import { itIsAnOutboxStore } from './outbox-store-cases';

describe('the store in memory', () => {
  itIsAnOutboxStore(() => {
    const disk = new MemoryDisk();
    return Promise.resolve({
      open: () => Promise.resolve(disk.open()),
      endLease: () => {
        disk.holder = undefined;
        return Promise.resolve();
      },
    });
  });
});
