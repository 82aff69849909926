/** Shows an address in the browser of this machine, as its desktop does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A desktop's program for it, and what comes before the address. */
const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  // Not through a shell, for which an address may have special characters.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
const LINUX_OPENER: readonly string[] = ['xdg-open'];

/** Returns whether the desktop has a program for it; on a machine without a screen it has none. */
export async function openBrowser(url: string): Promise<boolean> {
  const { platform, env } = process;
  const [command = '', ...before] = OPENERS[platform] ?? LINUX_OPENER;
  if (OPENERS[platform] === undefined && !env.DISPLAY && !env.WAYLAND_DISPLAY) return false;
  const opener = spawn(command, [...before, url], { stdio: 'ignore', detached: true });
  try {
    await once(opener, 'spawn');
    opener.unref();
    return true;
  } catch {
    return false;
  }
}
