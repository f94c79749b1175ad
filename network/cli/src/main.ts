import { runProgram } from './run';

// Whoever read the output has gone: `kontti blocks | head`. A network that runs stops as by any other signal.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.kill(process.pid, 'SIGTERM');
});

void runProgram(process.argv);
