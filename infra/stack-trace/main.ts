/**
 * `npm run stack-trace -- FUNCTION [--code HASH] [--assembly FOLDER] < trace.txt`: reads a stack trace of a deployed
 * function, or log lines that contain one, and writes it with the positions in the sources. `HASH` is the asset hash
 * of the deployed code, and is needed as soon as code of several builds is kept. `FOLDER` is `cdk.out` unless given.
 */
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { findStackTraces, readStackTrace } from './read-stack-trace.ts';
import { functionsWithSourceMaps, type KeptSourceMap, listSourceMaps, readSourceMap } from './source-maps.ts';

try {
  await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { code: { type: 'string' }, assembly: { type: 'string', default: 'cdk.out' } },
  });
  const [functionName] = positionals;
  const kept = chooseSourceMap({ assembly: values.assembly, functionName, codeHash: values.code });
  const {
    text: trace,
    positions,
    strayPositions,
  } = readStackTrace({
    trace: findStackTraces(await text(process.stdin)),
    sourceMap: readSourceMap(kept),
  });
  process.stdout.write(trace);
  process.stderr.write(`Read with the source map of ${describe(kept)}.\n`);
  if (strayPositions > 0)
    throw new Error(
      `${strayPositions} of ${positions} positions are not in that source map: the trace is of other code. ` +
        'Name the deployed code with --code.',
    );
  if (positions === 0)
    throw new Error('There is no position of a bundle (…/index.mjs:LINE:COLUMN) in the input.');
}

interface Choice {
  readonly assembly: string;
  readonly functionName: string | undefined;
  readonly codeHash: string | undefined;
}

function chooseSourceMap({ assembly, functionName, codeHash }: Choice): KeptSourceMap {
  const known = `Functions with source maps in ${assembly}: ${functionsWithSourceMaps(assembly).join(', ') || 'none'}.`;
  if (functionName === undefined) throw new Error(`Which function? ${known}`);
  const kept = listSourceMaps({ assembly, functionName });
  const chosen = codeHash === undefined ? kept : kept.filter((each) => each.codeHash.startsWith(codeHash));
  const [only, ...others] = chosen;
  if (only && others.length === 0) return only;
  if (kept.length === 0) throw new Error(`There is no source map of ${functionName}. ${known}`);
  const list = kept.map((each) => `  ${describe(each)}`).join('\n');
  const question = only
    ? 'Which code is deployed? Name it with --code.'
    : `No code ${codeHash} was built here.`;
  throw new Error(`${question}\n${list}`);
}

function describe({ functionName, codeHash, builtAt }: KeptSourceMap): string {
  return `${functionName} ${codeHash}, built ${builtAt.toISOString()}`;
}
