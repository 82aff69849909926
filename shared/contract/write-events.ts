/** `npm run write-events`: writes events.md, the document for subscribers, from the rows of the domain. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsDocument } from './events.ts';

writeFileSync(join(import.meta.dirname, 'events.md'), eventsDocument());
