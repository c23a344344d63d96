import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/**
 * Every port of `npm start` before its offset, by who listens there. A file, because `npm start` looks whether they are
 * free before there is a build.
 * @type {Readonly<Record<string, number>>}
 */
export const PORTS = JSON.parse(readFileSync(new URL('../ports.json', import.meta.url), 'utf8'));

/**
 * @param {Readonly<Record<string, string | number | undefined>>} settings PERENNIAL_PORT_OFFSET, HTTP_PORT, and those
 *   that say who is not started: SMTP_URL, HTTP_PROVIDER_URL, PROVIDERS_FILE, PERENNIAL_SAMPLE
 * @throws Error one line that names the first taken port and what to do
 */
export async function refuseTakenPorts(settings) {
  const offset = Number(settings.PERENNIAL_PORT_OFFSET ?? 0);
  const needed = { ...PORTS, 'the console': Number(settings.HTTP_PORT ?? PORTS['the console']) };
  for (const [name, port] of Object.entries(needed)) {
    if (name.startsWith('the mail catcher') && (settings.SMTP_URL || settings.HTTP_PROVIDER_URL)) continue;
    if (name.startsWith('the fake') && settings.PROVIDERS_FILE) continue;
    if (name.startsWith('the feeder') && settings.PERENNIAL_SAMPLE === 'none') continue;
    if (await isTaken(port + offset))
      throw new Error(
        `port ${port + offset} for ${name} is taken; PERENNIAL_PORT_OFFSET=${offset + 100} npm start moves all ports by ${offset + 100}`,
      );
  }
}

/** A number that is no port is not taken: the settings are checked where they are read. */
function isTaken(port) {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return false;
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => resolve(error.code === 'EADDRINUSE'));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(false)));
  });
}
