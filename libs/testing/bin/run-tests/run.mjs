import { join } from 'node:path';
import { stopChildren } from './child.mjs';
import { runJest } from './jest-phase.mjs';
import { shareKafka } from './kafka-step.mjs';
import { runNx } from './nx-step.mjs';
import { makeScratch, removeScratch } from './scratch.mjs';
import { addTally, emptyTally, tallyLine } from './tally.mjs';

const CHECKS = { lint: 'perennial:lint', types: 'perennial:typecheck' };
/** Suites of these phases need a server and the built tree. */
const ON_SERVERS = ['int', 'e2e'];

/** One run of `npm test`: its steps in order, what it started, and its sum. */
export class Run {
  #started = performance.now();
  #scratch = makeScratch();
  #env = { ...process.env, NODE_NO_WARNINGS: '1' };
  #postgres;
  #kafka;
  #ended;
  tally = emptyTally();
  notes = [];

  /** @param {string} root of the repository */
  constructor(root) {
    this.root = root;
  }

  /** @param {import('./arguments.mjs').Selection} selection */
  async go({ phases, patterns }) {
    const suites = phases.filter((phase) => !(phase in CHECKS));
    if (suites.length > 0 && !(await this.#prepare('proto', ['run', 'proto:proto']))) return;
    const onServers = phases.some((phase) => ON_SERVERS.includes(phase));
    if (onServers && !(await this.#prepare('build', ['run-many', '-t', 'build']))) return;
    if (onServers) this.#env.BUILT_TREE = join(this.root, '/');
    await this.#unlessEnded(() => this.#beforeServers(phases, patterns));
    if (onServers && !(await this.#unlessEnded(() => this.#startServers()))) return;
    for (const phase of phases.filter((name) => ON_SERVERS.includes(name)))
      await this.#unlessEnded(() => this.#suites(phase, patterns));
  }

  /** Ends children and servers and removes the files of the run; safe to call twice. */
  end() {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  /** A signal ends the child in hand; the steps after it must not start then. */
  async #unlessEnded(step) {
    return this.#ended ? undefined : step();
  }

  async #end() {
    await stopChildren();
    const stops = await Promise.allSettled([this.#postgres, this.#kafka].map(async (server) => (await server)?.stop()));
    removeScratch(this.#scratch);
    for (const { reason } of stops) if (reason) this.notes.push(`a server was not stopped in order: ${reason.message}`);
  }

  async #prepare(name, args) {
    this.#announce(name);
    const { green, note } = await runNx(args, { root: this.root, env: this.#env });
    if (!green) this.#count(name, { passed: 0, failed: 1, skipped: 0 }, note ?? 'failed; nothing after it can run');
    return green;
  }

  /** Side by side: lint and types keep one core busy each, and end at different times. */
  async #beforeServers(phases, patterns) {
    const names = phases.filter((phase) => !ON_SERVERS.includes(phase));
    if (names.length > 0) this.#announce(names.join(', '));
    await Promise.all(names.map((name) => (name in CHECKS ? this.#check(name) : this.#run(name, patterns))));
  }

  async #check(name) {
    const { green, note } = await runNx(['run', CHECKS[name]], { root: this.root, env: this.#env });
    this.#count(name, { passed: Number(green), failed: Number(!green), skipped: 0 }, note);
  }

  /** PostgreSQL and Kafka at once; without PostgreSQL nothing can go on. */
  async #startServers() {
    this.#announce('postgres and kafka');
    const [postgres] = await Promise.all([this.#startPostgres(), this.#startKafka()]);
    return postgres;
  }

  async #startKafka() {
    const { testKafka } = await import('@perennial/kafka/test-kafka');
    const { setting, failed, note } = await shareKafka(() => (this.#kafka = testKafka()), process.env.CI === 'true');
    if (note) this.#kafka = undefined;
    if (setting) this.#env.PERENNIAL_TEST_KAFKA = setting;
    if (note) this.#count('kafka', { passed: 0, failed: Number(failed), skipped: 0 }, note);
  }

  async #startPostgres() {
    try {
      const { startEmbeddedPostgres } = await import('@perennial/database/embedded/start-postgres');
      this.#postgres = startEmbeddedPostgres({
        dataDir: join(this.#scratch, 'postgres'),
        port: 0,
        log: () => undefined,
        settings: { fsync: false },
      });
      this.#env.PERENNIAL_TEST_POSTGRES = (await this.#postgres).adminUrl;
      return true;
    } catch (error) {
      this.#postgres = undefined;
      this.#count('postgres', { passed: 0, failed: 1, skipped: 0 }, `did not start: ${error.stack ?? error}`);
      return false;
    }
  }

  async #suites(phase, patterns) {
    this.#announce(phase);
    await this.#run(phase, patterns);
  }

  async #run(phase, patterns) {
    const { tally, note } = await runJest(phase, patterns, { root: this.root, scratch: this.#scratch, env: this.#env });
    this.#count(phase, tally, note);
  }

  #announce(name) {
    process.stdout.write(`\n=== ${name} (${this.#elapsed()})\n`);
  }

  #count(name, tally, note) {
    this.tally = addTally(this.tally, tally);
    if (note) this.notes.push(`${name} ${note}`);
    process.stdout.write(`=== ${name}: ${tallyLine(tally)} (${this.#elapsed()})${note ? ` ${note}` : ''}\n`);
  }

  #elapsed() {
    return `${((performance.now() - this.#started) / 1000).toFixed(1)} s`;
  }
}
