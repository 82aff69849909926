/** The bucket of files on this machine: a folder, a server that plays S3 over it, and a watch of its inboxes. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DECK_INBOX } from '../../../shared/contract/files.ts';
import { startFileServer } from './file-server.ts';
import { InboxWatch } from './inbox-watch.ts';
import { type LocalObject, ObjectFolder } from './object-folder.ts';

export interface FilesOptions {
  /** Without it the objects are in a temporary folder, which is deleted at the end. */
  readonly dataFolder?: string | undefined;
  /** The folder of the inbox, if it is another one. */
  readonly inboxFolder?: string | undefined;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
}

export interface LocalFiles {
  /** Where an SDK finds S3. */
  readonly endpoint: string;
  /** Has a folder for each organization, into which files can be put. */
  readonly inboxFolder: string;
  /** Has folders of parameters, such as `currency=USD`, into which rate decks can be put. */
  readonly deckFolder: string;
  /** From now on, each object that is there is reported, once. */
  watch(created: (object: LocalObject) => void): void;
  /** Resolves once every file that was in an inbox before the call is reported. */
  emptyRound(): Promise<void>;
  close(): Promise<void>;
}

export async function startFiles(options: FilesOptions): Promise<LocalFiles> {
  const { dataFolder, now, onError } = options;
  const folder = dataFolder ? join(dataFolder, 'files') : await mkdtemp(join(tmpdir(), 'files-'));
  const inboxFolder = options.inboxFolder ? resolve(options.inboxFolder) : join(folder, 'inbox');
  const objects = await ObjectFolder.open({ folder, inbox: inboxFolder });
  const deckFolder = join(folder, DECK_INBOX);
  await mkdir(deckFolder, { recursive: true });
  let report: (object: LocalObject) => void = () => undefined;
  const watch = new InboxWatch(objects, (object) => report(object));
  const server = await startFileServer({
    folder: objects,
    now,
    created: (object) => watch.report(object),
    onError,
  });
  return {
    endpoint: server.url,
    inboxFolder,
    deckFolder,
    watch: (created) => {
      report = created;
      watch.run().catch(onError);
    },
    emptyRound: () => watch.emptyRound(),
    close: async () => {
      watch.stop();
      await server.close();
      if (!dataFolder) await rm(folder, { recursive: true, force: true });
    },
  };
}
