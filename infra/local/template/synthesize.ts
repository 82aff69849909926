/** Makes the cloud assembly by running the CDK app, unless one of the same sources exists. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';

const projectRoot = join(import.meta.dirname, '../../..');
const assembliesRoot = join(projectRoot, 'cdk.out/local');
const SOURCES = [
  'infra/*.ts',
  'infra/constructs/**/*.ts',
  'infra/stack-trace/*.ts',
  'shared/**/*.ts',
  'functions/**/*',
];
const FILES = ['cdk.json', 'package-lock.json'];
const KEPT_ASSEMBLIES = 3;
const MAX_SYNTHESIS_SECONDS = 120;

/** Added by the CDK CLI: the template states where each bundle is, and which construct a resource belongs to. */
const CLI_CONTEXT = { 'aws:cdk:enable-asset-metadata': true, 'aws:cdk:enable-path-metadata': true };

const CdkConfig = z.object({ context: z.record(z.string(), z.unknown()) });

/** Folder of the cloud assembly. `context` overrides that of cdk.json. */
export async function synthesize(context: Readonly<Record<string, string>> = {}): Promise<string> {
  const hash = await hashSources(context);
  const assembly = join(assembliesRoot, hash);
  await mkdir(assembliesRoot, { recursive: true });
  const lock = `${assembly}.lock`;
  while (!(await exists(assembly))) {
    if (!(await acquire(lock))) {
      await sleep(100);
      continue;
    }
    try {
      if (!(await exists(assembly))) await runApp(assembly, context);
    } finally {
      await rm(lock, { recursive: true, force: true });
    }
  }
  const now = new Date();
  await utimes(assembly, now, now);
  await removeOldAssemblies();
  return assembly;
}

async function hashSources(context: Readonly<Record<string, string>>): Promise<string> {
  const paths = [...globSync(SOURCES, { cwd: projectRoot, withFileTypes: true })]
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .concat(FILES.map((file) => join(projectRoot, file)))
    .sort();
  const hash = createHash('sha256').update(JSON.stringify(context));
  for (const path of paths)
    hash
      .update(path)
      .update('\0')
      .update(await readFile(path));
  return hash.digest('hex').slice(0, 16);
}

async function runApp(assembly: string, context: Readonly<Record<string, string>>): Promise<void> {
  const config = CdkConfig.parse(JSON.parse(await readFile(join(projectRoot, 'cdk.json'), 'utf8')));
  const draft = `${assembly}.${process.pid}`;
  const child = spawn(process.execPath, ['infra/app.ts'], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      CDK_OUTDIR: draft,
      CDK_CONTEXT_JSON: JSON.stringify({ ...CLI_CONTEXT, ...config.context, ...context }),
      // `cdk synth` and `cdk deploy` validate the template; here it would only cost two seconds at each start.
      CDK_VALIDATION: 'false',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw new Error(`infra/app.ts failed:\n${output}`);
  }
  await rename(draft, assembly);
}

/** True when this process may synthesize; false while another one does, which the lock names. */
async function acquire(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const made = await stat(lock).catch(() => undefined);
    const owner = await readFile(lock, 'utf8').catch(() => '');
    const isOld = made !== undefined && Date.now() - made.mtimeMs > MAX_SYNTHESIS_SECONDS * 1000;
    if (isOld || (owner !== '' && !isAlive(Number(owner)))) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

/** A process that ends while it synthesizes leaves its lock behind. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function removeOldAssemblies(): Promise<void> {
  const folders = globSync('*', { cwd: assembliesRoot }).filter((name) => /^[0-9a-f]{16}$/.test(name));
  const dated = await Promise.all(
    folders.map(async (name) => ({ name, at: (await stat(join(assembliesRoot, name))).mtimeMs })),
  );
  const old = dated.sort((a, b) => b.at - a.at).slice(KEPT_ASSEMBLIES);
  await Promise.all(old.map(({ name }) => rm(join(assembliesRoot, name), { recursive: true, force: true })));
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
