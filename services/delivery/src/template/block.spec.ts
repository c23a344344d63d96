import { blockOf } from './block.js';

const cut = (source: string) => {
  const { start, end, guestsAt } = blockOf(source);
  return [source.slice(0, start), source.slice(start, end), source.slice(end, guestsAt), source.slice(guestsAt)];
};

test.each<[string, string, string[]]>([
  [
    'marked',
    'Dear\n\n{{!-- block --}}\nLead:\n{{#each riders}}x{{/each}}\n{{!-- end of block --}}\n\nBye\n',
    ['Dear\n\n{{!-- block --}}\n', 'Lead:\n{{#each riders}}x{{/each}}\n', '', '{{!-- end of block --}}\n\nBye\n'],
  ],
  [
    'its list',
    'Hi\n  {{#each riders}}\nx\n  {{/each}}  \nBye',
    ['Hi\n', '  {{#each riders}}\nx\n  {{/each}}  \n', '', 'Bye'],
  ],
  [
    'its list with the element around it',
    '<p>a</p>\n<ul>\n{{#each riders}}<li>x</li>{{/each}}\n</ul>\n<p>b</p>',
    ['<p>a</p>\n', '<ul>\n{{#each riders}}<li>x</li>{{/each}}\n</ul>\n', '', '<p>b</p>'],
  ],
  [
    'a row of a table with a head: others stand behind the table',
    '<table><tr><th>h</th></tr>{{#each riders}}<tr></tr>{{/each}}</table>b',
    ['<table><tr><th>h</th></tr>', '{{#each riders}}<tr></tr>{{/each}}', '</table>', 'b'],
  ],
  ['nothing that names riders', 'Hi {{product}}', ['', 'Hi {{product}}', '', '']],
  ['CRLF', 'Hi\r\n{{#each riders}}x{{/each}}\r\nBye', ['Hi\r\n', '{{#each riders}}x{{/each}}\r\n', '', 'Bye']],
])('the block of a text: %s', (_name, source, expected) => {
  expect(cut(source)).toEqual(expected);
});
