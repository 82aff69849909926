import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DOCUMENTS } from '../../shared/contract/routes/documents.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import { environmentOf } from '../../shared/lambda/runtime.ts';
import { connect } from '../../shared/store/table/database.ts';
import { getDocument, listDocuments } from './documents.ts';

/** Put beside this function's bundle. */
const fontOf = (file: string): Buffer => readFileSync(join(import.meta.dirname, file));

const environment = environmentOf('documents');
const deps = {
  db: connect(environment),
  fonts: {
    regular: fontOf('regular.ttf'),
    bold: fontOf('bold.ttf'),
    japanese: () => ({ regular: fontOf('japanese-regular.ttf'), bold: fontOf('japanese-bold.ttf') }),
  },
};

export const handler = httpHandler<typeof DOCUMENTS>(
  { listDocuments: listDocuments(deps), getDocument: getDocument(deps) },
  environment,
);
