import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@perennial/database/database';
import { isUuid, toId, type OwnerId } from '@perennial/kernel/ids';
import { instant, DAY, type Instant } from '@perennial/kernel/instant';
import { DomainError, violation } from '@perennial/kernel/violation';
import { BusinessClock } from '@perennial/service/clock/business-clock';
import { SERVICE_CONFIG, type ServiceConfig } from '@perennial/service/config/service-config';
import { readLink, signLink } from '@perennial/service/link/signed-link';
import { readOwners } from '../owner/owner.store.js';
import { toCalendar } from './calendar.js';
import { pageOfTasks } from './task-list.store.js';

/** More than anybody does; the most urgent stand in the feed. */
const MOST_TASKS = 500;
/** A feed is good for a year and a bit; links of one month are the same. */
const LINK_DAYS = 400;
const MONTH_MS = 30 * DAY;

type Config = Pick<ServiceConfig, 'PUBLIC_URL' | 'LINK_SIGNING_KEYS'>;

/** The feed of an owner's open tasks, and the token that opens it. */
@Injectable()
export class GetCalendar {
  constructor(
    private readonly database: Database,
    private readonly clock: BusinessClock,
    @Inject(SERVICE_CONFIG) private readonly config: Config,
  ) {}

  /** @throws DomainError INVALID_LINK with the fault as rule */
  async execute(token: string): Promise<string> {
    const now = this.clock.now();
    const ownerId = this.#ownerOf(token, now);
    const owner = (await readOwners(this.database, [ownerId])).get(ownerId);
    // Whoever has left sees nothing, though nobody takes a token back.
    const open = { assigneeId: ownerId, customerId: null, termId: null, state: 'OPEN', after: null } as const;
    const tasks = owner && !owner.active ? [] : await pageOfTasks(this.database, open, MOST_TASKS);
    const base = this.config.PUBLIC_URL.replace(/\/$/, '');
    return toCalendar(tasks, { host: new URL(base).hostname, page: `${base}/tasks?assignee=${ownerId}`, now });
  }

  link(ownerId: OwnerId): string {
    const month = Math.floor(this.clock.now() / MONTH_MS) * MONTH_MS;
    const expiresAt = instant(month + LINK_DAYS * DAY);
    return signLink(this.config.LINK_SIGNING_KEYS, { purpose: 'tasks', subject: ownerId, expiresAt });
  }

  #ownerOf(token: string, now: Instant): OwnerId {
    const link = readLink(this.config.LINK_SIGNING_KEYS, 'tasks', token, now);
    if (link.ok && isUuid(link.value.subject)) return toId<OwnerId>(link.value.subject);
    const rule = link.ok ? 'malformed' : link.error;
    const message = `the link is ${rule}`;
    throw new DomainError('INVALID_LINK', message, { violations: [violation('token', rule, message)] });
  }
}
