import type { Task } from '@perennial/proto/gen/perennial/delivery/v1/task';
import { all, html, NOTHING, type Html } from '../page/html.js';
import type { Language } from '../page/language.js';
import { bareWord, frame, instantText, link, table } from './frame.page.js';
import type { TaskList } from './load-tasks.js';
import { TASK_WORDS, type TaskWords } from './task-words.js';

/** As much as a form may hold in any script. */
const LONGEST_NOTE = 300;

/** What people are asked to do, the most urgent first, each with a form for what came of it. */
export function tasksPage(list: TaskList, language: Language, now: string): string {
  const words = TASK_WORDS[language];
  const { tasks, assigneeId, calendarToken, nextPageToken } = list;
  const query = (more: Record<string, string>): string => new URLSearchParams({ lang: language, ...more }).toString();
  const body = html`<p>${words.open(tasks.length, nextPageToken !== '')}</p>
    ${
      assigneeId === ''
        ? html`<form method="get" action="/tasks">
            <input type="hidden" name="lang" value="${language}" />
            <input name="assignee" aria-label="${words.mine}" placeholder="${words.who}" maxlength="36" />
            <button type="submit">${words.mine}</button>
          </form>`
        : html`<p>
            ${link(`/tasks?${query({})}`, words.everybody)} ·
            ${link(`/tasks/calendar/${calendarToken}.ics`, words.calendar)}
          </p>`
    }
    ${table(
      words.head,
      tasks.map((task) => cells(task, list, words, now, language)),
      words.nothing,
    )}
    ${
      nextPageToken === ''
        ? NOTHING
        : html`<p>${link(`/tasks?${query({ assignee: assigneeId, page: nextPageToken })}`, words.later)}</p>`
    }`;
  return frame(words.title, body);
}

function cells(
  task: Task,
  { names, assigneeId }: TaskList,
  words: TaskWords,
  now: string,
  language: Language,
): (string | Html)[] {
  const { taskId, customerId, dueAt, escalatedAt } = task;
  const kind = bareWord('TASK_KIND_', task.kind);
  const overdue = Date.parse(dueAt ?? '') < Date.parse(now);
  return [
    html`${instantText(dueAt)}${overdue ? html`<br /><strong>${words.overdue}</strong>` : NOTHING}`,
    html`<strong id="${taskId}">${task.title}</strong><br />${words.kinds[kind] ?? kind}, ${task.reason}`,
    link(`/customers/${customerId}`, names.get(customerId) ?? customerId),
    html`${task.assigneeId === '' ? words.nobody : task.assigneeId}${
      escalatedAt ? html`<br />${words.escalated} ${instantText(escalatedAt)}` : NOTHING
    }`,
    html`<details>
      <summary>${words.head[4] ?? ''}</summary>
      <pre>${task.script}</pre>
    </details>`,
    html`<form method="post" action="/tasks/${taskId}/close">
      <input type="hidden" name="lang" value="${language}" />
      <input type="hidden" name="assignee" value="${assigneeId}" />
      <select name="outcome" aria-label="${words.head[5] ?? ''}" required>
        <option value=""></option>
        ${all(Object.entries(words.outcomes).map(([value, word]) => html`<option value="${value}">${word}</option>`))}
      </select>
      <input name="note" aria-label="${words.note}" placeholder="${words.note}" maxlength="${LONGEST_NOTE}" />
      <input
        name="closedBy"
        aria-label="${words.who}"
        placeholder="${words.who}"
        maxlength="36"
        value="${task.assigneeId}"
      />
      <button type="submit">${words.close}</button>
    </form>`,
  ];
}
