/**
 * Releases the API document: writes it where the next one is compared with it. Refuses a breaking change, unless the major
 * version in package.json is higher than the released one.
 */
import { writeFileSync } from 'node:fs';
import { apiDocument } from './api-document.ts';
import { breakingChanges } from './compatibility/breaking-changes.ts';
import { Compared } from './compatibility/compared-document.ts';
import { RULES } from './compatibility/rules.ts';
import { RELEASED_FILE, releasedDocument } from './released.ts';

const majorOf = (document: unknown): number => Number(new Compared(document).version.split('.')[0]);

const released = releasedDocument();
const current = apiDocument();
const breaking =
  released === undefined || majorOf(current) > majorOf(released)
    ? []
    : breakingChanges({ released, current });
for (const { rule, at } of breaking) process.stderr.write(`${at}: ${rule} (${RULES[rule]})\n`);
if (breaking.length > 0) {
  process.stderr.write(
    'Not released: clients that exist would break. Raise the major version in package.json.\n',
  );
  process.exitCode = 1;
} else {
  writeFileSync(RELEASED_FILE, `${JSON.stringify(current, null, 2)}\n`);
}
