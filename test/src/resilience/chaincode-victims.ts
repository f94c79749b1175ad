import type { DeployedChaincode } from '@kontti/fabric-admin';
import type { Victim } from './drill';

/** Each company's chaincode process, killed as a crash does. */
export function chaincodeVictims(deployed: DeployedChaincode): readonly Victim[] {
  return Object.keys(deployed.pids()).map((mspId) => ({
    name: `chaincode of ${mspId}`,
    isSpare: false,
    kill: () => {
      const pid = deployed.pids()[mspId];
      // 0 would be this process's whole group.
      if (pid === undefined) throw new Error(`no process of ${mspId}`);
      process.kill(pid, 'SIGKILL');
      return Promise.resolve();
    },
    restart: () => deployed.reload({ mspId }),
  }));
}
