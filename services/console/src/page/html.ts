const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML whose values are already escaped. */
export class Html {
  constructor(readonly text: string) {}
}

/** Escapes every value that is not Html itself. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
  const escape = (value: string | number | Html): string =>
    value instanceof Html ? value.text : String(value).replaceAll(/[&<>"']/g, (c) => ENTITIES[c] as string);
  return new Html(
    parts.reduce((text, part, i) => text + part + (i < values.length ? escape(values[i] as string) : ''), ''),
  );
}

/** A page without scripts that no cache keeps and no other site frames. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
};

/** Pieces of HTML one after the other. */
export function all(pieces: readonly Html[]): Html {
  return new Html(pieces.map(({ text }) => text).join(''));
}

export const NOTHING = new Html('');

/** @param head what stands in the head beside title and style @param language of the text */
export function page(title: string, body: Html, head: Html = NOTHING, language = 'en'): string {
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          body {
            font:
              16px/1.5 system-ui,
              sans-serif;
            max-width: 34rem;
            margin: 12vh auto;
            padding: 0 1.5rem;
            color: #1c2430;
            background: #fff;
          }
          h1 {
            font-size: 1.5rem;
          }
          dl {
            display: grid;
            grid-template-columns: max-content 1fr;
            gap: 0.4rem 1.5rem;
          }
          dt {
            color: #566070;
          }
          dd {
            margin: 0;
          }
          button {
            font: inherit;
            padding: 0.7rem 1.4rem;
            border: 0;
            border-radius: 0.4rem;
            background: #14532d;
            color: #fff;
            cursor: pointer;
          }
          button:focus-visible {
            outline: 3px solid #86b797;
          }
          .amount {
            font-size: 1.8rem;
            font-weight: 600;
          }
        </style>
        ${head}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.text;
}
