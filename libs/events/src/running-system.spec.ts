import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRunningSystem, noteRunningSystem } from './running-system.js';

let root: string;
const before = process.cwd();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'perennial-running-'));
  process.chdir(root);
});
afterEach(() => {
  process.chdir(before);
  rmSync(root, { recursive: true, force: true });
});

const announce = (folder: string, content: object): void => {
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, 'running.json'), JSON.stringify({ databases: { events: folder }, ...content }));
};

test('finds the folder that is named, else a default one', () => {
  expect(findRunningSystem({})).toBeUndefined();
  announce('elsewhere', { brokers: 'a:1' });
  expect(findRunningSystem({ PERENNIAL_DATA: 'elsewhere' })).toMatchObject({
    databases: { events: 'elsewhere' },
    brokers: 'a:1',
  });
  announce('.perennial-cluster', {});
  expect(findRunningSystem({})).toMatchObject({ databases: { events: '.perennial-cluster' }, brokers: undefined });
});

test('finds a system on any other folder by the word that it left, as long as it lives', () => {
  announce('elsewhere', { pid: process.pid });
  const forget = noteRunningSystem('elsewhere');
  expect(findRunningSystem({})).toMatchObject({ dataDir: join(process.cwd(), 'elsewhere') });
  forget();
  expect(findRunningSystem({})).toBeUndefined();
  writeFileSync(join(root, '.perennial-running', String(2 ** 22 + 1)), join(root, 'elsewhere'));
  expect(findRunningSystem({})).toBeUndefined();
  noteRunningSystem('elsewhere');
  expect(readdirSync('.perennial-running')).toEqual([String(process.pid)]);
});

test('of two the one that lives; two that live are one too many', () => {
  announce('.perennial', { pid: 2 ** 22 + 1 });
  announce('.perennial-cluster', { pid: process.pid });
  expect(findRunningSystem({})).toMatchObject({ databases: { events: '.perennial-cluster' } });
  announce('.perennial', { pid: process.pid });
  expect(() => findRunningSystem({})).toThrow(/PERENNIAL_DATA/);
});
