import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Results } from './results.js';

describe('the figures of a run', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'perennial-results-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are printed and kept once, though the interrupt and the failure behind it both ask for it', () => {
    const printed: string[] = [];
    const results = new Results(folder, (text) => printed.push(text));
    results.add([{ name: 'http: due → accepted', value: 1_200, unit: 'reminders/s' }]);
    results.keep();
    results.keep();
    expect(printed.join('').match(/http: due → accepted/g)).toHaveLength(1);
    const [file, ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(JSON.parse(readFileSync(join(folder, file ?? ''), 'utf8'))).toMatchObject({
      figures: [{ name: 'http: due → accepted', value: 1_200 }],
    });
  });

  it('leave nothing behind when nothing was measured', () => {
    new Results(folder, () => undefined).keep();
    expect(readdirSync(folder)).toEqual([]);
  });
});
