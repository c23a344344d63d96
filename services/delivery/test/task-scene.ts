import { newEvent, type NewEvent } from '@perennial/events/event';
import { newId, type OwnerId } from '@perennial/kernel/ids';
import { addMs } from '@perennial/kernel/instant';
import {
  TaskServiceService,
  TaskState,
  type Task,
  type TaskOutcome,
} from '@perennial/proto/gen/perennial/delivery/v1/task';
import { Channel, OwnerRole } from '@perennial/proto/gen/perennial/types/v1/types';
import type { RunningService } from '@perennial/service/boot/running-service';
import { startService } from '@perennial/service/boot/start-service';
import { grpcClient, unary, type Peer } from '@perennial/service/grpc/client';
import { DeliveryPeers } from '@perennial/testing/system/delivery-peers';
import { DeliveryScene, type DueChange, type Made } from '@perennial/testing/system/delivery-scene';
import { participantsOf, walkTo } from '@perennial/testing/system/in-process';
import { tellService } from '@perennial/testing/system/tell-service';
import { testEnvironment, type TestEnvironment } from '@perennial/testing/system/test-environment';
import { deliveryService } from '../src/service.js';

/** Delivery alone, with people to give tasks to. */
export class TaskScene {
  private constructor(
    private readonly environment: TestEnvironment,
    private readonly peers: DeliveryPeers,
    readonly service: RunningService,
    readonly tasks: Peer<typeof TaskServiceService>,
    readonly messages: DeliveryScene,
  ) {}

  static async start(): Promise<TaskScene> {
    const environment = await testEnvironment();
    const settings = await environment.of('delivery', {
      SMTP_URL: 'smtp://127.0.0.1:9',
      PUBLIC_URL: 'https://renew.example',
    });
    const peers = await DeliveryPeers.start({
      contracts: settings['CONTRACTS_GRPC_URL'] as string,
      payments: settings['PAYMENTS_GRPC_URL'] as string,
    });
    const service = await startService(deliveryService, settings);
    const tasks = grpcClient(TaskServiceService, `127.0.0.1:${settings['GRPC_PORT']}`);
    return new TaskScene(environment, peers, service, tasks, new DeliveryScene(peers, () => service));
  }

  async close(): Promise<void> {
    this.tasks.close();
    await this.service.stop();
    await this.peers.stop();
    await this.environment.close();
  }

  async tell(...events: NewEvent[]): Promise<void> {
    await tellService(this.service, events);
  }

  async later(ms: number): Promise<void> {
    await walkTo(participantsOf([this.service]), addMs(this.service.clock.now(), ms));
  }

  /** A reminder whose one rung is a person. */
  due(change: DueChange = {}): Made {
    return this.messages.due({ channel: Channel.CHANNEL_TASK, template: 'last-warning', ...change });
  }

  async list(
    of: Partial<Record<'assigneeId' | 'customerId' | 'termId', string>>,
    state = TaskState.TASK_STATE_UNSPECIFIED,
  ): Promise<Task[]> {
    const any = { assigneeId: '', customerId: '', termId: '', pageSize: 0, pageToken: '' };
    return (await unary(this.tasks, 'listTasks', { ...any, state, ...of }, 5_000)).tasks;
  }

  async taskOf({ customerId }: Made): Promise<Task> {
    const [task] = await this.list({ customerId });
    if (!task) throw new Error('no task was opened');
    return task;
  }

  async closeTask(taskId: string, outcome: TaskOutcome, closedBy: string = newId()): Promise<Task | undefined> {
    const answer = { taskId, outcome, note: 'Spoke with her.\nAll well.', closedBy };
    return (await unary(this.tasks, 'closeTask', answer, 5_000)).task;
  }

  /** Payloads of a type that have a key, in the order of the outbox. */
  async published(type: string, key: string): Promise<Record<string, unknown>[]> {
    const rows = await this.service.database.query<{ data: string }>(
      'select data from outbox where type = $1 and key = $2 and not restated order by id',
      [type, key],
    );
    return rows.map(({ data }) => JSON.parse(data) as Record<string, unknown>);
  }

  /** Somebody of a role, with a manager above. */
  async staff(role = OwnerRole.OWNER_ROLE_OWNER): Promise<{ owner: OwnerId; manager: OwnerId }> {
    const [owner, manager] = [newId<OwnerId>(), newId<OwnerId>()];
    const person = { version: 1, teamId: '', recipientId: '', channels: [], zone: '', locale: 'en', active: true };
    const managers = OwnerRole.OWNER_ROLE_MANAGER;
    await this.tell(
      newEvent('owner.changed', { owner: { ...person, ownerId: manager, role: managers, managerId: '' } }),
      newEvent('owner.changed', { owner: { ...person, ownerId: owner, role, managerId: manager } }),
    );
    return { owner, manager };
  }
}
