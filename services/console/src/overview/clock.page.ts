import type { WalkProgress } from '../clock/walk-clock.js';
import { html, NOTHING, type Html } from '../page/html.js';
import { instantText } from './frame.page.js';

/** @param next due instant of the next planned reminder, RFC 3339; undefined for none ahead of the clock */
export function clockSection(clock: WalkProgress | undefined, next: string | undefined): Html {
  if (!clock)
    return html`<h2>The clock</h2>
      <p>It is real time: reminders go out when they are due.</p>`;
  return html`<h2>The clock</h2>
    ${clock.walking ? walkingPart(clock, clock.walking) : standingPart(clock, next)}`;
}

function walkingPart({ now }: WalkProgress, { from, to, percent, day }: NonNullable<WalkProgress['walking']>): Html {
  const { day: passed = '', ...counts } = day ?? {};
  const happened = Object.entries(counts)
    .map(([name, n]) => `${n} ${name}`)
    .join(', ');
  return html`<p>
      It walks from ${instantText(from)} to ${instantText(to)} and is at <strong>${instantText(now)}</strong>.
    </p>
    <progress max="100" value="${percent}">${percent} %</progress>
    ${passed === '' ? NOTHING : html`<p class="quiet">${passed}: ${happened || 'passed'}</p>`}
    <form method="post" action="/walk/cancel"><button type="submit">Stop here</button></form>`;
}

function standingPart({ now, failure }: WalkProgress, next: string | undefined): Html {
  return html`<p>
      It stands at <strong>${instantText(now)}</strong> until it is walked; everything due on the way is done in its
      order.
    </p>
    ${failure ? html`<p><strong>The last walk ended early:</strong> ${failure}</p>` : NOTHING}
    ${walkButton('advance', 'P1D', 'Walk a day')} ${walkButton('advance', 'P7D', 'Walk a week')}
    ${next ? walkButton('to', next, `Walk to the next reminder, ${instantText(next)}`) : NOTHING}`;
}

function walkButton(name: 'advance' | 'to', value: string, text: string): Html {
  return html`<form method="post" action="/walk">
    <input type="hidden" name="${name}" value="${value}" /><button type="submit">${text}</button>
  </form>`;
}
