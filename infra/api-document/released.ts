/** The last released document: what clients were generated from. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const RELEASED_FILE = join(import.meta.dirname, 'released.json');

/** Undefined before the first release. */
export function releasedDocument(): unknown {
  return existsSync(RELEASED_FILE) ? JSON.parse(readFileSync(RELEASED_FILE, 'utf8')) : undefined;
}
