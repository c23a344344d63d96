import type { FakeProvider } from '@perennial/fake-providers/fake-provider';
import type { StaffTasks } from '@perennial/fake-providers/staff-tasks';
import type { RecordingHttpSink } from '@perennial/testing/http/recording-http-sink';
import type { RecordingSmtpServer } from '@perennial/testing/smtp/recording-smtp-server';

/** Providers of text messages of the stage, the preferred one first. Both speak Twilio: no text needs registration. */
export const SMS_PROVIDERS = ['sms-first', 'sms-second'] as const;
export type SmsProviderName = (typeof SMS_PROVIDERS)[number];

/** Two mail servers, two providers of text messages, and WeCom with its staff, to be broken by drills. */
export interface Channels {
  readonly primary: RecordingSmtpServer;
  readonly backup: RecordingSmtpServer;
  readonly sms: Readonly<Record<SmsProviderName, FakeProvider>>;
  /** Colleagues who are to confirm messages of WeCom. */
  readonly staff: StaffTasks;
  /** All work as they should, receipts come at once, and the staff confirms. */
  mend(): Promise<void>;
}

/** What the provider took, by its own account. */
export interface Taken {
  readonly idempotencyKey: string;
  readonly to: string;
  /** Wall clock, epoch ms. */
  readonly at: number;
  /** Whether the sender was told. */
  readonly answered: boolean;
}

/** The provider of a stage; the fake behind it is there to misbehave. */
export interface DrillProvider {
  readonly environment: Readonly<Record<string, string>>;
  readonly smtp?: RecordingSmtpServer;
  readonly http?: RecordingHttpSink;
  readonly channels?: Channels;
  count(): number;
  taken(): Taken[];
  /** Resolves with its next acceptance. */
  next(): Promise<void>;
  stop(): Promise<void>;
}
