/** `credits`: the command line of the API. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { stderr, stdin, stdout } from 'node:process';
import { openBrowser } from './open-browser.ts';
import { run } from './run.ts';

/** A relative path counts as none, as the XDG Base Directory Specification has it. */
const { XDG_CONFIG_HOME: named = '' } = process.env;
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

process.exitCode = await run(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  version: String(version),
  configFolder: join(isAbsolute(named) ? named : join(homedir(), '.config'), 'credits'),
  now: () => new Date(),
  openBrowser,
});
