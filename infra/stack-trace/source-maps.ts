/**
 * Source maps of deployed bundles. They lie beside the assets of a cloud assembly, never in one: a bundle is not
 * larger for them, and has no reference to them. Each is named by the asset hash of its bundle, so that the trace of
 * an older deployment is not read with the map of a newer one.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** CDK context of a local stack for a developer: bundles are readable and have their source maps in them. */
export const INLINE_SOURCE_MAPS = 'inlineSourceMaps';

const FOLDER = 'source-maps';
const EXTENSION = '.map';

export interface BundleName {
  readonly functionName: string;
  /** The asset hash: the name of the file in the deployed function's `Code.S3Key`. */
  readonly codeHash: string;
}

export interface NewSourceMap extends BundleName {
  /** JSON, with sources as paths from the project's root. */
  readonly map: string;
}

export interface KeptSourceMap extends BundleName {
  readonly file: string;
  readonly builtAt: Date;
}

/**
 * Writes the map to the assembly's folder. The same code may come from sources that differ in comments only; the newest
 * map replaces the one before.
 */
export function keepSourceMap(assembly: string, { functionName, codeHash, map }: NewSourceMap): void {
  const folder = join(assembly, FOLDER, functionName);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, codeHash + EXTENSION), map);
}

/** The kept maps of a function, newest first. */
export function listSourceMaps({
  assembly,
  functionName,
}: {
  assembly: string;
  functionName: string;
}): KeptSourceMap[] {
  const folder = join(assembly, FOLDER, functionName);
  return namesIn(folder)
    .filter((name) => name.endsWith(EXTENSION))
    .map((name) => {
      const file = join(folder, name);
      const codeHash = name.slice(0, -EXTENSION.length);
      return { functionName, codeHash, file, builtAt: statSync(file).mtime };
    })
    .sort((a, b) => b.builtAt.getTime() - a.builtAt.getTime());
}

/** The functions that have a kept map. */
export const functionsWithSourceMaps = (assembly: string): string[] => namesIn(join(assembly, FOLDER));

export const readSourceMap = ({ file }: KeptSourceMap): string => readFileSync(file, 'utf8');

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
