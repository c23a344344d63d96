import { highestPort } from './free-offset.js';
import { FIRST_SINGLE_PORT } from './free-port.js';

test('ports that are taken singly lie above those of a whole system with five replicas of each service', () => {
  expect(highestPort(5)).toBeLessThan(FIRST_SINGLE_PORT);
});
