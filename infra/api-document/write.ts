/** Writes the API document: `node infra/api-document/write.ts <file>`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { apiDocument } from './api-document.ts';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('name the file to write');
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(apiDocument(), null, 2)}\n`);
