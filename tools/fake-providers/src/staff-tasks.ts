/** A message that a colleague must confirm before it reaches customers. */
export interface StaffTask {
  readonly id: string;
  readonly writer: string;
  readonly customers: readonly string[];
  readonly text: string;
  readonly attachments: readonly Readonly<Record<string, unknown>>[];
  readonly createdAt: number;
}

/** What colleagues do with what they are to confirm, and what comes of it for the customers. */
export const STAFF = ['confirm', 'never', 'not-friend', 'capped'] as const;
export type Staff = (typeof STAFF)[number];

const DAY = 24 * 3_600_000;
const MOST_REMINDERS = 3;
/** A customer gets as many in a month as it has days. */
const MOST_OF_A_MONTH = 31;
/** Nobody confirms in the same instant. */
const QUICK_MS = 20;

interface Kept {
  readonly task: StaffTask;
  readonly reminders: number[];
  /** 1 sent, 2 no friend, 3 had enough; by customer, once it is confirmed. */
  results: ReadonlyMap<string, number> | undefined;
  sentAt: number;
  cancelled: boolean;
}

/** The tasks of all colleagues. */
export class StaffTasks {
  #staff: Staff = 'confirm';
  readonly #kept: Kept[] = [];

  get all(): readonly StaffTask[] {
    return this.#kept.map(({ task }) => task);
  }

  /** @throws RangeError for what nobody does. */
  behave(staff: unknown): Staff {
    const known = STAFF.find((one) => one === staff);
    if (!known) throw new RangeError(`staff does one of ${STAFF.join(', ')}`);
    this.#staff = known;
    return known;
  }

  add(task: StaffTask): void {
    this.#kept.push({ task, reminders: [], results: undefined, sentAt: 0, cancelled: false });
  }

  find(id: string): StaffTask | undefined {
    return this.#of(id)?.task;
  }

  /** Colleagues confirm: one, or whatever waits. @returns how many there were. */
  confirm(id?: string, now = Date.now()): number {
    const waiting = this.#kept.filter(
      (one) => !one.results && !one.cancelled && (id === undefined || one.task.id === id),
    );
    for (const one of waiting) this.#send(one, now);
    return waiting.length;
  }

  isConfirmed({ id }: StaffTask, now: number): boolean {
    const one = this.#of(id);
    if (!one) return false;
    const quick = this.#staff !== 'never' && now - one.task.createdAt >= QUICK_MS;
    if (!one.results && !one.cancelled && quick) this.#send(one, now);
    return one.results !== undefined;
  }

  results({ id, writer: userid }: StaffTask, now: number): object[] {
    const one = this.#of(id);
    this.isConfirmed({ ...(one?.task as StaffTask) }, now);
    return (one?.task.customers ?? []).map((customer) => ({
      external_userid: customer,
      userid,
      status: one?.results?.get(customer) ?? 0,
      ...(one?.results && { send_time: Math.floor(one.sentAt / 1_000) }),
    }));
  }

  /** @returns whether he was reminded: three times within a day. */
  remind({ id }: StaffTask, now: number): boolean {
    const one = this.#of(id);
    if (!one || one.reminders.filter((at) => now - at < DAY).length >= MOST_REMINDERS) return false;
    one.reminders.push(now);
    return true;
  }

  remindersOf(id: string): number {
    return this.#of(id)?.reminders.length ?? 0;
  }

  /** What was confirmed before stays as it is. */
  cancel(task: StaffTask, now: number): void {
    const one = this.#of(task.id);
    if (one && !this.isConfirmed(task, now)) one.cancelled = true;
  }

  /** In a word; undefined for what is no task. */
  stateOf(id: string): string | undefined {
    const one = this.#of(id);
    if (!one) return undefined;
    if (one.cancelled) return 'cancelled';
    const reminded = one.reminders.length > 0 ? `, reminded ${one.reminders.length} times` : '';
    if (!one.results) return `waits for ${one.task.writer}${reminded}`;
    const words = ['not sent', 'sent', 'not a friend', 'capped'];
    return [...one.results].map(([customer, status]) => `${customer}: ${words[status] ?? ''}`).join(', ');
  }

  #of(id: string): Kept | undefined {
    return this.#kept.find(({ task }) => task.id === id);
  }

  #send(one: Kept, now: number): void {
    one.sentAt = now;
    one.results = new Map(one.task.customers.map((customer) => [customer, this.#resultFor(customer, now)]));
  }

  #resultFor(customer: string, now: number): number {
    if (this.#staff === 'not-friend') return 2;
    const got = this.#kept.filter(({ results, sentAt }) => results?.get(customer) === 1 && now - sentAt < 31 * DAY);
    return this.#staff === 'capped' || got.length >= MOST_OF_A_MONTH ? 3 : 1;
  }
}
