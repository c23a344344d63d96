import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Bench, Benchmark } from './benchmark.js';
import { burst } from './burst.js';
import { median, ofRuns, type Figure } from './figure.js';
import { closing } from './leavings.js';
import { batch, takePortfolio } from './portfolio.js';
import { withSmtp } from './provider/smtp-provider.js';
import { SIZES } from './sizes.js';
import type { WithSystem } from './system/bench-system.js';

const MAILS = 2_000;

/** How a primary is dead: its port refuses, or takes connections and says nothing. */
type Death = 'refuses' | 'hangs';

/** What was seen of bursts over one pair of servers. */
interface Seen {
  /** Mails a second, by burst. */
  readonly rates: readonly number[];
  /** From the first failed call to the first mail that the backup had, s; the first burst's, since later ones know. */
  readonly firstAfter: number;
}

type Given = Bench & { readonly withSystem: WithSystem };

/** What a dead mail server costs: throughput over the backup, and how long the first mail waits for it. */
export const failover: Benchmark = {
  name: 'failover',
  on: ['standalone', 'cluster'],
  measures: `${MAILS} mails over the backup while the primary is dead, as a share of the same over a healthy primary`,
  run: async (given) => {
    const healthy = await overSmtp(given, undefined);
    const [refuses, hangs] = [await overSmtp(given, 'refuses'), await overSmtp(given, 'hangs')];
    const share = ({ rates }: Seen): number => (100 * median(rates)) / median(healthy.rates);
    return [
      ofRuns('failover: due → accepted, primary healthy', healthy.rates, 'reminders/s'),
      ...figures('refuses', refuses, share(refuses), '≤ 1'),
      ...figures('hangs', hangs, share(hangs), '≤ 10'),
    ];
  },
};

function figures(death: Death, { rates, firstAfter }: Seen, share: number, aim: string): Figure[] {
  return [
    ofRuns(`failover: due → accepted, primary ${death}`, rates, 'reminders/s'),
    { name: `failover: share of the healthy rate, primary ${death}`, value: share, unit: '%', aim: '≥ 80' },
    { name: `failover: first failure → first mail by the backup, primary ${death}`, value: firstAfter, unit: 's', aim },
  ];
}

/** Bursts over a server, as the primary or as the backup of a dead one. The first one finds the primary dead. */
function overSmtp({ say, withSystem }: Given, death: Death | undefined): Promise<Seen> {
  return withSmtp((provider) =>
    withDead(death, (dead) => {
      const urls: Record<string, string> = dead
        ? { SMTP_URL: dead, SMTP_BACKUP_URL: provider.server.url }
        : { SMTP_URL: provider.server.url };
      return withSystem({ environment: { ...provider.environment, ...urls } }, async (system) => {
        for (let run = 0; run <= SIZES.runs; run += 1)
          await takePortfolio(system.edges, `o${run}-`, MAILS, batch(run).lastDay);
        const rates: number[] = [];
        for (let run = 0; run <= SIZES.runs; run += 1) {
          await system.walkTo(batch(run).before);
          say(`${MAILS} reminders fall due, primary ${death ?? 'healthy'} (${run + 1} of ${SIZES.runs + 1})`);
          rates.push(MAILS / (await burst(system, provider, MAILS, batch(run))).accepted);
        }
        const delivery = system.database('delivery');
        const [failed] = await closing(
          () => delivery.close(),
          () =>
            delivery.query<{ at: number | null }>(
              `select min(extract(epoch from started_at))::float8 * 1000 as at from attempt
               where provider = 'smtp' and state not in ('ACCEPTED', 'EXPIRED')`,
              [],
            ),
        );
        const first = provider.server.accepted()[0]?.receivedAt ?? Number.NaN;
        return { rates: death ? rates.slice(1) : rates, firstAfter: (first - (failed?.at ?? Number.NaN)) / 1_000 };
      });
    }),
  );
}

/** Runs `work` with the URL of a server that is dead in its way; undefined for none. */
async function withDead<T>(death: Death | undefined, work: (url: string | undefined) => Promise<T>): Promise<T> {
  if (!death) return await work(undefined);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  if (death === 'refuses') await stop();
  return await closing(
    () => (death === 'hangs' ? stop() : Promise.resolve()),
    () => work(url),
  );
}
