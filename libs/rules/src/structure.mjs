import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sourceFiles } from './source-tree.mjs';

/** @import { Finding } from './finding.mjs' */

const MAX_LINES = 300;
const SOURCE = /\.(ts|tsx|js|mjs|cjs|proto|sql|sh|css|html|hbs)$/;
const ROOM_WORDS = new Set(['util', 'utils', 'helper', 'helpers', 'misc']);
const ROOM_NAMES = new Set(['common', 'shared']);
const SERVICE_FILE = /^services\/(?!standalone\/)[^/]+\/src\/(?!migrations\/)(.+\/)?([^/]+)\.ts$/;
/** What a file of a service may be called after its first dot; README.md says what each role does. */
export const ROLES = [
  'store',
  'consumer',
  'grpc',
  'http',
  'client',
  'provider',
  'page',
  'module',
  'service-definition',
];
/** `work` is no role any more; the rule work-role says what stands in its place. */
const ROLE_NAME = new RegExp(`^[a-z0-9]+(-[a-z0-9]+)*(\\.(${ROLES.join('|')}|work))?(\\.(int\\.|e2e\\.)?spec)?$`);
/** Delivery's sending loop carries whatever channel and provider there are: it names none of them. */
const SENDING = /^services\/delivery\/src\/sending\/(?!.*spec\.ts$).*\.ts$/;
const CHANNEL_WORDS = /e-?mail|smtp|\bsms\b|wecom|\bhttps?\b|(channel|provider)\/[a-z-]+\//i;
const AT_THE_TOP = /^(main|config|service|metrics|[a-z-]+\.(module|service-definition))$|spec$/;

/** Names of the checks below, each with a fixture. */
export const STRUCTURE_RULES = [
  'file-length',
  'room-name',
  'no-barrel',
  'known-role',
  'concept-folder',
  'sending-names-no-channel',
];

/**
 * What can be said of a file from its path and length alone (style.md, Sizes; architecture.md, Layout).
 * @param {string} root @returns {Finding[]}
 */
export function checkStructure(root) {
  return sourceFiles(root).flatMap((file) => [
    ...checkPath(file),
    ...checkLength(root, file),
    ...checkWords(root, file),
  ]);
}

/** @param {string} file @returns {Finding[]} */
function checkPath(file) {
  const found = [];
  const report = (rule, message) => found.push({ file, line: 1, rule, message });
  const room = file.split('/').find((part) => isRoomName(part.replace(/\.[a-z]+$/, '')));
  if (room) report('room-name', `"${room}" says nothing of what is inside; name it after its concept`);
  if (/^(libs|services)\/.*\/index\.[cm]?ts$/.test(file))
    report('no-barrel', 'import the file that holds the thing; no index files');
  const [, folder, name] = SERVICE_FILE.exec(file) ?? [];
  if (name && !ROLE_NAME.test(name))
    report('known-role', `"${basename(file)}" is not name.ts or name.<role>.ts with a role of ${ROLES.join(', ')}`);
  if (name && !folder && !AT_THE_TOP.test(name))
    report('concept-folder', `"${basename(file)}" belongs into the folder of its concept`);
  return found;
}

/** @param {string} stem */
function isRoomName(stem) {
  return ROOM_NAMES.has(stem) || stem.split(/[-._]/).some((word) => ROOM_WORDS.has(word));
}

/** Written by a test from the migrations (ADR 0017), so that nobody could split it. */
const SCHEMA_SNAPSHOT = /^services\/[^/]+\/schema\.sql$/;

/** @param {string} root @param {string} file @returns {Finding[]} */
function checkLength(root, file) {
  if (!SOURCE.test(file) || SCHEMA_SNAPSHOT.test(file)) return [];
  const lines = readFileSync(join(root, file), 'utf8').replace(/\n$/, '').split('\n').length;
  return lines <= MAX_LINES
    ? []
    : [{ file, line: MAX_LINES + 1, rule: 'file-length', message: `${lines} lines; ${MAX_LINES} is the most` }];
}

/** @param {string} root @param {string} file @returns {Finding[]} */
function checkWords(root, file) {
  if (!SENDING.test(file)) return [];
  const rule = 'sending-names-no-channel';
  const message = 'what a channel or a provider is lies in channel/<name>/ and provider/<name>/';
  return readFileSync(join(root, file), 'utf8')
    .split('\n')
    .flatMap((text, i) => (CHANNEL_WORDS.test(text) ? [{ file, line: i + 1, rule, message }] : []));
}
