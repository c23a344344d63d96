import { newEvent } from '@perennial/events/event';
import { PolicyServiceService } from '@perennial/proto/gen/perennial/scheduling/v1/scheduling';
import { Channel } from '@perennial/proto/gen/perennial/types/v1/types';
import { grpcClient, unary } from '@perennial/service/grpc/client';
import { ServiceScene } from '@perennial/testing/system/service-scene';
import { sampleOpened } from '../../test/sample-events.js';
import { schedulingService } from '../service.js';
import { PRESETS } from './seed-policies.js';

let scene: ServiceScene;

beforeAll(async () => {
  scene = await ServiceScene.start(schedulingService);
}, 60_000);
afterAll(() => scene?.close(), 30_000);

const planned = async (termId: string): Promise<string[]> =>
  (
    await scene.service.database.query<{ step: string }>(
      `select step from reminder where term_id = $1 and state = 'PLANNED' order by node desc`,
      [termId],
    )
  ).map(({ step }) => step);

test('a saved policy is the next version and replans; a bad one names path, line and rule (R-22)', async () => {
  const { term, events } = sampleOpened('replanned');
  await scene.feed(...events);
  expect(await planned(term.termId)).toHaveLength(5);
  const peer = grpcClient(PolicyServiceService, `127.0.0.1:${scene.service.grpcPort}`);
  try {
    expect((await unary(peer, 'listPolicies', {}, 5_000)).policies.map(({ name }) => name)).toEqual(
      [...PRESETS].sort(),
    );
    const document =
      'policy: standard\npriority: 50\nselect: cycleMonths >= 3\nsteps:\n  - { node: T-20, purpose: reminder, template: reminder }\n';
    expect(await unary(peer, 'savePolicy', { document }, 5_000)).toMatchObject({
      policy: { name: 'standard', version: 2, active: true },
    });
    await scene.untilIdle();
    expect(await planned(term.termId)).toEqual(['T-20/reminder']);
    const bad = {
      code: 'INVALID_POLICY',
      violations: [{ field: 'color', rule: 'unknown_field', message: expect.stringMatching(/^line 6: /) as string }],
    };
    await expect(unary(peer, 'savePolicy', { document: `${document}color: red\n` }, 5_000)).rejects.toMatchObject(bad);
    expect(await unary(peer, 'getPolicy', { name: 'standard', version: 1 }, 5_000)).toMatchObject({
      policy: { version: 1, active: false },
    });
    await expect(unary(peer, 'getPolicy', { name: 'none', version: 0 }, 5_000)).rejects.toMatchObject({
      code: 'POLICY_NOT_FOUND',
    });
    await expect(unary(peer, 'getPolicy', { name: 'a\r\nb', version: 0 }, 5_000)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  } finally {
    peer.close();
  }
});

test('templates come by event: a saved one can be used at once, another is refused by field', async () => {
  const peer = grpcClient(PolicyServiceService, `127.0.0.1:${scene.service.grpcPort}`);
  const save = (template: string) =>
    unary(
      peer,
      'savePolicy',
      {
        document: `policy: thanks\nselect: trial\nsteps:\n  - { node: T-5, purpose: thanks, template: ${template} }\n`,
      },
      5_000,
    );
  const saved = (name: string, version: number) =>
    newEvent('template.changed', {
      name,
      channel: Channel.CHANNEL_EMAIL,
      locale: 'en',
      version,
      savedAt: undefined,
      retiredAt: undefined,
    });
  try {
    await scene.feed(saved('reminder', 1));
    await expect(save('thank-you')).rejects.toMatchObject({
      code: 'INVALID_POLICY',
      violations: [{ field: 'steps[0].template', rule: 'unknown_template' }],
    });
    await scene.feed(saved('thank-you', 1));
    await scene.feed(saved('thank-you', 2));
    expect(await save('thank-you')).toMatchObject({ policy: { name: 'thanks', version: 1 } });
  } finally {
    peer.close();
  }
});

test('a rehearsal tells what saving would change and keeps nothing; a retired policy selects no term (R-22)', async () => {
  const { term, events } = sampleOpened('rehearsed');
  await scene.feed(...events);
  const before = await planned(term.termId);
  const peer = grpcClient(PolicyServiceService, `127.0.0.1:${scene.service.grpcPort}`);
  try {
    const document =
      'policy: rehearsed\npriority: 1\nselect: cycleMonths >= 3\nsteps:\n  - { node: T-21, purpose: reminder, template: reminder }\n';
    const rehearsed = await unary(peer, 'rehearsePolicy', { document }, 5_000);
    expect(rehearsed).toMatchObject({ terms: 2, selected: 2, sendsNow: 0, added: 2, ended: before.length + 1 });
    expect(rehearsed.steps.map(({ step, added }) => [step, added])).toContainEqual(['T-21/reminder', 2]);
    await scene.untilIdle();
    expect(await planned(term.termId)).toEqual(before);
    await expect(unary(peer, 'getPolicy', { name: 'rehearsed', version: 0 }, 5_000)).rejects.toMatchObject({
      code: 'POLICY_NOT_FOUND',
    });
    await expect(unary(peer, 'rehearsePolicy', { document: 'policy: x' }, 5_000)).rejects.toMatchObject({
      code: 'INVALID_POLICY',
    });

    await unary(peer, 'savePolicy', { document }, 5_000);
    await scene.untilIdle();
    expect(await planned(term.termId)).toEqual(['T-21/reminder']);
    expect(await unary(peer, 'retirePolicy', { name: 'rehearsed' }, 5_000)).toMatchObject({
      policy: { name: 'rehearsed', version: 1, active: false },
    });
    await scene.untilIdle();
    expect(await planned(term.termId)).toEqual(before);
    expect((await unary(peer, 'listPolicies', {}, 5_000)).policies.map(({ name }) => name)).not.toContain('rehearsed');
    expect(await unary(peer, 'getPolicy', { name: 'rehearsed', version: 1 }, 5_000)).toMatchObject({
      policy: { active: false, document },
    });
    await expect(unary(peer, 'retirePolicy', { name: 'unheard-of' }, 5_000)).rejects.toMatchObject({
      code: 'POLICY_NOT_FOUND',
    });
  } finally {
    peer.close();
  }
});
