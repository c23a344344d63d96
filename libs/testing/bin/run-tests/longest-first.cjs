const { default: Sequencer } = require('@jest/test-sequencer');

/** Suites that take longest, measured; what starts last must not be what everybody then waits for. */
const LONGEST = [
  'drill.e2e',
  'kills.e2e',
  'interleaving.e2e',
  'walk-cluster.e2e',
  'leader-change.int',
  'test-kafka.int',
  'kafka-event-log.int',
  'start-service.int',
  'start-postgres.int',
];

/** Jest orders by the durations of the last run, and a fresh clone has none. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const at = LONGEST.findIndex((name) => path.includes(`/${name}.spec.`));
      return at < 0 ? LONGEST.length : at;
    };
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
};
