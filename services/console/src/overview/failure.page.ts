import { html } from '../page/html.js';
import { frame } from './frame.page.js';

const TRY_AGAIN_SECONDS = 3;

/** Why a page cannot be shown. @param mayPass whether asking again may help */
export function failurePage(title: string, sentence: string, mayPass: boolean): string {
  return frame(title, html`<p>${sentence}</p>`, mayPass ? TRY_AGAIN_SECONDS : undefined);
}
