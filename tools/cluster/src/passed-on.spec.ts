import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { passedOn } from './passed-on.js';

test('providers of a file, and the variables that it names, reach delivery and no other service (C-01)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-passed-'));
  const file = join(folder, 'providers.yaml');
  writeFileSync(file, `providers: [{ credentials: { authToken: \${TWILIO_AUTH_TOKEN} } }]`);
  const given = { PROVIDERS_FILE: file, TWILIO_AUTH_TOKEN: 'x', LOG_LEVEL: 'warn', MAIL_FROM: '', HOME: '/root' };
  expect(passedOn(given)).toEqual({
    environment: { LOG_LEVEL: 'warn' },
    environmentOf: { delivery: { PROVIDERS_FILE: file, TWILIO_AUTH_TOKEN: 'x' } },
  });
  expect(passedOn({}).environmentOf).toEqual({ delivery: {} });
  rmSync(folder, { recursive: true });
});
