import { all, html, page, type Html } from '../page/html.js';

const STYLE = html`<style>
  body {
    max-width: 64rem;
    margin: 2rem auto;
  }
  h2 {
    font-size: 1.15rem;
    margin: 2rem 0 0.5rem;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th,
  td {
    text-align: left;
    vertical-align: top;
    padding: 0.3rem 1rem 0.3rem 0;
    border-bottom: 1px solid #e3e6ea;
  }
  th {
    color: #566070;
    font-weight: 500;
  }
  form {
    display: inline;
  }
  button {
    padding: 0.4rem 0.9rem;
  }
  pre {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  progress {
    width: 100%;
  }
  .quiet {
    color: #566070;
  }
</style>`;

/** A page of the overview. @param refreshSeconds after which the browser asks again; absent = never */
export function frame(title: string, body: Html, refreshSeconds?: number): string {
  const head = refreshSeconds ? html`${STYLE}<meta http-equiv="refresh" content="${refreshSeconds}" />` : STYLE;
  return page(
    title,
    html`<p class="quiet"><a href="/">Perennial</a></p>
      ${body}`,
    head,
  );
}

/** A table; an empty one is the sentence `nothing`. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number | Html)[])[],
  nothing: string,
) {
  if (rows.length === 0) return html`<p class="quiet">${nothing}</p>`;
  const cells = (row: readonly (string | number | Html)[]): Html => all(row.map((cell) => html`<td>${cell}</td>`));
  return html`<table>
    <tr>
      ${all(head.map((name) => html`<th>${name}</th>`))}
    </tr>
    ${all(
      rows.map(
        (row) =>
          html`<tr>
            ${cells(row)}
          </tr>`,
      ),
    )}
  </table>`;
}

/** `2024-07-01 09:00 UTC` of an RFC 3339 text; empty for none. */
export function instantText(at: string | undefined): string {
  if (!at) return '';
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

/** `PLANNED` of `REMINDER_STATE_PLANNED`. */
export function bareWord(prefix: string, value: string): string {
  return value.startsWith(prefix) ? value.slice(prefix.length) : value;
}

export function link(href: string, text: string): Html {
  return html`<a href="${href}">${text}</a>`;
}
