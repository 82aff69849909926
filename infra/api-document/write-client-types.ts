/** `npm run write-client-types` writes what the client takes from the API document. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clientTypes } from '../../shared/client/generator/client-types.ts';
import { apiDocument } from './api-document.ts';

const FOLDER = join(import.meta.dirname, '../../shared/client/generated');

for (const [name, text] of Object.entries(await clientTypes(JSON.stringify(apiDocument())))) {
  await writeFile(join(FOLDER, name), text);
}
