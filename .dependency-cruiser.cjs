/**
 * The arrows of docs/decisions/0001-house.md. Each has a fixture of its name under libs/rules/fixtures that must fail.
 * `libs/rules/bin/lint.mjs` runs them; paths are relative to the root of the linted tree.
 */

/** A use case begins with one of these: reading its name says what it does. */
const VERBS = [
  'abandon', 'accept', 'acknowledge', 'activate', 'add', 'advance', 'answer', 'append', 'apply', 'approve', 'archive', 'arm', 'assign', 'attach', 'audit',
  'begin', 'build', 'bump', 'call', 'cancel', 'change', 'check', 'claim', 'clear', 'close', 'collect', 'compute', 'complete', 'confirm', 'consume', 'copy', 'count', 'create',
  'deactivate', 'decide', 'decline', 'defer', 'delete', 'deliver', 'detach', 'detect', 'diff', 'discard', 'dispatch', 'drain', 'draw', 'drop',
  'encrypt', 'end', 'enqueue', 'ensure', 'erase', 'escalate', 'estimate', 'exchange', 'expire', 'explain', 'export', 'extend',
  'fail', 'feed', 'fetch', 'file', 'fill', 'find', 'finish', 'follow', 'forget', 'freeze', 'generate', 'get', 'give', 'grant',
  'handle', 'hold', 'honour', 'import', 'ingest', 'insert', 'issue', 'keep', 'lapse', 'learn', 'link', 'list', 'load', 'lock', 'look', 'make', 'mark', 'measure', 'merge', 'migrate', 'move',
  'note', 'notify', 'open', 'opt', 'override', 'park', 'pause', 'pay', 'place', 'plan', 'point', 'post', 'predict', 'prepare', 'price', 'prove', 'prune', 'publish', 'put',
  'queue', 'quote', 'raise', 'rank', 'read', 'reassign', 'recall', 'receive', 'recompute', 'reconcile', 'record', 'recover', 'redeem', 'redeliver', 'refresh', 'refund', 'refuse', 'register',
  'reject', 'release', 'remind', 'remove', 'rename', 'render', 'renew', 'reopen', 'repair', 'replace', 'replan', 'replay', 'replicate', 'report', 'request', 'requeue', 'reserve', 'reset',
  'resolve', 'restate', 'restore', 'resume', 'retire', 'retry', 'reverse', 'revert', 'review', 'revoke', 'roll', 'route', 'run',
  'save', 'schedule', 'score', 'search', 'seed', 'select', 'send', 'serve', 'set', 'settle', 'show', 'sign', 'simulate', 'skip', 'snooze', 'split', 'start', 'stop', 'store', 'stream', 'submit', 'subscribe',
  'supersede', 'suppress', 'suspend', 'sweep', 'sync', 'synchronise', 'take', 'tell', 'terminate', 'tie', 'touch', 'track', 'transfer', 'trigger',
  'unlink', 'unsubscribe', 'update', 'upsert', 'use', 'validate', 'verify', 'void', 'wait', 'walk', 'warn', 'withdraw', 'write',
];

/** A folder of a service that holds one concept; standalone composes services and has none. */
const CONCEPT = '^services/(?!standalone/)[^/]+/src/(?!migrations/).*/';
const USE_CASE = `${CONCEPT}(${VERBS.join('|')})-[a-z0-9-]+\\.ts$`;
const SPEC = '\\.spec\\.ts$';
const ADAPTER = '\\.(consumer|grpc|http|work)\\.ts$';
const ROWS = '\\.(store|entity)\\.ts$';
const SQL_PACKAGES = 'node_modules/(pg|typeorm|@types/pg)/';
const INFRASTRUCTURE_PACKAGES = 'node_modules/(@nestjs|@grpc|fastify|kafkajs|nodemailer|pg|typeorm|undici)/';

module.exports = {
  forbidden: [
    {
      name: 'services-stand-alone',
      comment: 'a service imports libs, never another service; standalone boots them all',
      severity: 'error',
      from: { path: '^services/([^/]+)/', pathNot: '^services/standalone/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'standalone-boots-definitions',
      comment: 'standalone knows a service by its module or its definition (<service>.module.ts, service.ts), never its insides',
      severity: 'error',
      from: { path: '^services/standalone/', pathNot: SPEC },
      to: { path: '^services/', pathNot: '^services/standalone/|^services/[^/]+/src/([^/]+\\.(module|service-definition)|service)\\.ts$' },
    },
    {
      name: 'libs-below-services',
      comment: 'a lib never imports a service or the bench',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(services|bench)/' },
    },
    {
      name: 'pure-libs',
      comment: 'libs/kernel and libs/calendar import nothing of ours, each other included',
      severity: 'error',
      from: { path: '^libs/(kernel|calendar)/' },
      to: { path: '^(libs|services|bench)/', pathNot: '^libs/$1/' },
    },
    {
      name: 'testing-in-tests-only',
      comment: 'libs/testing is for *.spec.ts and bench; what runs in production does not need it',
      severity: 'error',
      from: { path: '^(libs|services)/', pathNot: `^libs/testing/|${SPEC}` },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'adapter-calls-use-case',
      comment: 'consumer, grpc, http and work files route and map; rows and SQL are reached through a use case (reads too: list-reminders.ts)',
      severity: 'error',
      from: { path: `^services/.*${ADAPTER}` },
      to: { path: `${ROWS}|^libs/database/|${SQL_PACKAGES}`, pathNot: '^libs/database/src/(database|sql)\\.ts$' },
    },
    {
      name: 'adapter-opens-no-transaction',
      comment: 'an adapter may name the type of the transaction it was handed, and no more of libs/database',
      severity: 'error',
      from: { path: `^services/.*${ADAPTER}` },
      to: { path: '^libs/database/src/(database|sql)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'store-knows-no-caller',
      comment: 'a store or an entity never imports a use case; lint keeps this finding only where the target touches infrastructure',
      severity: 'error',
      from: { path: `^services/.*${ROWS}` },
      to: { path: USE_CASE },
    },
    {
      name: 'nothing-imports-adapters',
      comment: 'only the module that wires a service knows its adapters',
      severity: 'error',
      from: { path: CONCEPT, pathNot: `${SPEC}|\\.module\\.ts$|${ADAPTER}` },
      to: { path: `^services/.*${ADAPTER}` },
    },
    {
      name: 'domain-is-pure',
      comment: 'a file without a role suffix that touches infrastructure is a use case and is named verb-noun.ts',
      severity: 'error',
      from: { path: `${CONCEPT}[^./]+\\.ts$`, pathNot: USE_CASE },
      to: { path: `${ROWS}|^libs/database/` },
    },
    {
      name: 'domain-calls-no-infrastructure',
      comment: 'a domain file may build events (event, registry, topics) and name types, but runs nothing of events, service, Nest or a driver',
      severity: 'error',
      from: { path: `${CONCEPT}[^./]+\\.ts$`, pathNot: USE_CASE },
      to: {
        path: `^libs/(events|service)/|${INFRASTRUCTURE_PACKAGES}`,
        pathNot: '^libs/events/src/(event|registry|topics)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    { name: 'no-cycles', comment: 'no import cycles, type imports included', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'imports-resolve',
      comment: 'an import that is not found escapes every arrow above',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, path: '^(\\.|@perennial/)' },
    },
  ],
};
